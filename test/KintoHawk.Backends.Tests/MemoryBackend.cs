using KintoHawk.Core.Caching;
using KintoHawk.Core.Caching.Memory;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Memory;

namespace KintoHawk.Backends.Tests;

sealed class MemoryBackend : IBackend
{
    public ValueTask<IStorage> OpenStorageAsync(TimeProvider time) => ValueTask.FromResult<IStorage>(new MemoryStorage(time));

    public ValueTask<ICache> OpenCacheAsync(TimeProvider time, string prefix) => ValueTask.FromResult<ICache>(new MemoryCache(time));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
