namespace KintoHawk.Server.Settings;

/// <summary>The names that <c>includes</c> knows.</summary>
static class PluginModules
{
    public const string Accounts = "kinto.plugins.accounts";

    public const string Admin = "kinto.plugins.admin";

    public const string Counters = "kinto.plugins.counters";

    public const string DefaultBucket = "kinto.plugins.default_bucket";

    public const string Flush = "kinto.plugins.flush";

    public const string History = "kinto.plugins.history";

    public const string OpenId = "kinto.plugins.openid";

    public const string Prometheus = "kinto.plugins.prometheus";

    public const string StatsD = "kinto.plugins.statsd";

    public const string Hawk = "kinto_hawk";

    /// <summary>Modules that are here.</summary>
    public static IReadOnlyList<string> Present { get; } = [Accounts, Admin, Counters, DefaultBucket, Flush, History, OpenId, Prometheus, StatsD, Hawk];

    /// <summary>Modules that the server starts without, and what is said about it.</summary>
    public static IReadOnlyDictionary<string, string> Absent { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["kinto.plugins.quotas"] = "the reference has removed it",
        ["kinto_attachment"] = "this version has no attachments",
    };

    /// <summary>Applies <c>includes</c>: modules that are missing here are told, and names that nobody knows are refused.</summary>
    public static void Apply(KintoHawkOptions options, SettingValue value, SettingsReport report)
    {
        var included = new List<string>();
        foreach (var module in value.AsList().Distinct(StringComparer.Ordinal))
        {
            if (Present.Contains(module, StringComparer.Ordinal))
                included.Add(module);
            else if (Absent.TryGetValue(module, out var reason))
                report.Notice($"{value.Name} lists {module}, which is left out: {reason}.");
            else
                report.Add(new(value.Name, value.Line, $"{value.Name} lists '{module}', which is not known; accepted: {string.Join(", ", Present.Concat(Absent.Keys))}."));
        }

        options.Includes = included;
    }
}
