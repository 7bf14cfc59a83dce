using KintoHawk.Core.Caching;
using Microsoft.Extensions.Time.Testing;

namespace KintoHawk.Backends.Tests;

/// <summary>Where the caches of a test keep their entries.</summary>
public abstract class CacheHome : IAsyncDisposable
{
    readonly List<ICache> _open = [];

    /// <summary>The clock that decides what has expired; null where it is the server's, which nobody can turn.</summary>
    public virtual FakeTimeProvider? Clock => null;

    /// <summary>A lifetime that a test can wait for.</summary>
    public virtual TimeSpan Short => TimeSpan.FromMilliseconds(300);

    /// <summary>A cache of the home; those with different prefixes share it.</summary>
    public async ValueTask<ICache> OpenAsync(string prefix)
    {
        var cache = await OpenCacheAsync(prefix);
        _open.Add(cache);
        return cache;
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var cache in _open.OfType<IAsyncDisposable>())
            await cache.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract ValueTask<ICache> OpenCacheAsync(string prefix);
}
