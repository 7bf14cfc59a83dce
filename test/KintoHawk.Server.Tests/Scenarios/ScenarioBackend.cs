using System.Collections.Concurrent;
using System.Security.Cryptography;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Caching.Memory;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Memory;
using KintoHawk.PostgreSql;
using KintoHawk.Redis;
using KintoHawk.Sqlite;
using KintoHawk.TestBackends;

namespace KintoHawk.Server.Tests.Scenarios;

/// <summary>A storage and a cache for one server, both empty, and the settings that name them.</summary>
sealed class ScenarioBackend : IAsyncDisposable
{
    public const string Memory = "memory";
    public const string Sqlite = "sqlite";

    /// <summary>One PostgreSQL database and Redis: how larger deployments are run.</summary>
    public const string PostgreSqlAndRedis = "postgresql+redis";

    /// <summary>Objects, permissions and cache each in a PostgreSQL database of their own.</summary>
    public const string ThreePostgreSql = "three postgresql";

    /// <summary>Those on PostgreSQL that nobody uses now, flushed: another database for each of some hundred servers would take minutes.</summary>
    static readonly ConcurrentDictionary<string, ConcurrentBag<ScenarioBackend>> _idle = new(StringComparer.Ordinal);

    readonly string _name;

    ScenarioBackend(string name, IStorage storage, ICache cache, params IReadOnlyList<string> settings)
    {
        _name = name;
        Storage = storage;
        Cache = cache;
        Settings = settings;
    }

    public IStorage Storage { get; }

    public ICache Cache { get; }

    /// <summary>Lines of a settings file.</summary>
    public IReadOnlyList<string> Settings { get; }

    /// <param name="name">One of the constants.</param>
    /// <param name="folder">Where files may be made.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public static async Task<ScenarioBackend> OpenAsync(string name, string folder, CancellationToken cancellationToken)
    {
        if (_idle.TryGetValue(name, out var idle) && idle.TryTake(out var flushed))
            return flushed;
        var opened = name switch
        {
            Sqlite => OpenSqlite(folder),
            PostgreSqlAndRedis => await OpenPostgreSqlAndRedisAsync(),
            ThreePostgreSql => await OpenThreePostgreSqlAsync(cancellationToken),
            _ => new ScenarioBackend(Memory, new MemoryStorage(TimeProvider.System), new MemoryCache(TimeProvider.System), "storage_backend = memory", "cache_backend = memory"),
        };
        await opened.Storage.MigrateAsync(cancellationToken);
        return opened;
    }

    public async ValueTask DisposeAsync()
    {
        if (Storage is PostgreSqlStorage)
        {
            await Storage.FlushAsync(CancellationToken.None);
            await Cache.FlushAsync(CancellationToken.None);
            _idle.GetOrAdd(_name, static _ => []).Add(this);
            return;
        }

        if (Storage is IAsyncDisposable storage)
            await storage.DisposeAsync();
        if (Cache is IAsyncDisposable cache)
            await cache.DisposeAsync();
    }

    static ScenarioBackend OpenSqlite(string folder)
    {
        var (storage, cache) = (Path.Combine(folder, "storage.db"), Path.Combine(folder, "cache.db"));
        return new ScenarioBackend(
            Sqlite,
            SqliteStorage.Open(storage, TimeProvider.System),
            SqliteCache.Open(cache, TimeProvider.System),
            "storage_backend = sqlite",
            $"storage_url = {storage}",
            "cache_backend = sqlite",
            $"cache_url = {cache}");
    }

    static async Task<ScenarioBackend> OpenPostgreSqlAndRedisAsync()
    {
        var server = await PrivatePostgreSql.SharedAsync();
        var redis = await PrivateRedis.SharedAsync();
        var database = await server.CreateDatabaseAsync();
        // What one server flushes, another must not miss.
        var prefix = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)) + ":";
        Assert.True(RedisAddress.TryParse(redis.Url, out var address, out _));
        return new ScenarioBackend(
            PostgreSqlAndRedis,
            Open(database, database),
            new RedisCache(address, new RedisCacheOptions(), prefix),
            "storage_backend = kinto.core.storage.postgresql",
            $"storage_url = {database}",
            "permission_backend = kinto.core.permission.postgresql",
            $"permission_url = {database}",
            "cache_backend = kinto.core.cache.redis",
            $"cache_url = {redis.Url}",
            $"cache_prefix = {prefix}");
    }

    static async Task<ScenarioBackend> OpenThreePostgreSqlAsync(CancellationToken cancellationToken)
    {
        var server = await PrivatePostgreSql.SharedAsync();
        var (objects, permissions, cache) = (await server.CreateDatabaseAsync(), await server.CreateDatabaseAsync(), await server.CreateDatabaseAsync());
        var sessions = new PostgreSqlCache(AddressOf(cache), new PostgreSqlPoolOptions());
        await sessions.MigrateAsync(cancellationToken);
        return new ScenarioBackend(
            ThreePostgreSql,
            Open(objects, permissions),
            sessions,
            "storage_backend = postgresql",
            $"storage_url = {objects}",
            "permission_backend = postgresql",
            $"permission_url = {permissions}",
            "cache_backend = postgresql",
            $"cache_url = {cache}");
    }

    static PostgreSqlStorage Open(string objects, string permissions) =>
        PostgreSqlStorage.Open(AddressOf(objects), AddressOf(permissions), reading: null, new PostgreSqlPoolOptions(), time: null);

    static PostgreSqlAddress AddressOf(string url)
    {
        Assert.True(PostgreSqlAddress.TryParse(url, out var address, out var error), error);
        return address;
    }
}
