namespace KintoHawk.Server.Settings;

/// <summary>Reads the names and addresses of backends.</summary>
static class BackendSettings
{
    static readonly string[] _notYetStorage = ["postgresql"];
    static readonly string[] _notYetCache = ["postgresql", "redis", "memcached"];

    /// <param name="role"><c>storage</c>, <c>permission</c> or <c>cache</c>.</param>
    /// <param name="set">Changes the options.</param>
    public static Setting Backend(string role, Action<KintoHawkOptions, BackendKind> set)
    {
        var module = $"kinto.core.{role}.";
        var notYet = role == "cache" ? _notYetCache : _notYetStorage;
        return Setting.Special($"{role}_backend", "choice", module + "memory", (options, value, report) =>
        {
            var accepted = $"memory ({module}memory) or sqlite";
            var name = value.AsWord();
            var shortName = name.StartsWith(module, StringComparison.Ordinal) ? name[module.Length..] : name;
            if (name == "sqlite")
                set(options, BackendKind.Sqlite);
            else if (shortName == "memory")
                set(options, BackendKind.Memory);
            else
                report.Refuse(value, notYet.Contains(shortName, StringComparer.Ordinal) ? $"{accepted}; {shortName} is not part of this version" : accepted);
        });
    }

    /// <summary>The address of a backend. What it must look like depends on the backend, so it is checked when all settings are read.</summary>
    public static Setting Address(string role, Action<KintoHawkOptions, string> set) =>
        Setting.Special($"{role}_url", "url", Setting.None, (options, value, _) => set(options, value.AsText()));

    /// <summary>The path in an address of an SQLite file: the path itself, or <c>sqlite:///</c> and the path. Null when it is neither.</summary>
    public static string? PathOf(string address)
    {
        const string scheme = "sqlite:///";
        var path = address.StartsWith(scheme, StringComparison.Ordinal) ? address[scheme.Length..] : address;
        return path.Length == 0 || path.StartsWith(':') || path.Contains("://", StringComparison.Ordinal) ? null : path;
    }
}
