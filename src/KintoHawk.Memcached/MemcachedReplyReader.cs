using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace KintoHawk.Memcached;

/// <summary>
/// Takes answers out of what a server has sent so far. It trusts nothing: what the protocol does not allow at this place is an error, after which nothing
/// of this connection can be believed.
/// </summary>
static class MemcachedReplyReader
{
    const int LongestLine = 2048;

    /// <summary>More than any server that is set up for this purpose holds.</summary>
    const int LongestValue = 1 << 27;

    /// <summary>Takes one answer, and moves the buffer behind it; false when it is not complete.</summary>
    /// <param name="buffer">What was received and not taken.</param>
    /// <param name="key">The key of the value that may come back; null when the answer is one line.</param>
    /// <param name="reply">The answer.</param>
    /// <exception cref="MemcachedException">It is none.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, byte[]? key, out MemcachedReply reply)
    {
        reply = default;
        var rest = buffer;
        if (!TryReadLine(ref rest, out var line))
            return false;
        if (key is null || !line.StartsWith("VALUE "u8))
        {
            reply = new MemcachedReply(Encoding.Latin1.GetString(line), null, 0);
            buffer = rest;
            return true;
        }

        var (length, unique) = ParseValueLine(line, key);
        if (rest.Length < length + 2)
            return false;
        var value = rest.Slice(0, length).ToArray();
        rest = rest.Slice(length);
        if (!TryReadLine(ref rest, out var empty) || !empty.IsEmpty)
            throw new MemcachedException("A value does not end where it should.");
        if (!TryReadLine(ref rest, out var end))
            return false;
        if (!end.SequenceEqual("END"u8))
            throw new MemcachedException("There is more than the value that was asked for.");
        reply = new MemcachedReply("", value, unique);
        buffer = rest;
        return true;
    }

    static bool TryReadLine(ref ReadOnlySequence<byte> buffer, out ReadOnlySpan<byte> line)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out line, "\r\n"u8))
        {
            if (buffer.Length > LongestLine)
                throw new MemcachedException("A line has no end.");
            return false;
        }

        if (line.Length > LongestLine)
            throw new MemcachedException("A line is too long.");
        buffer = buffer.Slice(reader.Position);
        return true;
    }

    /// <summary><c>VALUE key flags length [unique]</c>.</summary>
    static (int Length, ulong Unique) ParseValueLine(ReadOnlySpan<byte> line, byte[] key)
    {
        var rest = line["VALUE ".Length..];
        if (!rest.StartsWith(key) || rest.Length == key.Length || rest[key.Length] != (byte)' ')
            throw new MemcachedException("The value of another key came back.");
        rest = rest[(key.Length + 1)..];
        if (!TryTakeNumber(ref rest, out _) || !TryTakeNumber(ref rest, out var length) || length > LongestValue)
            throw new MemcachedException("The line before a value cannot be read.");
        ulong unique = 0;
        if (!rest.IsEmpty && (!TryTakeNumber(ref rest, out unique) || !rest.IsEmpty))
            throw new MemcachedException("The line before a value cannot be read.");
        return ((int)length, unique);
    }

    static bool TryTakeNumber(ref ReadOnlySpan<byte> rest, out ulong number)
    {
        if (!Utf8Parser.TryParse(rest, out number, out var taken) || (taken < rest.Length && rest[taken] != (byte)' '))
            return false;
        rest = taken < rest.Length ? rest[(taken + 1)..] : [];
        return true;
    }
}
