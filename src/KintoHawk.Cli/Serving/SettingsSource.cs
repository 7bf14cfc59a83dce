using System.Collections;
using KintoHawk.Server.Settings;

namespace KintoHawk.Cli.Serving;

/// <summary>
/// Where the settings come from, in this order: <c>--ini</c>, <c>--data</c>, <c>KINTO_INI</c>, <c>config/kinto.ini</c> if it is there, and else the
/// embedded default in <c>./kintohawk-data</c>. Environment variables win over all of them.
/// </summary>
/// <param name="Ini">The settings file of the command line; null for none.</param>
/// <param name="Data">The data folder of the command line; null for none.</param>
/// <param name="EnvironmentFile">A file of variables that win over those of the process; null for none.</param>
sealed record SettingsSource(string? Ini, string? Data, string? EnvironmentFile)
{
    /// <summary>True for commands that change nothing: then not even the data folder is made.</summary>
    public bool LooksOnly { get; init; }

    public const string DefaultIni = "config/kinto.ini";

    public const string DefaultData = "kintohawk-data";

    /// <summary>Reads the settings. Makes the data folder with its secrets when the embedded default is used for the first time, unless <see cref="LooksOnly"/>.</summary>
    /// <param name="port">What <c>%(http_port)s</c> stands for in a settings file; null for the default.</param>
    public SettingsResult Read(int? port = null)
    {
        var environment = Environment();
        if (FindIni(environment) is { } ini)
            return SettingsReader.ReadFile(ini, environment, port ?? SettingsReader.DefaultPort);
        var data = Data ?? DefaultData;
        return SettingsReader.ReadEnvironment((LooksOnly ? DataFolder.LookAt(data) : DataFolder.Open(data)).ToOptions(), environment);
    }

    /// <summary>The file that <c>KINTO_INI</c> names, there or not; null when it names none.</summary>
    public static string? FileOfSurroundings => System.Environment.GetEnvironmentVariable("KINTO_INI") is { Length: > 0 } named ? named : null;

    /// <summary>The files that the settings are read from; none for the embedded default without variables of its own.</summary>
    /// <exception cref="IOException">The environment file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The environment file is somebody else's.</exception>
    public IReadOnlyList<string> FindFiles() => [.. new[] { FindIni(Environment()), EnvironmentFile }.OfType<string>()];

    string? FindIni(Dictionary<string, string> environment) => Ini ?? (Data is null ? FromSurroundings(environment) : null);

    static string? FromSurroundings(Dictionary<string, string> environment) =>
        environment.TryGetValue("KINTO_INI", out var named) && named.Length > 0 ? named : File.Exists(DefaultIni) ? DefaultIni : null;

    Dictionary<string, string> Environment()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in System.Environment.GetEnvironmentVariables())
            if (entry is { Key: string name, Value: string value })
                variables[name] = value;
        foreach (var (name, value) in EnvironmentFile is null ? [] : Serving.EnvironmentFile.Read(EnvironmentFile))
            variables[name] = value;
        return variables;
    }
}
