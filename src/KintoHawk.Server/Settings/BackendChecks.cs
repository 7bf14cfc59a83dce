namespace KintoHawk.Server.Settings;

/// <summary>Whether the backends of the settings fit together, and whether their addresses have the form that each wants.</summary>
static class BackendChecks
{
    const string PathForm = "a file path, or sqlite:/// and a file path";
    const string PostgreSqlForm = "a URL like postgresql://user:password@host:5432/database";
    const string RedisForm = "a URL like redis://:password@host:6379/0, rediss:// for TLS, or unix:///folder/redis.sock?db=0";
    const string HostsForm = "hosts and ports like 'first:11211 second:11211'";

    public static void Run(KintoHawkOptions options, SettingSources sources, SettingsReport report)
    {
        options.StorageUrl = CheckAddress("storage_url", "storage_backend", options.StorageBackend, options.StorageUrl, sources, report);
        CheckCache(options, sources, report);
        CheckPermissions(options, sources, report);
        CheckReplica(options, sources, report);
        CheckPools(options, sources, report);
        if (options.CacheBackend is BackendKind.Memory && options.StorageBackend is BackendKind.PostgreSql)
        {
            report.Notice(
                "cache_backend is memory: servers that share this database do not share sessions, so each refuses those of the others, and a copied request is accepted once by each. "
                + "Use redis, memcached or postgresql when there is more than one.");
        }
    }

    static void CheckCache(KintoHawkOptions options, SettingSources sources, SettingsReport report)
    {
        if (options.CacheBackend is not BackendKind.Memcached)
        {
            options.CacheUrl = CheckAddress("cache_url", "cache_backend", options.CacheBackend, options.CacheUrl, sources, report);
            if (sources.Find("cache_hosts") is { IsEmpty: false } unused)
                report.Notice($"{unused.Name} has no effect: cache_backend is not memcached.");
            return;
        }

        // The settings file that the reference writes for memcached has the hosts in cache_url.
        var place = sources.Find("cache_hosts") is { IsEmpty: false } hosts ? hosts : sources.Find("cache_url");
        if (place is not { IsEmpty: false })
        {
            report.Add(new("cache_hosts", null, $"cache_hosts is not set, and cache_backend is memcached; accepted: {HostsForm}."));
            return;
        }

        options.CacheHosts = place.AsList();
    }

    static void CheckPermissions(KintoHawkOptions options, SettingSources sources, SettingsReport report)
    {
        if (sources.Find("permission_backend") is not { } permission)
        {
            options.PermissionBackend = options.StorageBackend;
            if (options.StorageBackend is BackendKind.PostgreSql)
                report.Notice("permission_backend is not set: permissions are kept with the objects. The reference would keep them in memory.");
        }
        else if (options.PermissionBackend != options.StorageBackend)
            report.Refuse(permission, "the kind of storage_backend, or leave it out");

        if (sources.Find("permission_url") is not { IsEmpty: false } address)
            return;
        if (options.PermissionBackend is BackendKind.Sqlite)
        {
            options.PermissionUrl = BackendSettings.PathOf(options.PermissionUrl) ?? "";
            if (options.PermissionUrl != options.StorageUrl)
                report.Refuse(address, "the value of storage_url (permissions are kept with the objects), or leave it out");
        }
        else if (options.PermissionBackend is BackendKind.PostgreSql)
        {
            if (!IsPostgreSql(options.PermissionUrl))
                report.Refuse(address, PostgreSqlForm);
            else if (options.PermissionUrl != options.StorageUrl)
                report.Notice($"{address.Name} is another one than storage_url: objects and permissions are in two databases, so that every request asks both. One database is faster.");
        }
    }

    static void CheckReplica(KintoHawkOptions options, SettingSources sources, SettingsReport report)
    {
        if (sources.Find("storage_read_url") is not { IsEmpty: false } address)
            return;
        if (options.StorageBackend is not BackendKind.PostgreSql)
        {
            report.Notice($"{address.Name} has no effect: storage_backend is not postgresql.");
            options.StorageReadUrl = "";
        }
        else if (!IsPostgreSql(options.StorageReadUrl))
            report.Refuse(address, PostgreSqlForm);
    }

    static void CheckPools(KintoHawkOptions options, SettingSources sources, SettingsReport report)
    {
        var isSplit = options.PermissionBackend is BackendKind.PostgreSql && options.PermissionUrl.Length > 0 && options.PermissionUrl != options.StorageUrl;
        Check("storage", options.StorageBackend is BackendKind.PostgreSql, "only postgresql has a pool of connections");
        Check("permission", isSplit, "permissions are kept with the objects, over the pool of the storage");
        Check(
            "cache",
            options.CacheBackend is BackendKind.PostgreSql,
            options.CacheBackend is BackendKind.Redis or BackendKind.Memcached ? "all requests share a few connections to the cache" : "only postgresql has a pool of connections");

        void Check(string role, bool hasPool, string reason)
        {
            foreach (var key in hasPool ? [] : BackendSettings.PoolKeys)
                if (sources.Find(role + key) is { } value)
                    report.Notice($"{value.Name} has no effect: {reason}.");
        }
    }

    /// <summary>The address in the form that the backend takes. Drivers check what is within a URL.</summary>
    static string CheckAddress(string key, string backendKey, BackendKind backend, string address, SettingSources sources, SettingsReport report)
    {
        var (form, accepted) = backend switch
        {
            BackendKind.Sqlite => (BackendSettings.PathOf(address), PathForm),
            BackendKind.PostgreSql => (IsPostgreSql(address) ? address : null, PostgreSqlForm),
            BackendKind.Redis => (IsRedis(address) ? address : null, RedisForm),
            _ => (address, ""),
        };
        if (form is not null)
            return form;
        if (sources.Find(key) is { IsEmpty: false } value)
            report.Refuse(value, accepted);
        else
            report.Add(new(key, sources.Find(key)?.Line, $"{key} is not set, and {backendKey} is {NameOf(backend)}; accepted: {accepted}."));
        return address;
    }

    static string NameOf(BackendKind backend) => backend.ToString().ToLowerInvariant();

    static bool IsPostgreSql(string address) => address.IndexOf("://", StringComparison.Ordinal) is > 0 and var end && address[..end].Split('+')[0] is "postgresql" or "postgres";

    static bool IsRedis(string address) => address.IndexOf("://", StringComparison.Ordinal) is > 0 and var end && address[..end] is "redis" or "rediss" or "unix";
}
