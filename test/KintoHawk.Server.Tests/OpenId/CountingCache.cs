using KintoHawk.Core.Caching;

namespace KintoHawk.Server.Tests.OpenId;

/// <summary>A cache that counts what it is asked.</summary>
sealed class CountingCache(ICache inner) : ICache
{
    public int Reads { get; private set; }

    public int Writes { get; private set; }

    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken)
    {
        Reads++;
        return inner.GetAsync(key, cancellationToken);
    }

    public ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        Writes++;
        return inner.SetAsync(key, value, lifetime, cancellationToken);
    }

    public ValueTask<bool> TryAddAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        Writes++;
        return inner.TryAddAsync(key, value, lifetime, cancellationToken);
    }

    public ValueTask<bool> ExtendAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        Writes++;
        return inner.ExtendAsync(key, lifetime, cancellationToken);
    }

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        Writes++;
        return inner.RemoveAsync(key, cancellationToken);
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public ValueTask CheckAsync(CancellationToken cancellationToken) => inner.CheckAsync(cancellationToken);
}
