using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hawk.AspNetCore;

/// <summary>Reads a request body into memory and leaves it readable for everyone who comes later.</summary>
static class RequestPayload
{
    const int FirstSize = 4096;

    // What a client announces costs it nothing, so it gets no more than this before its bytes arrive.
    const int LargestFirstSize = 64 * 1024;

    /// <summary>
    /// Whether someone has read from the body already and it cannot be read again: what would be verified is not what was read. A form that was read
    /// stays with the request, and the server knows whether its body was touched.
    /// </summary>
    public static bool WasRead(HttpRequest request)
    {
        if (IsEmpty(request) || request.Body.CanSeek || request.Body is ForwardOnlyBody)
            return false; // what is ours is whole

        return Form(request) is not null || IsTouched(request) is true;
    }

    /// <summary>
    /// Whether the body could turn out to lack its beginning, although it can be read again: it was perhaps made so too late. To be asked before it is read.
    /// A body nobody has touched may well be shorter than announced, when it is unpacked on its way.
    /// </summary>
    public static bool MayBeRest(HttpRequest request) =>
        !IsEmpty(request) && request.Body is not (ForwardOnlyBody or MemoryStream) && IsTouched(request) is not false;

    /// <summary>Whether this is less than there was: fewer bytes than announced, or none of a form that someone has read.</summary>
    public static bool IsRest(HttpRequest request, int length) =>
        length < request.ContentLength || (length is 0 && Form(request) is { } form && (form.Count > 0 || form.Files.Count > 0));

    /// <summary>The whole body; null when it is larger than the limit. Either way the application can read every byte of it again.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (IsEmpty(request))
            return ReadOnlyMemory<byte>.Empty;
        if (request.ContentLength > maxBytes)
            return null;

        var body = request.Body;
        if (body.CanSeek)
            body.Position = 0; // someone before us made it seekable and may have read it

        // One byte more than announced, so that the read that finds the end needs no larger array.
        var buffer = new byte[Math.Min(Math.Min(request.ContentLength ?? FirstSize, LargestFirstSize), maxBytes) + 1];
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

        request.Body = new MemoryStream(buffer, 0, length, writable: false, publiclyVisible: true);
        return buffer.AsMemory(0, length);
    }

    // Servers stop accepting a new size limit with the first read; null where the server does not tell.
    static bool? IsTouched(HttpRequest request) => request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>()?.IsReadOnly;

    static IFormCollection? Form(HttpRequest request) => request.HttpContext.Features.Get<IFormFeature>()?.Form;

    static bool IsEmpty(HttpRequest request) =>
        request.ContentLength is 0 || request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };
}
