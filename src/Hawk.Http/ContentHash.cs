using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Hawk.Http;

/// <summary>Payload hashes of HTTP contents (section 4.4): over the bytes, and the content type as it travels.</summary>
static class ContentHash
{
    const int ChunkSize = 16 * 1024;

    /// <summary>Starts the hash of a content whose bytes are still to come; false when its media type cannot be signed.</summary>
    public static bool TryBegin(HttpContent content, HawkAlgorithm algorithm, [NotNullWhen(true)] out PayloadHasher? hasher)
    {
        var contentType = content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : string.Empty;
        return PayloadHasher.TryCreate(algorithm, contentType, out hasher);
    }

    /// <summary>The hash of a buffered content; null when its media type cannot be signed. The content can be read again from its beginning.</summary>
    public static async ValueTask<byte[]?> ComputeAsync(HttpContent content, HawkAlgorithm algorithm, CancellationToken cancellationToken)
    {
        if (!TryBegin(content, algorithm, out var hasher))
            return null;

        // The content hands the same stream to everyone who asks, so it is left open, and where it was found.
        using (hasher)
        {
            var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
            try
            {
                for (int read; (read = await stream.ReadAsync(chunk, cancellationToken).ConfigureAwait(false)) > 0;)
                    hasher.Append(chunk.AsSpan(0, read));
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(chunk);
                stream.Position = 0;
            }

            return hasher.Finish();
        }
    }
}
