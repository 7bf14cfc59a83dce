using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Hawk.Wire;

namespace Hawk;

/// <summary>
/// The payload hash (section 4.4), at once or while the body is read or written: a plain digest over a tag line, the media type and the bytes
/// of the body before any content coding. Bodies are bytes; nothing is decoded to text.
/// </summary>
public sealed class PayloadHasher : IDisposable
{
    const int StackLimit = 256;

    // Setting up a state takes as long as hashing a third of a kilobyte; copying this much takes a tenth of that.
    const int CopyLimit = 4096;

    readonly IncrementalHash _hash;
    bool _isFinished;

    PayloadHasher(IncrementalHash hash) => _hash = hash;

    static ReadOnlySpan<byte> Tag => "hawk.1.payload\n"u8;

    /// <summary>Starts a payload hash.</summary>
    /// <param name="algorithm">The algorithm of the credential.</param>
    /// <param name="contentType">The Content-Type value, parameters and all; empty when the field is absent.</param>
    /// <param name="hasher">The hasher, when the media type can be signed.</param>
    /// <returns>Whether the media type is printable ASCII; another one matches no hash (<see cref="HawkFailure.BadPayloadHash"/>).</returns>
    public static bool TryCreate(HawkAlgorithm algorithm, ReadOnlySpan<char> contentType, [NotNullWhen(true)] out PayloadHasher? hasher)
    {
        hasher = null;
        if (!ContentType.TryTrim(contentType, out var mediaType))
            return false;
        hasher = new PayloadHasher(IncrementalHash.CreateHash(algorithm.FrameworkName()));
        hasher.Begin(mediaType);
        return true;
    }

    /// <summary>Hashes a whole body.</summary>
    /// <param name="algorithm">The algorithm of the credential.</param>
    /// <param name="contentType">The Content-Type value, parameters and all; empty when the field is absent.</param>
    /// <param name="payload">The body.</param>
    /// <param name="destination">At least <see cref="HawkAlgorithms.HashSize"/> bytes.</param>
    /// <param name="written">The size of the hash.</param>
    /// <returns>Whether the media type is printable ASCII.</returns>
    public static bool TryHash(HawkAlgorithm algorithm, ReadOnlySpan<char> contentType, ReadOnlySpan<byte> payload, Span<byte> destination, out int written)
    {
        written = 0;
        if (payload.Length <= CopyLimit)
            return TryHashCopy(algorithm, contentType, payload, destination, out written);
        if (!TryCreate(algorithm, contentType, out var hasher))
            return false;
        using (hasher)
        {
            hasher.Append(payload);
            written = hasher.Finish(destination);
        }

        return true;
    }

    /// <summary>Adds the next bytes of the body.</summary>
    /// <param name="bytes">The bytes; may be empty.</param>
    /// <exception cref="InvalidOperationException">The body has ended.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        ThrowIfFinished();
        _hash.AppendData(bytes);
    }

    /// <summary>Ends the body and gives its hash; the hasher cannot be used again.</summary>
    /// <param name="destination">At least <see cref="HawkAlgorithms.HashSize"/> bytes.</param>
    /// <returns>The size of the hash.</returns>
    /// <exception cref="InvalidOperationException">The body has ended already.</exception>
    /// <exception cref="ArgumentException">The destination is too small; the hasher cannot be used again either.</exception>
    public int Finish(Span<byte> destination)
    {
        End();
        return _hash.GetHashAndReset(destination);
    }

    /// <summary>Ends the body and gives its hash; the hasher cannot be used again.</summary>
    /// <returns>The hash.</returns>
    /// <exception cref="InvalidOperationException">The body has ended already.</exception>
    public byte[] Finish()
    {
        End();
        return _hash.GetHashAndReset();
    }

    /// <summary>Releases the hash state.</summary>
    public void Dispose() => _hash.Dispose();

    static bool TryHashCopy(HawkAlgorithm algorithm, ReadOnlySpan<char> contentType, ReadOnlySpan<byte> payload, Span<byte> destination, out int written)
    {
        written = 0;
        if (!ContentType.TryTrim(contentType, out var mediaType))
            return false;
        var rented = ArrayPool<byte>.Shared.Rent(Tag.Length + mediaType.Length + payload.Length + 2);
        var used = Tag.Length;
        try
        {
            Tag.CopyTo(rented);
            used += ContentType.WriteLower(mediaType, rented.AsSpan(used));
            rented[used++] = (byte)'\n';
            payload.CopyTo(rented.AsSpan(used));
            used += payload.Length;
            rented[used++] = (byte)'\n';
            written = CryptographicOperations.HashData(algorithm.FrameworkName(), rented.AsSpan(0, used), destination);
            return true;
        }
        finally
        {
            // A body may be a password: it does not stay behind in a buffer that others are given.
            CryptographicOperations.ZeroMemory(rented.AsSpan(0, used));
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    void End()
    {
        ThrowIfFinished();
        _hash.AppendData("\n"u8);
        _isFinished = true;
    }

    // The state would begin anew and without its first two lines: the next hash would be one of something else.
    void ThrowIfFinished()
    {
        if (_isFinished)
            throw new InvalidOperationException("The payload hash is finished. Each body needs a hasher of its own.");
    }

    void Begin(ReadOnlySpan<char> mediaType)
    {
        _hash.AppendData(Tag);
        byte[]? rented = null;
        try
        {
            var buffer = mediaType.Length <= StackLimit ? stackalloc byte[StackLimit] : rented = ArrayPool<byte>.Shared.Rent(mediaType.Length);
            _hash.AppendData(buffer[..ContentType.WriteLower(mediaType, buffer)]);
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }

        _hash.AppendData("\n"u8);
    }
}
