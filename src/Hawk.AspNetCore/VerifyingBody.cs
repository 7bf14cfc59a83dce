namespace Hawk.AspNetCore;

/// <summary>
/// A body that is hashed while the application reads it (section 7.1). Its tail is held back until the whole of it has matched, so whoever needs all of
/// it cannot finish with a forged one: the last read throws instead.
/// </summary>
sealed class VerifyingBody(Stream inner, StreamedPayload payload) : ForwardOnlyBody
{
    readonly HeldTail _tail = new();

    public override int Read(Span<byte> buffer)
    {
        int? count = null;
        while (count is null)
            count = payload.IsComplete ? Release(buffer) : Take(buffer, inner.Read(buffer));
        return count.Value;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int? count = null;
        while (count is null)
        {
            var read = payload.IsComplete ? 0 : await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            count = payload.IsComplete ? Release(buffer.Span) : Take(buffer.Span, read);
        }

        return count.Value;
    }

    /// <summary>How many bytes may be handed over; null when it takes another look.</summary>
    int? Take(Span<byte> buffer, int read)
    {
        if (buffer.IsEmpty)
            return 0; // such a read only waits until there is something
        if (read is 0)
        {
            payload.Complete();
            return null;
        }

        payload.Append(buffer[..read]);
        return _tail.Exchange(buffer[..read]) is > 0 and var count ? count : null;
    }

    int Release(Span<byte> buffer)
    {
        payload.ThrowIfFailed();
        return _tail.Release(buffer);
    }
}
