namespace KintoHawk.Server.Settings;

/// <summary>Reads the names and addresses of backends, and the sizes of their pools.</summary>
static class BackendSettings
{
    /// <summary>The settings of a pool, without the role before them.</summary>
    public static IReadOnlyList<string> PoolKeys { get; } = ["_pool_size", "_max_overflow", "_pool_timeout", "_pool_recycle", "_max_backlog", "_poolclass"];

    static readonly Dictionary<string, BackendKind> _storages = new(StringComparer.Ordinal)
    {
        ["memory"] = BackendKind.Memory,
        ["postgresql"] = BackendKind.PostgreSql,
    };

    static readonly Dictionary<string, BackendKind> _caches = new(_storages, StringComparer.Ordinal)
    {
        ["redis"] = BackendKind.Redis,
        ["memcached"] = BackendKind.Memcached,
    };

    /// <param name="role"><c>storage</c>, <c>permission</c> or <c>cache</c>.</param>
    /// <param name="set">Changes the options.</param>
    public static Setting Backend(string role, Action<KintoHawkOptions, BackendKind> set)
    {
        var module = $"kinto.core.{role}.";
        var kinds = role == "cache" ? _caches : _storages;
        return Setting.Special($"{role}_backend", "choice", module + "memory", (options, value, report) =>
        {
            var name = value.AsWord();
            if (name == "sqlite")
                set(options, BackendKind.Sqlite);
            else if (kinds.TryGetValue(name.StartsWith(module, StringComparison.Ordinal) ? name[module.Length..] : name, out var kind))
                set(options, kind);
            else
                report.Refuse(value, $"sqlite, {string.Join(", ", kinds.Keys)} (or {module}{string.Join($", {module}", kinds.Keys)})");
        });
    }

    /// <summary>The address of a backend. What it must look like depends on the backend, so it is checked when all settings are read.</summary>
    public static Setting Address(string role, Action<KintoHawkOptions, string> set) =>
        Setting.Special($"{role}_url", "url", Setting.None, (options, value, _) => set(options, value.AsText()));

    /// <summary>The settings of the pool of connections to a backend.</summary>
    /// <param name="role"><c>storage</c>, <c>permission</c> or <c>cache</c>.</param>
    /// <param name="pool">The pool in the options.</param>
    public static IEnumerable<Setting> Pool(string role, Func<KintoHawkOptions, PoolOptions> pool) =>
    [
        Setting.Integer(role + "_pool_size", "25", 0, (o, v) => pool(o).Size = (int)v, most: 10_000),
        Setting.Integer(role + "_max_overflow", "10", -1, (o, v) => pool(o).MaxOverflow = v < 0 ? null : (int)v, most: 10_000),
        Setting.Seconds(role + "_pool_timeout", "30", 0, (o, v) => pool(o).Timeout = v),
        Setting.OptionalSeconds(role + "_pool_recycle", "-1", 1, (o, v) => pool(o).Recycle = v),
        Setting.Integer(role + "_max_backlog", "-1", -1, (o, v) => pool(o).MaxBacklog = v < 0 ? null : (int)v),
        Setting.Special(role + "_poolclass", "class", "kinto.core.storage.postgresql.pool.QueuePoolWithMaxBacklog", (options, value, report) =>
        {
            var name = value.AsWord();
            pool(options).IsPooled = name[(name.LastIndexOf('.') + 1)..] != "NullPool";
            if (pool(options).IsPooled && !name.EndsWith("QueuePool", StringComparison.Ordinal) && !name.EndsWith("QueuePoolWithMaxBacklog", StringComparison.Ordinal))
                report.Notice($"{value.Name} is '{name}' and has no effect: only NullPool makes a difference here.");
        }),
    ];

    /// <summary>The path in an address of an SQLite file: the path itself, or <c>sqlite:///</c> and the path. Null when it is neither.</summary>
    public static string? PathOf(string address)
    {
        const string scheme = "sqlite:///";
        var path = address.StartsWith(scheme, StringComparison.Ordinal) ? address[scheme.Length..] : address;
        return path.Length == 0 || path.StartsWith(':') || path.Contains("://", StringComparison.Ordinal) ? null : path;
    }
}
