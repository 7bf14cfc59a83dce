namespace KintoHawk.Server.Settings;

/// <summary>Where a setting may stand. The first of these wins: variable with prefix, variable without, file with either spelling of the key.</summary>
sealed class SettingSources
{
    const string Prefix = "kinto.";

    readonly IReadOnlyDictionary<string, string> _environment;
    readonly Dictionary<string, SettingValue> _file = new(StringComparer.Ordinal);

    SettingSources(IReadOnlyDictionary<string, string> environment) => _environment = environment;

    /// <summary>The names of all environment variables.</summary>
    public IEnumerable<string> Variables => _environment.Keys;

    /// <summary>The keys of the file, without prefix.</summary>
    public IEnumerable<string> FileKeys => _file.Keys;

    /// <summary>Reads the keys of a section; keys that cannot be read or contradict each other are reported and left out.</summary>
    public static SettingSources Read(IEnumerable<SettingValue> values, IReadOnlyDictionary<string, string> environment, SettingsReport report)
    {
        var sources = new SettingSources(environment);
        foreach (var value in values)
        {
            var key = WithoutPrefix(value.Name);
            if (!sources._file.TryAdd(key, value) && sources._file[key] is var other && other.AsText() != value.AsText())
                report.Add(new(value.Name, value.Line, $"{value.Name} and {other.Name} (line {other.Line}) are the same setting with two values; accepted: one of them."));
        }

        return sources;
    }

    public SettingValue? Find(string key)
    {
        var name = VariableOf(key);
        foreach (var variable in (ReadOnlySpan<string>)["KINTO_" + name, name])
            if (_environment.TryGetValue(variable, out var text))
                return new SettingValue(variable, text, null);
        return _file.GetValueOrDefault(key);
    }

    /// <summary>The environment variable of a key, without prefix.</summary>
    public static string VariableOf(string key) => key.ToUpperInvariant().Replace('.', '_').Replace('-', '_');

    /// <summary>The name under which the documentation lists the environment variable of a key.</summary>
    public static string DocumentedVariableOf(string key) =>
        key.StartsWith("multiauth.", StringComparison.Ordinal) || key.StartsWith("kintohawk.", StringComparison.Ordinal) ? VariableOf(key) : "KINTO_" + VariableOf(key);

    public static string WithoutPrefix(string key) => key.StartsWith(Prefix, StringComparison.Ordinal) ? key[Prefix.Length..] : key;
}
