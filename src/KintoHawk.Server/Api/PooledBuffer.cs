using System.Buffers;
using System.IO.Pipelines;

namespace KintoHawk.Server.Api;

/// <summary>
/// Where a response is written before it is sent, on pooled arrays. Up to <see cref="SegmentSize"/> it is one array that grows; what is longer stands in
/// segments of that size, so that nothing is copied again and a long list takes the memory of its bytes and no more (ADR 10).
/// </summary>
sealed class PooledBuffer : IBufferWriter<byte>, IDisposable
{
    public const int SegmentSize = 64 * 1024;

    const int FirstSize = 4096;

    readonly List<ArraySegment<byte>> _full = [];
    byte[] _last = [];
    int _lastLength;

    /// <summary>How many bytes are written.</summary>
    public long Length { get; private set; }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _last.Length - _lastLength);
        _lastLength += count;
        Length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _last.AsMemory(_lastLength);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _last.AsSpan(_lastLength);
    }

    /// <summary>What is written; valid until the buffer is drained or disposed.</summary>
    public ReadOnlySequence<byte> ToSequence()
    {
        if (_full.Count == 0)
            return new ReadOnlySequence<byte>(_last, 0, _lastLength);
        var first = new Segment(_full[0], 0);
        var last = first;
        foreach (var next in _full.Skip(1).Append(new ArraySegment<byte>(_last, 0, _lastLength)))
            last = last.Append(next);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    /// <summary>Sends what is written and empties the buffer; each array is given back as soon as the server has taken its bytes.</summary>
    public async ValueTask DrainAsync(PipeWriter destination, CancellationToken cancellationToken)
    {
        // Waits when the client is slower than we are: the pipe itself would take all of it.
        for (var i = 0; i < _full.Count; i++)
        {
            await destination.WriteAsync(_full[i], cancellationToken);
            GiveBack(i);
        }

        if (_lastLength > 0)
            await destination.WriteAsync(_last.AsMemory(0, _lastLength), cancellationToken);
        Dispose();
    }

    /// <summary>Moves what is written to another writer and empties the buffer; each array is given back as soon as it is copied.</summary>
    public void DrainTo(IBufferWriter<byte> destination)
    {
        for (var i = 0; i < _full.Count; i++)
        {
            destination.Write(_full[i].AsSpan());
            GiveBack(i);
        }

        destination.Write(_last.AsSpan(0, _lastLength));
        Dispose();
    }

    public void Dispose()
    {
        for (var i = 0; i < _full.Count; i++)
            GiveBack(i);
        _full.Clear();
        if (_last.Length > 0)
            ArrayPool<byte>.Shared.Return(_last);
        _last = [];
        _lastLength = 0;
        Length = 0;
    }

    void GiveBack(int segment)
    {
        if (_full[segment].Array is { Length: > 0 } array)
            ArrayPool<byte>.Shared.Return(array);
        _full[segment] = ArraySegment<byte>.Empty;
    }

    void Reserve(int sizeHint)
    {
        var wanted = Math.Max(sizeHint, 1);
        if (_last.Length - _lastLength >= wanted)
            return;
        var grown = Math.Max((long)_lastLength + wanted, Math.Min(2L * _last.Length, SegmentSize));
        if (_full.Count == 0 && grown <= SegmentSize)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max((int)grown, FirstSize));
            _last.AsSpan(0, _lastLength).CopyTo(larger);
            if (_last.Length > 0)
                ArrayPool<byte>.Shared.Return(_last);
            _last = larger;
            return;
        }

        if (_lastLength > 0)
            _full.Add(new ArraySegment<byte>(_last, 0, _lastLength));
        else if (_last.Length > 0)
            ArrayPool<byte>.Shared.Return(_last);
        (_last, _lastLength) = (ArrayPool<byte>.Shared.Rent(Math.Max(wanted, SegmentSize)), 0);
    }

    sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long start)
        {
            Memory = memory;
            RunningIndex = start;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
