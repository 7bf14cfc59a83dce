using Hawk.AspNetCore;

namespace Hawk.Http;

/// <summary>
/// Hashes a response body while it is read; the read that finds its end verifies it, and throws when it is not the one that was signed. The tail is held
/// back until then, so that whoever needs all of the body cannot finish with a forged one, unless its bytes are wanted as they come.
/// </summary>
sealed class VerifyingStream(Stream inner, ResponseVerification verification, PayloadHasher hasher, bool holdsEnd) : ForwardOnlyBody
{
    readonly HeldTail? _tail = holdsEnd ? new() : null;
    bool _isComplete;
    bool _isDisposed;
    HawkResponseException? _refusal;

    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        int? count = null;
        while (count is null)
            count = _isComplete ? Release(buffer) : Take(buffer, inner.Read(buffer));
        return count.Value;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Some streams of the framework seem to be at their end once they are disposed.
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        int? count = null;
        while (count is null)
        {
            var read = _isComplete ? 0 : await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            count = _isComplete ? Release(buffer.Span) : Take(buffer.Span, read);
        }

        return count.Value;
    }

    public override async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>How many bytes may be handed over; null when it takes another look.</summary>
    int? Take(Span<byte> buffer, int read)
    {
        if (buffer.IsEmpty)
            return 0; // such a read only waits until there is something
        if (read is 0)
        {
            Complete();
            return null;
        }

        hasher.Append(buffer[..read]);
        if (_tail is null)
            return read;
        return _tail.Exchange(buffer[..read]) is > 0 and var count ? count : null;
    }

    void Complete()
    {
        _isComplete = true;
        try
        {
            verification.EndStreamed(hasher.Finish());
        }
        catch (HawkResponseException refusal)
        {
            _refusal = refusal; // every read from here on says the same
        }
    }

    int Release(Span<byte> buffer)
    {
        if (_refusal is not null)
            throw new HawkResponseException(_refusal.Failure, _refusal.StatusCode!.Value);
        return _tail?.Release(buffer) ?? 0;
    }
}
