using KintoHawk.Core.Caching;
using KintoHawk.Core.Caching.Memory;

namespace KintoHawk.Backends.Tests.Memory;

/// <summary>Each cache has its own memory.</summary>
sealed class MemoryCacheHome : ClockedCacheHome
{
    protected override ValueTask<ICache> OpenCacheAsync(string prefix) => ValueTask.FromResult<ICache>(new MemoryCache(Clock));
}
