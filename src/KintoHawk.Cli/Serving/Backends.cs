using KintoHawk.Core.Caching;
using KintoHawk.Core.Storage;
using KintoHawk.Memcached;
using KintoHawk.Redis;
using KintoHawk.Server.Settings;

namespace KintoHawk.Cli.Serving;

/// <summary>The storage and the cache that the settings name, ready for use. Disposing finishes their writes and closes their files and connections.</summary>
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
        var (storagePlace, cachePlace) = (StorageOpening.PlaceOf(options), CacheOpening.PlaceOf(options));
        var storage = previous?._storagePlace == storagePlace ? previous.Storage : StorageOpening.Open(options, time);
        try
        {
            // Also for what is taken over: the settings may have been read-only, and writers need more of the schema.
            await StorageOpening.PrepareAsync(storage, options, cancellationToken);
            if (ReferenceEquals(storage, previous?.Storage) && previous._cachePlace == cachePlace)
                return previous;
            return new Backends(storage, previous?._cachePlace == cachePlace ? previous.Cache : await CacheOpening.OpenAsync(options, time, cancellationToken), storagePlace, cachePlace);
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
            await CacheOpening.CloseAsync(Cache);
        if (!ReferenceEquals(Storage, other.Storage))
            await CloseAsync(Storage);
    }

    /// <summary>Creates or updates the schema of the storage.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be opened or changed.</exception>
    public static async Task MigrateStorageAsync(KintoHawkOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var storage = StorageOpening.Open(options, time);
        try
        {
            await StorageOpening.MigrateAsync(storage, options, cancellationToken);
        }
        finally
        {
            await CloseAsync(storage);
        }
    }

    /// <summary>Creates the schema of the cache, which opening it does.</summary>
    /// <exception cref="CacheUnavailableException">It cannot be opened or changed.</exception>
    public static async Task MigrateCacheAsync(KintoHawkOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        await CacheOpening.CloseAsync(await CacheOpening.OpenAsync(options, time, cancellationToken));

    /// <summary>Empties the cache.</summary>
    /// <exception cref="CacheUnavailableException">It cannot be opened or changed.</exception>
    public static Task FlushCacheAsync(KintoHawkOptions options, TimeProvider time, CancellationToken cancellationToken) =>
        WithCacheAsync(options, time, cache => cache.FlushAsync(cancellationToken), cancellationToken);

    /// <summary>Asks the cache whether it can answer and write, and what puts at risk what it keeps.</summary>
    /// <returns>The risks, a sentence for each.</returns>
    /// <exception cref="CacheUnavailableException">It cannot.</exception>
    public static async Task<IReadOnlyList<string>> CheckCacheAsync(KintoHawkOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> risks = [];
        await WithCacheAsync(
            options,
            time,
            async cache =>
            {
                await cache.CheckAsync(cancellationToken);
                risks = cache switch
                {
                    RedisCache redis => await redis.FindRisksAsync(cancellationToken),
                    MemcachedCache memcached => await memcached.FindRisksAsync(cancellationToken),
                    _ => risks,
                };
            },
            cancellationToken);
        return risks;
    }

    /// <summary>Closes the cache first: nothing is acknowledged by it that the storage still has to write.</summary>
    public async ValueTask DisposeAsync()
    {
        await CacheOpening.CloseAsync(Cache);
        await CloseAsync(Storage);
    }

    static async Task WithCacheAsync(KintoHawkOptions options, TimeProvider time, Func<ICache, ValueTask> work, CancellationToken cancellationToken)
    {
        var cache = await CacheOpening.OpenAsync(options, time, cancellationToken);
        try
        {
            await work(cache);
        }
        finally
        {
            await CacheOpening.CloseAsync(cache);
        }
    }

    static async ValueTask CloseAsync(IStorage storage)
    {
        if (storage is IAsyncDisposable asynchronous)
            await asynchronous.DisposeAsync();
    }
}
