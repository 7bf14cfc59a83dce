namespace Hawk.AspNetCore;

/// <summary>A body of which the beginning was read already: first those bytes, then the rest.</summary>
sealed class ReplayedBody(ReadOnlyMemory<byte> beginning, Stream rest) : ForwardOnlyBody
{
    ReadOnlyMemory<byte> _beginning = beginning;

    public override int Read(Span<byte> buffer) => _beginning.IsEmpty ? rest.Read(buffer) : Replay(buffer);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _beginning.IsEmpty ? rest.ReadAsync(buffer, cancellationToken) : ValueTask.FromResult(Replay(buffer.Span));

    int Replay(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _beginning.Length);
        _beginning.Span[..count].CopyTo(buffer);
        _beginning = _beginning[count..];
        return count;
    }
}
