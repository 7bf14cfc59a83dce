using KintoHawk.Memcached;
using KintoHawk.PostgreSql;
using KintoHawk.Redis;
using KintoHawk.Server.Settings;

namespace KintoHawk.Cli.Serving;

/// <summary>The addresses and pools of the settings in the form of the backends. What is shown of them never has a password.</summary>
static class Addresses
{
    /// <summary>What is wrong with the addresses, beyond what the reader of the settings could see: a sentence for each, without secrets.</summary>
    public static IReadOnlyList<string> FindErrors(KintoHawkOptions options)
    {
        var errors = new List<string>();
        string? accepted;
        if (options.StorageBackend is BackendKind.PostgreSql)
            CheckPostgreSql("storage_url", options.StorageUrl);
        if (options.PermissionBackend is BackendKind.PostgreSql && options.PermissionUrl.Length > 0 && options.PermissionUrl != options.StorageUrl)
            CheckPostgreSql("permission_url", options.PermissionUrl);
        if (options.StorageReadUrl.Length > 0)
            CheckPostgreSql("storage_read_url", options.StorageReadUrl);
        if (options.CacheBackend is BackendKind.PostgreSql)
            CheckPostgreSql("cache_url", options.CacheUrl);
        if (options.CacheBackend is BackendKind.Redis && !RedisAddress.TryParse(options.CacheUrl, out _, out accepted))
            errors.Add($"cache_url cannot be understood; accepted: {accepted}.");
        if (options.CacheBackend is BackendKind.Memcached && !MemcachedAddress.TryParse(options.CacheHosts, out _, out accepted))
            errors.Add($"cache_hosts cannot be understood; accepted: {accepted}.");
        return errors;

        void CheckPostgreSql(string key, string url)
        {
            if (!PostgreSqlAddress.TryParse(url, out _, out accepted))
                errors.Add($"{key} cannot be understood; accepted: {accepted}.");
        }
    }

    public static PostgreSqlAddress OfObjects(KintoHawkOptions options) => Parse(options.StorageUrl);

    /// <summary>The database of the permissions; null when it is that of the objects.</summary>
    public static PostgreSqlAddress? OfPermissions(KintoHawkOptions options) =>
        options.PermissionUrl.Length > 0 && Parse(options.PermissionUrl) is var address && !address.Equals(OfObjects(options)) ? address : null;

    /// <summary>The read replica; null when there is none.</summary>
    public static PostgreSqlAddress? OfReplica(KintoHawkOptions options) => options.StorageReadUrl.Length > 0 ? Parse(options.StorageReadUrl) : null;

    public static PostgreSqlAddress OfPostgreSqlCache(KintoHawkOptions options) => Parse(options.CacheUrl);

    public static RedisAddress OfRedis(KintoHawkOptions options) =>
        RedisAddress.TryParse(options.CacheUrl, out var address, out var accepted) ? address : throw new InvalidOperationException(accepted);

    public static MemcachedAddress OfMemcached(KintoHawkOptions options) =>
        MemcachedAddress.TryParse(options.CacheHosts, out var address, out var accepted) ? address : throw new InvalidOperationException(accepted);

    /// <summary>Where the storage is, for people.</summary>
    public static string DisplayOfStorage(KintoHawkOptions options) => options.StorageBackend switch
    {
        BackendKind.PostgreSql => OfObjects(options).Display,
        BackendKind.Sqlite => options.StorageUrl,
        _ => "memory",
    };

    /// <summary>Where the cache is, for people.</summary>
    public static string DisplayOfCache(KintoHawkOptions options) => options.CacheBackend switch
    {
        BackendKind.PostgreSql => OfPostgreSqlCache(options).Display,
        BackendKind.Redis => OfRedis(options).Display,
        BackendKind.Memcached => "memcached " + OfMemcached(options).Display,
        BackendKind.Sqlite => options.CacheUrl,
        _ => "memory",
    };

    public static PostgreSqlPoolOptions ToPool(PoolOptions pool) => new()
    {
        MaxSize = pool.MaxSize,
        // Nothing would wait for ever to the driver.
        WaitTimeout = pool.Timeout < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : pool.Timeout,
        Recycle = pool.Recycle,
        MaxBacklog = pool.MaxBacklog,
        IsPooled = pool.IsPooled,
    };

    /// <summary>The settings were read and checked before: what fails here is our mistake.</summary>
    static PostgreSqlAddress Parse(string url) => PostgreSqlAddress.TryParse(url, out var address, out var accepted) ? address : throw new InvalidOperationException(accepted);
}
