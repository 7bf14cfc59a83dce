using System.Collections;
using KintoHawk.Server.Settings;

namespace KintoHawk.Cli.Serving;

/// <summary>
/// Where the settings come from, in this order: <c>--ini</c>, <c>--data</c>, <c>KINTO_INI</c>, <c>config/kinto.ini</c> if it is there, and else the
/// embedded default in <c>./kintohawk-data</c>. Environment variables win over all of them.
/// </summary>
/// <param name="Ini">The settings file of the command line; null for none.</param>
/// <param name="Data">The data folder of the command line; null for none.</param>
sealed record SettingsSource(string? Ini, string? Data)
{
    public const string DefaultIni = "config/kinto.ini";

    public const string DefaultData = "kintohawk-data";

    /// <summary>Reads the settings. Makes the data folder with its secrets when the embedded default is used for the first time.</summary>
    /// <param name="port">What <c>%(http_port)s</c> stands for in a settings file; null for the default.</param>
    public SettingsResult Read(int? port = null)
    {
        var environment = Environment();
        var ini = Ini ?? (Data is null ? FromSurroundings(environment) : null);
        if (ini is not null)
            return SettingsReader.ReadFile(ini, environment, port ?? SettingsReader.DefaultPort);
        return SettingsReader.ReadEnvironment(DataFolder.Open(Data ?? DefaultData).ToOptions(), environment);
    }

    /// <summary>The file that <c>KINTO_INI</c> names, there or not; null when it names none.</summary>
    public static string? FileOfSurroundings => System.Environment.GetEnvironmentVariable("KINTO_INI") is { Length: > 0 } named ? named : null;

    static string? FromSurroundings(Dictionary<string, string> environment) =>
        environment.TryGetValue("KINTO_INI", out var named) && named.Length > 0 ? named : File.Exists(DefaultIni) ? DefaultIni : null;

    static Dictionary<string, string> Environment()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
            if (entry is { Key: string name, Value: string value })
                variables[name] = value;
        return variables;
    }
}
