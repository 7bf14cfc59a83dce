using System.Buffers.Binary;

namespace KintoHawk.Nodes.Tests.Wire;

/// <summary>
/// Finds the messages that ask PostgreSQL for an answer in the bytes of one client: Sync, which ends the commands of an extended query, and Query. A Query that
/// begins a transaction or sets a savepoint is none: the driver sends it together with the next command and waits for nothing between them.
/// PostgreSQL's documentation, "Message Formats".
/// </summary>
sealed class ClientMessages
{
    const int StartupVersion = 3 << 16;

    const int TypedHead = 5;

    static ReadOnlySpan<byte> Begin => "BEGIN"u8;

    static ReadOnlySpan<byte> Savepoint => "SAVEP"u8;

    readonly byte[] _head = new byte[10];
    int _headLength;
    long _skip;
    bool _hasStarted;

    /// <summary>Takes the next bytes, as they come. Returns how many of the messages end in them.</summary>
    public int Count(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        while (!bytes.IsEmpty)
        {
            if (_skip > 0)
            {
                var skipped = (int)Math.Min(_skip, bytes.Length);
                _skip -= skipped;
                bytes = bytes[skipped..];
                continue;
            }

            _head[_headLength++] = bytes[0];
            bytes = bytes[1..];
            if (_hasStarted && _headLength >= TypedHead)
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(_head.AsSpan(1)) - 4;
                var isQuery = _head[0] is (byte)'Q' && length >= Begin.Length;
                if (isQuery && _headLength < TypedHead + Begin.Length)
                    continue;
                if (isQuery ? !IsSentAhead : _head[0] is (byte)'S')
                    count++;
                Skip(length + TypedHead - _headLength);
            }
            else if (!_hasStarted && _headLength == 8)
            {
                // The first messages have no type: requests for encryption, which begin with other numbers than the version, and the one with the version.
                _hasStarted = BinaryPrimitives.ReadInt32BigEndian(_head.AsSpan(4)) >> 16 == StartupVersion >> 16;
                Skip(BinaryPrimitives.ReadInt32BigEndian(_head) - 8);
            }
        }

        return count;
    }

    bool IsSentAhead => _head.AsSpan(TypedHead).SequenceEqual(Begin) || _head.AsSpan(TypedHead).SequenceEqual(Savepoint);

    void Skip(long length)
    {
        _headLength = 0;
        _skip = length;
    }
}
