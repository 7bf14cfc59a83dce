namespace Hawk;

/// <summary>
/// A body to sign or to verify: nothing (the default), the bytes with their media type, or a hash a <see cref="PayloadHasher"/> has finished.
/// An empty body is not nothing: it has a hash of its own (section 4.4).
/// </summary>
public readonly ref struct HawkPayload
{
    readonly ReadOnlySpan<char> _contentType;
    readonly ReadOnlySpan<byte> _bytes;
    readonly bool _isHash;

    HawkPayload(ReadOnlySpan<char> contentType, ReadOnlySpan<byte> bytes, bool isHash)
    {
        _contentType = contentType;
        _bytes = bytes;
        _isHash = isHash;
        HasValue = true;
    }

    /// <summary>No body to sign or verify.</summary>
    public static HawkPayload None => default;

    /// <summary>Whether there is something to sign or verify.</summary>
    public bool HasValue { get; }

    /// <summary>A body that is at hand as a whole.</summary>
    /// <param name="contentType">The Content-Type value, parameters and all; empty when the field is absent.</param>
    /// <param name="payload">The bytes, before any content coding.</param>
    /// <returns>The payload.</returns>
    public static HawkPayload FromBytes(ReadOnlySpan<char> contentType, ReadOnlySpan<byte> payload) => new(contentType, payload, isHash: false);

    /// <summary>A body that was hashed while it went by.</summary>
    /// <param name="hash">What <see cref="PayloadHasher.Finish()"/> gave.</param>
    /// <returns>The payload.</returns>
    public static HawkPayload FromHash(ReadOnlySpan<byte> hash) => new(default, hash, isHash: true);

    /// <summary>Gives the hash; false when there is none because the media type cannot be signed.</summary>
    internal bool TryGetHash(HawkAlgorithm algorithm, Span<byte> destination, out int written)
    {
        if (!_isHash)
            return PayloadHasher.TryHash(algorithm, _contentType, _bytes, destination, out written);
        if (_bytes.Length != algorithm.HashSize())
            throw new ArgumentException("The finished hash was made with another algorithm than the credential has.", nameof(algorithm));
        _bytes.CopyTo(destination);
        written = _bytes.Length;
        return true;
    }

    /// <summary>The hash in base64 for a signer, or null when there is no payload.</summary>
    internal string? HashText(HawkAlgorithm algorithm, string parameterName)
    {
        if (!HasValue)
            return null;
        Span<byte> hash = stackalloc byte[64];
        if (!TryGetHash(algorithm, hash, out var written))
            throw new ArgumentException("The media type is not printable ASCII and cannot be signed.", parameterName);
        return Convert.ToBase64String(hash[..written]);
    }
}
