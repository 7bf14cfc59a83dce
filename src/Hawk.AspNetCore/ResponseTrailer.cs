using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hawk.AspNetCore;

/// <summary>
/// The way of a response body to the server. When the response is signed behind its end (section 10), its bytes are hashed here. Where the server has no
/// trailing fields for HTTP/1.1, as Kestrel has none, the chunked transfer coding that carries them is made here too.
/// </summary>
sealed class ResponseTrailer(HttpContext context, IHttpResponseBodyFeature inner) : IDisposable
{
    const string Name = "Server-Authorization";

    HawkFeature? _feature;
    PayloadHasher? _hasher;
    bool _makesChunks;
    bool _hasSent;
    bool _hasEnded;

    /// <summary>Announces the trailer, if the response can have one. To be called when the response starts, because nothing has been sent then.</summary>
    public bool TryDeclare(HawkFeature feature)
    {
        // Something outside may hold the body back, so that bytes went by before the response starts: they were not hashed.
        if (_hasSent)
            return false;

        // In HTTP/1.1 the chunked coding has trailing fields, and a body of announced length has none.
        var isHttp11 = HttpProtocol.IsHttp11(context.Request.Protocol);
        if (HttpProtocol.IsHttp10(context.Request.Protocol) || (isHttp11 && context.Response.ContentLength is not null))
            return false;
        var makesChunks = !context.Response.SupportsTrailers();
        if (makesChunks && !(isHttp11 && CanMakeChunks()))
            return false;
        if (!PayloadHasher.TryCreate(feature.MatchedCredential!.Algorithm, context.Response.ContentType, out var hasher))
            return false;

        _feature = feature;
        _hasher = hasher;
        _makesChunks = makesChunks;
        context.Response.Headers.Append("Trailer", Name);
        if (makesChunks)
            context.Response.Headers.TransferEncoding = "chunked";
        return true;
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        // Starting the response decides how its bytes are sent.
        inner.StartAsync().GetAwaiter().GetResult();
        _hasSent = true;
        _hasher?.Append(bytes);
        if (!_makesChunks)
        {
            inner.Stream.Write(bytes);
        }
        else if (!bytes.IsEmpty)
        {
            inner.Stream.Write(ChunkHead(bytes.Length));
            inner.Stream.Write(bytes);
            inner.Stream.Write("\r\n"u8);
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await inner.StartAsync(cancellationToken).ConfigureAwait(false);
        _hasSent = true;
        _hasher?.Append(bytes.Span);
        if (!_makesChunks)
        {
            await inner.Stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        else if (!bytes.IsEmpty)
        {
            inner.Writer.Write(ChunkHead(bytes.Length));
            inner.Writer.Write(bytes.Span);
            inner.Writer.Write("\r\n"u8);
            await inner.Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends a response that was announced to have the trailer.</summary>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        if (_hasher is null)
            return;

        var value = _feature!.CreateServerAuthorization(HawkPayload.FromHash(_hasher.Finish()));
        _hasEnded = true;
        if (_makesChunks)
        {
            await inner.Stream.WriteAsync(LastChunk(value), cancellationToken).ConfigureAwait(false);

            // The server does not know that the body has ended: whatever anyone wrote now would be taken for the next response.
            await inner.CompleteAsync().ConfigureAwait(false);
        }
        else if (value is not null && context.Response.SupportsTrailers())
            context.Response.AppendTrailer(Name, value);
    }

    /// <summary>
    /// Lets nobody take a body that broke off for a whole one, nor what is written next for a part of it: someone outside may go on as if nothing had
    /// happened, and the server has no part in our chunks.
    /// </summary>
    public void BreakOff()
    {
        if (_hasher is not null && !_hasEnded)
            context.Abort();
    }

    public void Dispose() => _hasher?.Dispose();

    static byte[] ChunkHead(int length) => Encoding.ASCII.GetBytes($"{length:x}\r\n");

    static byte[] LastChunk(string? value) => Encoding.ASCII.GetBytes(value is null ? "0\r\n\r\n" : $"0\r\n{Name}: {value}\r\n\r\n");

    // Kestrel leaves a body alone whose chunked coding the application has announced; of other servers we do not know. It must be the server's own body,
    // though: anyone who has put another in its place, to compress for instance, would take our chunks for content.
    bool CanMakeChunks() =>
        string.Equals(inner.GetType().Assembly.GetName().Name, "Microsoft.AspNetCore.Server.Kestrel.Core", StringComparison.Ordinal)
        && context.Response.Headers.TransferEncoding.Count is 0 && ReferenceEquals(inner, context.Features.Get<IHttpResponseFeature>());
}
