using System.Buffers;
using System.IO.Pipelines;
using KintoHawk.Server.Api;

namespace KintoHawk.Server.Tests.LongLists;

public sealed class PooledBufferTests
{
    const int Segment = PooledBuffer.SegmentSize;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<int, int> Writes => new()
    {
        { 0, 1 }, { 1, 1 }, { 1, 4096 }, { 1, 4097 }, { 3, 5000 }, { 1, Segment - 1 }, { 1, Segment }, { 1, Segment + 1 }, { 7, Segment }, { 200, 1023 },
        { 3, (2 * Segment) + 5 }, { 100_000, 3 },
    };

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task What_is_written_is_what_is_read_sent_and_moved(int times, int size)
    {
        var expected = Enumerable.Range(0, times * size).Select(static i => (byte)(i * 31 >> 3)).ToArray();

        using var read = Filled(expected, size);
        Assert.Equal(expected.Length, read.Length);
        Assert.Equal(expected, read.ToSequence().ToArray());

        using var moved = Filled(expected, size);
        using var destination = new PooledBuffer();
        destination.Write("before"u8);
        moved.DrainTo(destination);
        Assert.Equal([.. "before"u8, .. expected], destination.ToSequence().ToArray());
        Assert.Equal(0, moved.Length);

        using var sent = Filled(expected, size);
        using var received = new MemoryStream();
        var pipe = PipeWriter.Create(received, new StreamPipeWriterOptions(leaveOpen: true));
        await sent.DrainAsync(pipe, Cancelled);
        await pipe.CompleteAsync();
        Assert.Equal(expected, received.ToArray());
        Assert.Equal(0, sent.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5000)]
    [InlineData(Segment)]
    [InlineData(3 * Segment)]
    public void As_much_as_is_asked_for_can_be_written(int hint)
    {
        using var buffer = new PooledBuffer();
        for (var round = 0; round < 5; round++)
        {
            Assert.True(buffer.GetSpan(hint).Length >= hint);
            Assert.True(buffer.GetMemory(hint).Length >= hint);
            buffer.GetSpan(hint)[..hint].Fill((byte)round);
            buffer.Advance(hint);
        }

        Assert.Equal(Enumerable.Range(0, 5).SelectMany(round => Enumerable.Repeat((byte)round, hint)), buffer.ToSequence().ToArray());
    }

    [Fact]
    public void A_short_response_stands_in_one_piece_and_a_long_one_in_pieces_of_one_size()
    {
        using var buffer = new PooledBuffer();
        buffer.Write(new byte[Segment]);
        Assert.True(buffer.ToSequence().IsSingleSegment);

        buffer.Write(new byte[(3 * Segment) + 1]);

        var sizes = new List<int>();
        foreach (var piece in buffer.ToSequence())
            sizes.Add(piece.Length);
        Assert.Equal([Segment, Segment, Segment, Segment, 1], sizes);
    }

    [Fact]
    public void Nothing_is_advanced_over_that_was_not_reserved()
    {
        using var buffer = new PooledBuffer();
        var reserved = buffer.GetSpan(10).Length;

        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(reserved + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(-1));
    }

    [Fact]
    public void A_buffer_that_was_given_back_is_empty_and_can_be_used_again()
    {
        var buffer = new PooledBuffer();
        buffer.Write(new byte[2 * Segment]);
        buffer.Dispose();
        buffer.Dispose();
        Assert.True(buffer.ToSequence().IsEmpty);

        using (buffer)
        {
            buffer.Write("again"u8);
            Assert.Equal("again"u8.ToArray(), buffer.ToSequence().ToArray());
        }
    }

    static PooledBuffer Filled(byte[] bytes, int size)
    {
        var buffer = new PooledBuffer();
        for (var start = 0; start < bytes.Length; start += size)
            buffer.Write(bytes.AsSpan(start, size));
        return buffer;
    }
}
