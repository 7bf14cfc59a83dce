using KintoHawk.Core.Caching;
using KintoHawk.Core.Storage;

namespace KintoHawk.Backends.Tests;

/// <summary>Makes the stores of one backend, and throws them away afterwards.</summary>
public interface IBackend : IAsyncDisposable
{
    /// <summary>An empty storage, ready for use.</summary>
    ValueTask<IStorage> OpenStorageAsync(TimeProvider time);

    /// <summary>A cache; those of one backend with different prefixes share their entries' home.</summary>
    ValueTask<ICache> OpenCacheAsync(TimeProvider time, string prefix);
}
