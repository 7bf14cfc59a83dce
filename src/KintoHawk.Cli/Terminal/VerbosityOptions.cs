using System.CommandLine;

namespace KintoHawk.Cli.Terminal;

/// <summary>The options <c>-q</c> and <c>-v</c>, which exclude each other.</summary>
sealed class VerbosityOptions
{
    readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Say nothing but why it failed." };

    readonly Option<bool> _verbose = new("--verbose", "-v", "--debug") { Description = "Say every step on standard error." };

    public void AddTo(Command command)
    {
        command.Add(_quiet);
        command.Add(_verbose);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_quiet) && result.GetValue(_verbose))
                result.AddError("--quiet and --verbose exclude each other.");
        });
    }

    public Verbosity Of(ParseResult result) => result.GetValue(_quiet) ? Verbosity.Quiet : result.GetValue(_verbose) ? Verbosity.Verbose : Verbosity.Normal;

    /// <summary>What the command says, in the measure that was asked for.</summary>
    public Messages MessagesOf(ParseResult result) => new(Of(result));
}
