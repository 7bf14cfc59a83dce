using KintoHawk.Core.Caching;

namespace KintoHawk.Server.Diagnostics;

/// <summary>A cache whose operations are timed, and whose hits and misses are counted.</summary>
sealed class MeasuredCache(ICache inner, ServerMetrics metrics) : ICache
{
    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken)
    {
        using (Time("get"))
        {
            var value = await inner.GetAsync(key, cancellationToken);
            metrics.CacheLookup(found: value is not null);
            return value;
        }
    }

    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        using (Time("set"))
            await inner.SetAsync(key, value, lifetime, cancellationToken);
    }

    public async ValueTask<bool> TryAddAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        using (Time("set"))
            return await inner.TryAddAsync(key, value, lifetime, cancellationToken);
    }

    public async ValueTask<bool> ExtendAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        using (Time("expire"))
            return await inner.ExtendAsync(key, lifetime, cancellationToken);
    }

    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        using (Time("delete"))
            return await inner.RemoveAsync(key, cancellationToken);
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        using (Time("flush"))
            await inner.FlushAsync(cancellationToken);
    }

    public async ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        using (Time("heartbeat"))
            await inner.CheckAsync(cancellationToken);
    }

    Timing Time(string operation) => metrics.Backend(StorageOperations.Cache, operation);
}
