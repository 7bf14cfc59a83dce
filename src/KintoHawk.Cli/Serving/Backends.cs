using KintoHawk.Cli.Upkeep;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Caching.Memory;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Memory;
using KintoHawk.Server.Settings;
using KintoHawk.Sqlite;

namespace KintoHawk.Cli.Serving;

/// <summary>The storage and the cache that the settings name, ready for use. Disposing finishes their writes and closes their files.</summary>
sealed class Backends : IAsyncDisposable
{
    readonly string _storagePlace;
    readonly string _cachePlace;

    Backends(IStorage storage, ICache cache, string storagePlace, string cachePlace)
    {
        Storage = storage;
        Cache = cache;
        _storagePlace = storagePlace;
        _cachePlace = cachePlace;
    }

    public IStorage Storage { get; }

    public ICache Cache { get; }

    /// <summary>Opens both, and creates or updates the schema.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="time">The clock.</param>
    /// <param name="previous">What is open already for other settings: where both want the same, with what it holds in memory, it is taken over. Null for none.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="StorageUnavailableException">The storage cannot be opened, or the settings forbid to update it.</exception>
    /// <exception cref="CacheUnavailableException">The cache cannot be opened.</exception>
    public static async Task<Backends> OpenAsync(KintoHawkOptions options, TimeProvider time, Backends? previous, CancellationToken cancellationToken)
    {
        if (RefuseOneFile(options) is { } refusal)
            throw new CacheUnavailableException(refusal);
        if (options.ReadOnly && Schemas.OfStorage(options) is { Exists: true, IsCurrent: false, Version: > 0 } old)
            throw new StorageUnavailableException($"The database {old.Place} has schema version {old.Version}, this program wants {old.Target}, and readonly is true; accepted: 'kintohawk migrate' with readonly = false first.");

        var (storagePlace, cachePlace) = (PlaceOfStorage(options), PlaceOfCache(options));
        if (previous?._storagePlace == storagePlace && previous._cachePlace == cachePlace)
            return previous;
        var storage = previous?._storagePlace == storagePlace ? previous.Storage : OpenStorage(options, time);
        try
        {
            await storage.MigrateAsync(cancellationToken);
            return new Backends(storage, previous?._cachePlace == cachePlace ? previous.Cache : OpenCache(options, time), storagePlace, cachePlace);
        }
        catch
        {
            if (!ReferenceEquals(storage, previous?.Storage))
                await CloseAsync(storage);
            throw;
        }
    }

    /// <summary>Why the files of storage and cache cannot be the same, as a sentence; null when they are not.</summary>
    public static string? RefuseOneFile(KintoHawkOptions options) =>
        options is { StorageBackend: BackendKind.Sqlite, CacheBackend: BackendKind.Sqlite } && Path.GetFullPath(options.StorageUrl) == Path.GetFullPath(options.CacheUrl)
            ? $"cache_url is '{options.CacheUrl}', the file of storage_url; accepted: another file."
            : null;

    /// <summary>Closes what the other one does not have as well.</summary>
    public async ValueTask CloseExceptAsync(Backends other)
    {
        if (!ReferenceEquals(Cache, other.Cache))
            await CloseAsync(Cache);
        if (!ReferenceEquals(Storage, other.Storage))
            await CloseAsync(Storage);
    }

    /// <summary>Opens the storage of settings whose backend keeps what it is given (<see cref="Upkeep.Schemas"/>), as it is.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be opened.</exception>
    public static SqliteStorage OpenStorageAtRest(KintoHawkOptions options, TimeProvider time) => SqliteStorage.Open(options.StorageUrl, time);

    /// <summary>Creates or updates the schema of the storage.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be opened or changed.</exception>
    public static async Task MigrateStorageAsync(KintoHawkOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var storage = OpenStorage(options, time);
        try
        {
            await storage.MigrateAsync(cancellationToken);
        }
        finally
        {
            await CloseAsync(storage);
        }
    }

    /// <summary>Creates the schema of the cache, which opening it does.</summary>
    /// <exception cref="CacheUnavailableException">It cannot be opened or changed.</exception>
    public static async Task MigrateCacheAsync(KintoHawkOptions options, TimeProvider time) => await CloseAsync(OpenCache(options, time));

    /// <summary>Empties the cache.</summary>
    /// <exception cref="CacheUnavailableException">It cannot be opened or changed.</exception>
    public static Task FlushCacheAsync(KintoHawkOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        WithCacheAsync(options, time, cache => cache.FlushAsync(cancellationToken));

    /// <summary>Asks the cache whether it can answer and write.</summary>
    /// <exception cref="CacheUnavailableException">It cannot.</exception>
    public static Task CheckCacheAsync(KintoHawkOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        WithCacheAsync(options, time, cache => cache.CheckAsync(cancellationToken));

    /// <summary>Closes the cache first: nothing is acknowledged by it that the storage still has to write.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync(Cache);
        await CloseAsync(Storage);
    }

    static async Task WithCacheAsync(KintoHawkOptions options, TimeProvider time, Func<ICache, ValueTask> work)
    {
        var cache = OpenCache(options, time);
        try
        {
            await work(cache);
        }
        finally
        {
            await CloseAsync(cache);
        }
    }

    /// <summary>What tells one storage from another.</summary>
    static string PlaceOfStorage(KintoHawkOptions options) => options.StorageBackend is BackendKind.Memory ? "memory" : $"{options.StorageBackend} {Path.GetFullPath(options.StorageUrl)}";

    static string PlaceOfCache(KintoHawkOptions options) => options.CacheBackend is BackendKind.Memory
        ? $"memory {options.CacheMaxSizeBytes}"
        : $"{options.CacheBackend} {options.CachePrefix} {Path.GetFullPath(options.CacheUrl)}";

    static IStorage OpenStorage(KintoHawkOptions options, TimeProvider time) => options.StorageBackend switch
    {
        BackendKind.Sqlite => SqliteStorage.Open(options.StorageUrl, time),
        _ => new MemoryStorage(time),
    };

    // Sessions and nonces are never dropped to make room. The reference's default size suits a cache that drops: only a size
    // that somebody chose is a limit here.
    static ICache OpenCache(KintoHawkOptions options, TimeProvider time) => options.CacheBackend switch
    {
        BackendKind.Sqlite => SqliteCache.Open(options.CacheUrl, time, options.CachePrefix),
        _ => new MemoryCache(time, options.CacheMaxSizeBytes == new KintoHawkOptions().CacheMaxSizeBytes ? null : options.CacheMaxSizeBytes),
    };

    static async ValueTask CloseAsync(object backend)
    {
        if (backend is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync();
        else
            (backend as IDisposable)?.Dispose();
    }
}
