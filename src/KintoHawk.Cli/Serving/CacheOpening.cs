using KintoHawk.Core.Caching;
using KintoHawk.Core.Caching.Memory;
using KintoHawk.Memcached;
using KintoHawk.PostgreSql;
using KintoHawk.Redis;
using KintoHawk.Server.Settings;
using KintoHawk.Sqlite;

namespace KintoHawk.Cli.Serving;

/// <summary>Opens the cache that the settings name.</summary>
static class CacheOpening
{
    /// <summary>Opens it, creates its schema if it has one, and asks one that is another process whether it is there.</summary>
    /// <exception cref="CacheUnavailableException">It cannot be opened.</exception>
    public static async Task<ICache> OpenAsync(KintoHawkOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var cache = Open(options, time);
        try
        {
            if (cache is PostgreSqlCache table)
                await table.MigrateAsync(cancellationToken);
            if (cache is PostgreSqlCache or RedisCache or MemcachedCache)
                await cache.CheckAsync(cancellationToken);
            return cache;
        }
        catch
        {
            await CloseAsync(cache);
            throw;
        }
    }

    public static async ValueTask CloseAsync(ICache cache)
    {
        if (cache is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync();
        else
            (cache as IDisposable)?.Dispose();
    }

    /// <summary>What tells one cache from another; it may have secrets.</summary>
    public static string PlaceOf(KintoHawkOptions options) => options.CacheBackend switch
    {
        BackendKind.Memory => $"memory {options.CacheMaxSizeBytes}",
        BackendKind.Sqlite => $"sqlite {options.CachePrefix} {Path.GetFullPath(options.CacheUrl)}",
        BackendKind.Memcached => $"memcached {options.CachePrefix} {string.Join(' ', options.CacheHosts)}",
        _ => $"{options.CacheBackend} {options.CachePrefix} {options.CacheUrl} {Addresses.ToPool(options.CachePool)}",
    };

    // Sessions and nonces are never dropped to make room. The reference's default size suits a cache that drops: only a size
    // that somebody chose is a limit here.
    static ICache Open(KintoHawkOptions options, TimeProvider time) => options.CacheBackend switch
    {
        BackendKind.Sqlite => SqliteCache.Open(options.CacheUrl, time, options.CachePrefix),
        BackendKind.PostgreSql => new PostgreSqlCache(Addresses.OfPostgreSqlCache(options), Addresses.ToPool(options.CachePool), options.CachePrefix),
        BackendKind.Redis => new RedisCache(Addresses.OfRedis(options), new RedisCacheOptions(), options.CachePrefix),
        BackendKind.Memcached => new MemcachedCache(Addresses.OfMemcached(options), new MemcachedCacheOptions(), time, options.CachePrefix),
        _ => new MemoryCache(time, options.CacheMaxSizeBytes == new KintoHawkOptions().CacheMaxSizeBytes ? null : options.CacheMaxSizeBytes),
    };
}
