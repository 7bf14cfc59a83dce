using System.CommandLine;

namespace KintoHawk.Cli.Serving;

/// <summary>The options <c>--ini</c> and <c>--data</c>, which exclude each other, and <c>--env-file</c>.</summary>
sealed class SourceOptions
{
    readonly Option<string?> _ini = IniOption($"The settings file. Default: the file KINTO_INI names, else {SettingsSource.DefaultIni} if it exists, else no file.");

    readonly Option<string?> _data = new("--data")
    {
        Description = $"Use no settings file, and this folder for databases and secrets. Default without settings file: ./{SettingsSource.DefaultData}.",
        HelpName = "DIR",
    };

    readonly Option<string?> _environment = new("--env-file")
    {
        Description = "A file of variables, NAME=value, a line each; they win over those of the process.",
        HelpName = "FILE",
    };

    public void AddTo(Command command)
    {
        command.Add(_ini);
        command.Add(_data);
        command.Add(_environment);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_ini) is not null && result.GetResult(_data) is not null)
                result.AddError("--ini and --data exclude each other: a settings file says itself where the data is.");
        });
    }

    public static Option<string?> IniOption(string description) => new("--ini") { Description = description, HelpName = "FILE" };

    public SettingsSource Of(ParseResult result) => new(result.GetValue(_ini), result.GetValue(_data), result.GetValue(_environment));
}
