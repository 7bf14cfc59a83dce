using System.Net;

namespace Hawk.Http;

/// <summary>A response body that is signed behind its end, and verified while the caller reads it, or while the framework reads it into memory.</summary>
sealed class VerifyingContent : HttpContent
{
    readonly HttpContent _inner;
    readonly ResponseVerification _verification;
    readonly PayloadHasher _hasher;
    readonly bool _holdsEnd;
    bool _isTaken;

    public VerifyingContent(HttpContent inner, ResponseVerification verification, PayloadHasher hasher, bool holdsEnd)
    {
        _inner = inner;
        _verification = verification;
        _hasher = hasher;
        _holdsEnd = holdsEnd;
        foreach (var (name, values) in inner.Headers.NonValidated)
            Headers.TryAddWithoutValidation(name, values);
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken)
    {
        Take();
        return Verifying(await _inner.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
    }

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken)
    {
        Take();
        return Verifying(_inner.ReadAsStream(cancellationToken));
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var body = await CreateContentReadStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
            await body.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var body = CreateContentReadStream(cancellationToken);
        body.CopyTo(stream);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
            _hasher.Dispose();
        }

        base.Dispose(disposing);
    }

    VerifyingStream Verifying(Stream body) => new(body, _verification, _hasher, _holdsEnd);

    // What the network has brought is there once; a second look at it would see an empty body.
    void Take()
    {
        if (_isTaken)
            throw new InvalidOperationException("The body of the response was read already.");
        _isTaken = true;
    }
}
