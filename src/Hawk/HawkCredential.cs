using System.Security.Cryptography;
using System.Text;
using Hawk.Wire;

namespace Hawk;

/// <summary>
/// An id and the secret shared with its holder (section 1). The key never leaves this assembly and is never printed.
/// Dispose overwrites the key; a disposed credential neither signs nor verifies.
/// </summary>
public sealed class HawkCredential : IDisposable
{
    /// <summary>How many earlier keys one credential may have.</summary>
    public const int MaxEarlierKeys = 4;

    readonly KeyedMac _mac;

    /// <summary>Creates a credential from key bytes.</summary>
    /// <param name="id">The public name of the key; the attribute characters of section 3.2.</param>
    /// <param name="key">The secret, copied; at least one byte.</param>
    /// <param name="algorithm">Any algorithm but <see cref="HawkAlgorithm.Sha1"/>.</param>
    /// <exception cref="ArgumentException">The id has a forbidden character, the key is empty, or the algorithm is SHA-1.</exception>
    public HawkCredential(string id, ReadOnlySpan<byte> key, HawkAlgorithm algorithm = HawkAlgorithm.Sha256)
        : this(id, Copy(id, key, algorithm, allowSha1: false), algorithm)
    {
    }

    /// <summary>Creates a credential from key text, which enters the MAC as its UTF-8 bytes; hex and base64 are not decoded.</summary>
    /// <param name="id">The public name of the key; the attribute characters of section 3.2.</param>
    /// <param name="key">The secret; at least one character.</param>
    /// <param name="algorithm">Any algorithm but <see cref="HawkAlgorithm.Sha1"/>.</param>
    /// <exception cref="ArgumentException">The id has a forbidden character, the key is empty, or the algorithm is SHA-1.</exception>
    public HawkCredential(string id, string key, HawkAlgorithm algorithm = HawkAlgorithm.Sha256)
        : this(id, Copy(id, key, algorithm, allowSha1: false), algorithm)
    {
    }

    /// <summary>Takes the key over; everything has been checked before it was copied, so that no copy is ever left behind.</summary>
    HawkCredential(string id, byte[] ownKey, HawkAlgorithm algorithm)
    {
        Id = id;
        Algorithm = algorithm;
        MacSize = algorithm.HashSize();
        _mac = new KeyedMac(ownKey, algorithm);
    }

    /// <summary>The public name of the key.</summary>
    public string Id { get; }

    /// <summary>The hash of the MAC and of the payload hash.</summary>
    public HawkAlgorithm Algorithm { get; }

    /// <summary>
    /// Keys this one has replaced and that still verify until their end date; empty by default, at most <see cref="MaxEarlierKeys"/>, because a wrong
    /// MAC costs one more try for each. They never sign anything but the answer to a request that was signed with them.
    /// Disposing this credential disposes theirs.
    /// </summary>
    /// <exception cref="ArgumentException">There are too many, or one has another id or earlier keys of its own.</exception>
    public IReadOnlyList<HawkEarlierKey> EarlierKeys
    {
        get;
        init
        {
            try
            {
                ThrowIfInvalid(value);
                field = [.. value];
            }
            catch
            {
                _mac.Dispose(); // nobody gets the credential whose initializer throws, so nobody could overwrite its key
                throw;
            }
        }
    } = [];

    /// <summary>
    /// Whatever the store wants the application to find beside a verified credential, for example whose it is; null for nothing.
    /// The protocol does not look at it.
    /// </summary>
    public object? State { get; init; }

    internal int MacSize { get; }

    internal int StateCount => _mac.StateCount;

    /// <summary>Creates a SHA-1 credential for a peer that knows nothing better.</summary>
    /// <param name="id">The public name of the key.</param>
    /// <param name="key">The secret, copied.</param>
    /// <returns>The credential.</returns>
    public static HawkCredential WithLegacySha1(string id, ReadOnlySpan<byte> key) =>
        new(id, Copy(id, key, HawkAlgorithm.Sha1, allowSha1: true), HawkAlgorithm.Sha1);

