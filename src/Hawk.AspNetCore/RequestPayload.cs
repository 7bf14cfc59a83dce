using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hawk.AspNetCore;

/// <summary>Reads a request body into memory and leaves it readable for everyone who comes later.</summary>
static class RequestPayload
{
    const int FirstSize = 4096;

    /// <summary>The whole body; null when it is larger than the limit. Either way the application can read every byte of it again.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength is 0 || request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
            return ReadOnlyMemory<byte>.Empty;
        if (request.ContentLength > maxBytes)
            return null;

        var body = request.Body;
        if (body.CanSeek)
            body.Position = 0; // someone before us made it seekable and may have read it

        // One byte more than announced, so that the read that finds the end needs no larger array.
        var buffer = new byte[Math.Min(request.ContentLength ?? FirstSize, maxBytes) + 1];
        var length = 0;
        for (int read; (read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false)) > 0;)
        {
            length += read;
            if (length > maxBytes)
            {
                request.Body = new ReplayedBody(buffer.AsMemory(0, length), body);
                return null;
            }

            if (length == buffer.Length)
                Array.Resize(ref buffer, (int)Math.Min(2L * buffer.Length, maxBytes + 1L));
        }

        if (length > 0)
            request.Body = new MemoryStream(buffer, 0, length, writable: false, publiclyVisible: true);
        return buffer.AsMemory(0, length);
    }
}
