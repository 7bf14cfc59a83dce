using KintoHawk.Core.Caching;
using KintoHawk.Core.Storage;
using KintoHawk.Sqlite;

namespace KintoHawk.Backends.Tests;

sealed class SqliteBackend : IBackend
{
    readonly string _folder = Directory.CreateTempSubdirectory("kintohawk-tests-").FullName;
    readonly List<IAsyncDisposable> _open = [];

    public string StoragePath => Path.Combine(_folder, "storage.db");

    public string CachePath => Path.Combine(_folder, "cache.db");

    public async ValueTask<IStorage> OpenStorageAsync(TimeProvider time)
    {
        var storage = SqliteStorage.Open(StoragePath, time);
        _open.Add(storage);
        await storage.MigrateAsync(TestContext.Current.CancellationToken);
        return storage;
    }

    public ValueTask<ICache> OpenCacheAsync(TimeProvider time, string prefix)
    {
        var cache = SqliteCache.Open(CachePath, time, prefix);
        _open.Add(cache);
        return ValueTask.FromResult<ICache>(cache);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _open)
            await store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
