namespace KintoHawk.Cli.Backup;

/// <summary>Reads a stream line by line, in memory for one line.</summary>
sealed class LineReader(Stream stream)
{
    /// <summary>The longest line that is read: far beyond the largest request body that a server takes by default.</summary>
    public const int MaxBytes = 1 << 27;

    byte[] _buffer = new byte[1 << 16];
    int _start;
    int _end;
    bool _ended;

    /// <summary>The number of the line that was read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The next line without its end, valid until the next call; null after the last.</summary>
    /// <exception cref="InvalidDataException">The line is too long.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        var searched = 0;
        while (true)
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
                return Take(searched + found, skip: 1);
            searched = _end - _start;
            if (_ended)
                return searched == 0 ? default(ReadOnlyMemory<byte>?) : Take(searched, skip: 0);
            MakeRoom();
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            _ended = read == 0;
            _end += read;
        }
    }

    ReadOnlyMemory<byte> Take(int length, int skip)
    {
        var line = _buffer.AsMemory(_start, length);
        _start += length + skip;
        Number++;
        return line;
    }

    void MakeRoom()
    {
        if (_end < _buffer.Length)
            return;
        var held = _end - _start;
        if (held >= MaxBytes)
            throw new InvalidDataException($"longer than {MaxBytes} bytes");
        var target = held > _buffer.Length / 2 ? new byte[2 * _buffer.Length] : _buffer;
        _buffer.AsSpan(_start, held).CopyTo(target);
        (_buffer, _start, _end) = (target, 0, held);
    }
}
