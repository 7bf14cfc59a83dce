namespace KintoHawk.Core.Caching;

/// <summary>
/// Bytes with lifetimes, and one atomic primitive. Sessions and seen nonces live here, so an entry is never dropped to make room for another.
/// Every member throws <see cref="CacheUnavailableException"/> when the backend cannot answer.
/// </summary>
public interface ICache
{
    /// <summary>The value of a key; null when it is absent or expired.</summary>
    ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>Stores a value, replacing any other.</summary>
    ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Stores the value only if the key is absent or expired; true for exactly one of any number of racing callers.</summary>
    ValueTask<bool> TryAddAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Gives a live entry a new lifetime from now; false when it is absent or expired.</summary>
    ValueTask<bool> ExtendAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Removes an entry; true when a live one was there (for exactly one of any number of racing callers).</summary>
    ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken);

    /// <summary>Removes every entry under this instance's prefix.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken);

    /// <summary>Asks the backend whether it can answer and write.</summary>
    ValueTask CheckAsync(CancellationToken cancellationToken);
}