    /// <summary>Creates a SHA-1 credential for a peer that knows nothing better.</summary>
    /// <param name="id">The public name of the key.</param>
    /// <param name="key">The secret; it enters the MAC as its UTF-8 bytes.</param>
    /// <returns>The credential.</returns>
    public static HawkCredential WithLegacySha1(string id, string key) =>
        new(id, Copy(id, key, HawkAlgorithm.Sha1, allowSha1: true), HawkAlgorithm.Sha1);

    /// <summary>Overwrites the key, and the earlier keys.</summary>
    public void Dispose()
    {
        _mac.Dispose();
        foreach (var earlier in EarlierKeys)
            earlier.Credential.Dispose();
    }

    /// <summary>The id, and nothing that is secret.</summary>
    /// <returns>The id.</returns>
    public override string ToString() => Id;

    /// <summary>
    /// The same id with a key made from a copy of this one, for diagnosis only; null when <paramref name="change"/> gives none.
    /// The caller disposes it; the copy is overwritten.
    /// </summary>
    internal HawkCredential? WithKey(Func<byte[], byte[]?> change, HawkAlgorithm algorithm)
    {
        _ = algorithm.HashSize(); // before there is a copy
        var copy = _mac.CopyKey();
        ObjectDisposedException.ThrowIf(copy is null, this);
        byte[]? changed = null;
        try
        {
            changed = change(copy);
        }
        finally
        {
            if (!ReferenceEquals(changed, copy))
                CryptographicOperations.ZeroMemory(copy);
        }

        return changed is { Length: > 0 } ? new HawkCredential(Id, changed, algorithm) : null;
    }

    /// <summary>The one place where the key is used.</summary>
    /// <exception cref="ObjectDisposedException">The key was wiped, before or meanwhile.</exception>
    internal void ComputeMac(ReadOnlySpan<byte> text, Span<byte> mac)
    {
        // A wiped key is a key everybody knows: signing with it, or accepting it, would be worse than stopping.
        ObjectDisposedException.ThrowIf(!_mac.TryCompute(text, mac), this);
    }

    static byte[] Copy(string id, ReadOnlySpan<byte> key, HawkAlgorithm algorithm, bool allowSha1)
    {
        ThrowIfInvalid(id, algorithm, allowSha1);
        if (key.IsEmpty)
            throw new ArgumentException("The key is empty.", nameof(key));
        return key.ToArray();
    }

    static byte[] Copy(string id, string key, HawkAlgorithm algorithm, bool allowSha1)
    {
        ArgumentNullException.ThrowIfNull(key);
        ThrowIfInvalid(id, algorithm, allowSha1);
        if (key.Length is 0)
            throw new ArgumentException("The key is empty.", nameof(key));
        return Encoding.UTF8.GetBytes(key);
    }

    static void ThrowIfInvalid(string id, HawkAlgorithm algorithm, bool allowSha1)
    {
        AttributeText.ThrowIfInvalid(id, nameof(id));
        _ = algorithm.HashSize();
        if (algorithm is HawkAlgorithm.Sha1 && !allowSha1)
            throw new ArgumentException("SHA-1 is for old peers only and has to be asked for by WithLegacySha1.", nameof(algorithm));
    }

    void ThrowIfInvalid(IReadOnlyList<HawkEarlierKey> earlierKeys)
    {
        ArgumentNullException.ThrowIfNull(earlierKeys);
        if (earlierKeys.Count > MaxEarlierKeys)
            throw new ArgumentException($"More than {MaxEarlierKeys} earlier keys.", nameof(earlierKeys));
        foreach (var earlier in earlierKeys)
        {
            if (earlier.Credential?.Id != Id || earlier.Credential.EarlierKeys.Count > 0)
                throw new ArgumentException("An earlier key has the same id and no earlier keys of its own.", nameof(earlierKeys));
        }
    }
}
