using System.Security.Cryptography;
using System.Text;

namespace KintoHawk.Server.Settings;

/// <summary>Reads settings from an ini file in the form of the reference, and from environment variables over it.</summary>
public static class SettingsReader
{
    /// <summary>The port when nothing says another.</summary>
    public const int DefaultPort = 8888;

    const string ApplicationSection = "app:main";

    /// <summary>Reads a settings file.</summary>
    /// <param name="path">The path of the ini file.</param>
    /// <param name="environment">The environment variables; their values win over the file.</param>
    /// <param name="httpPort">What <c>%(http_port)s</c> stands for in the file.</param>
    /// <returns>The options, or every error at once; a file that cannot be read is one of them.</returns>
    public static SettingsResult ReadFile(string path, IReadOnlyDictionary<string, string> environment, int httpPort = DefaultPort)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(environment);
        byte[] bytes;
        DateTimeOffset lastModified;
        try
        {
            bytes = File.ReadAllBytes(path);
            lastModified = new DateTimeOffset(File.GetLastWriteTimeUtc(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SettingsResult(null, [new(null, null, $"The settings file '{path}' cannot be read: {e.Message}")], []);
        }

        var options = new KintoHawkOptions
        {
            ConfigurationFile = new ConfigurationFile(path, Convert.ToHexStringLower(SHA256.HashData(bytes)), lastModified),
        };
        var fullPath = Path.GetFullPath(path);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["here"] = Path.GetDirectoryName(fullPath) ?? fullPath,
            ["__file__"] = fullPath,
            ["http_port"] = $"{httpPort}",
        };
        return ReadText(Encoding.UTF8.GetString(bytes), variables, environment, options);
    }

    /// <summary>Reads environment variables only, over the given options.</summary>
    /// <param name="options">What is true when no variable says otherwise; changed in place.</param>
    /// <param name="environment">The environment variables.</param>
    /// <returns>The same options, or every error at once.</returns>
    public static SettingsResult ReadEnvironment(KintoHawkOptions options, IReadOnlyDictionary<string, string> environment)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(environment);
        var report = new SettingsReport();
        Apply(SettingSources.Read([], environment, report), options, report);
        return new SettingsResult(options, report.Errors, report.Notices);
    }

    internal static SettingsResult ReadText(
        string text, IReadOnlyDictionary<string, string> variables, IReadOnlyDictionary<string, string> environment, KintoHawkOptions options)
    {
        var report = new SettingsReport();
        var file = IniFile.Parse(text);
        foreach (var error in file.Errors)
            report.Add(error);

        if (file.Find(ApplicationSection) is null)
            report.Add(new(null, null, $"The settings file has no section [{ApplicationSection}]; accepted: a file with one."));
        var application = Values(file, ApplicationSection, variables, report).ToList();
        if (application.Find(static value => value.Name == "use") is { } use && use.AsWord() != "egg:kinto")
            report.Notice($"use of [{ApplicationSection}] is '{use.Text}' and has no effect: the application is always this server.");
        Apply(SettingSources.Read(application.Where(static value => value.Name != "use"), environment, report), options, report);
        ServerSection.Apply(Values(file, ServerSection.Name, variables, report), options, report);
        options.Logging = new LoggingSections(file, variables, report).Read();
        if (options.HttpScheme != "https")
            report.Notice("http_scheme is not https: passwords and data travel readable unless something in front of this server encrypts them.");
        return new SettingsResult(options, report.Errors, report.Notices);
    }

    static void Apply(SettingSources sources, KintoHawkOptions options, SettingsReport report)
    {
        var known = KnownSettings.All.ToDictionary(static setting => setting.Key, StringComparer.Ordinal);
        var keys = known.Keys
            .Concat(SettingFamilies.All.SelectMany(family => family.Keys.Concat(sources.Variables.Select(family.KeyOfVariable).OfType<string>())))
            .Concat(sources.FileKeys)
            .Distinct(StringComparer.Ordinal);
        foreach (var key in keys.ToList())
        {
            if (sources.Find(key) is not { } value)
                continue;
            if ((known.GetValueOrDefault(key) ?? SettingFamilies.Find(key)) is { } setting)
                setting.Apply(options, value, report);
            else if (LooksMeant(value.Name))
                report.Notice($"{value.Name} is not a setting of this server and is ignored.");
        }

        var policies = new PolicySettings(sources, options, report);
        policies.Read();
        SettingsChecks.Run(options, sources, policies, report);
    }

    /// <summary>Other software keeps its settings in the same section; only keys that name this server can be mistakes.</summary>
    static bool LooksMeant(string name) =>
        name.StartsWith("kinto.", StringComparison.Ordinal)
        || name.StartsWith("kintohawk.", StringComparison.Ordinal)
        || name.StartsWith("hawk.", StringComparison.Ordinal)
        || name.StartsWith("multiauth.", StringComparison.Ordinal);

    static IEnumerable<SettingValue> Values(IniFile file, string sectionName, IReadOnlyDictionary<string, string> variables, SettingsReport report)
    {
        if (file.Find(sectionName) is not { } section)
            yield break;
        var interpolation = new IniInterpolation(file, section, variables);
        foreach (var entry in section.Entries)
        {
            if (interpolation.TryResolve(entry, out var value, out var error))
                yield return new SettingValue(entry.Key, value, entry.Line);
            else
                report.Add(error);
        }
    }
}
