namespace Hawk.AspNetCore;

/// <summary>
/// The last bytes of a body that go by, kept back until it is known that they may be had. More than one byte, because many formats are complete before
/// their last: a document may end in line breaks, and the last boundary of a multipart body, with all around it, takes up to 78.
/// </summary>
sealed class HeldTail
{
    public const int Size = 128;

    readonly byte[] _bytes = new byte[Size];
    int _count;

    /// <summary>
    /// Takes the bytes that were read, and puts those in their place that are followed by at least <see cref="Size"/> others.
    /// </summary>
    /// <param name="buffer">What was read; afterwards what may be handed over, and zeros.</param>
    /// <returns>How many bytes may be handed over.</returns>
    public int Exchange(Span<byte> buffer)
    {
        var free = Math.Max(_count + buffer.Length - Size, 0);
        Span<byte> tail = stackalloc byte[Size];
        var count = _count + buffer.Length - free;

        // Held and read bytes are one sequence; the first of it leave, the others are the tail.
        var heldThatLeave = Math.Min(free, _count);
        var readThatLeave = free - heldThatLeave;
        _bytes.AsSpan(heldThatLeave, _count - heldThatLeave).CopyTo(tail);
        buffer[readThatLeave..].CopyTo(tail[(_count - heldThatLeave)..]);
        buffer[..readThatLeave].CopyTo(buffer[heldThatLeave..]);
        _bytes.AsSpan(0, heldThatLeave).CopyTo(buffer);
        buffer[free..].Clear();

        tail[..count].CopyTo(_bytes);
        _count = count;
        return free;
    }

    /// <summary>Hands over what is held, as much as fits; zero when nothing is left.</summary>
    public int Release(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _count);
        _bytes.AsSpan(0, count).CopyTo(buffer);
        _bytes.AsSpan(count, _count - count).CopyTo(_bytes);
        _count -= count;
        return count;
    }
}
