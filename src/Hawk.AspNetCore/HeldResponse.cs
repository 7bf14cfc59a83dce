namespace Hawk.AspNetCore;

/// <summary>
/// A response body that is held back until its signature is known. Once released - too long, or the application asked for no buffering -
/// everything passes straight through. Seekable while held, so that an exception handler can discard what was written.
/// </summary>
sealed class HeldResponse(ResponseTrailer trailer, Stream inner, int maxBytes) : Stream
{
    MemoryStream? _held = new();

    public bool IsReleased { get; private set; }

    public bool IsDiscarded { get; private set; }

    public ReadOnlySpan<byte> Held => _held is null ? [] : _held.GetBuffer().AsSpan(0, (int)_held.Length);

    public override bool CanRead => false;

    public override bool CanSeek => !IsReleased;

    public override bool CanWrite => true;

    public override long Length => HeldOrThrow().Length;

    public override long Position
    {
        get => HeldOrThrow().Position;
        set => HeldOrThrow().Position = value;
    }

    /// <summary>From here on nothing is held; what was goes out before the next byte or flush.</summary>
    public void Release() => IsReleased = true;

    /// <summary>Forgets what is held; nothing is signed any more.</summary>
    public void Discard()
    {
        IsReleased = true;
        IsDiscarded = true;
        _held = null;
    }

    /// <summary>Sends what is held and goes on holding it, for a response that has yet to start and will be signed then.</summary>
    public ValueTask SendCopyAsync(CancellationToken cancellationToken) =>
        _held is { Length: > 0 } held ? trailer.SendAsync(held.GetBuffer().AsMemory(0, (int)held.Length), cancellationToken) : default;

    /// <summary>Sends what is held, if anything.</summary>
    public async ValueTask SendHeldAsync(CancellationToken cancellationToken)
    {
        if (_held is not { } held)
            return;

        IsReleased = true;
        _held = null;
        if (held.Length > 0)
            await trailer.SendAsync(held.GetBuffer().AsMemory(0, (int)held.Length), cancellationToken).ConfigureAwait(false);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (Holds(buffer.Length))
        {
            _held!.Write(buffer);
            return;
        }

        SendHeld();
        trailer.Send(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Holds(buffer.Length))
        {
            _held!.Write(buffer.Span);
            return;
        }

        await SendHeldAsync(cancellationToken).ConfigureAwait(false);
        await trailer.SendAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
        if (!IsReleased)
            return;

        SendHeld();
        inner.Flush();
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (!IsReleased)
            return;

        await SendHeldAsync(cancellationToken).ConfigureAwait(false);
        await inner.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => HeldOrThrow().Seek(offset, origin);

    public override void SetLength(long value) => HeldOrThrow().SetLength(value);

    bool Holds(int count) => !IsReleased && _held!.Position + count <= maxBytes;

    void SendHeld()
    {
        IsReleased = true;
        var held = _held;
        _held = null;
        if (held is { Length: > 0 })
            trailer.Send(held.GetBuffer().AsSpan(0, (int)held.Length));
    }

    MemoryStream HeldOrThrow() => IsReleased ? throw new NotSupportedException("The response is on its way.") : _held!;
}
