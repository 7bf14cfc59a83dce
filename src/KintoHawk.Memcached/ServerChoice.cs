namespace KintoHawk.Memcached;

/// <summary>Which of several servers has a key: the one that Kinto's client chooses while all are there, so that both find each other's entries.</summary>
static class ServerChoice
{
    static readonly uint[] _table = [.. Enumerable.Range(0, 256).Select(static n => Shift((uint)n))];

    public static int IndexOf(ReadOnlySpan<byte> key, int servers)
    {
        var crc = uint.MaxValue;
        foreach (var one in key)
            crc = _table[(byte)(crc ^ one)] ^ (crc >> 8);
        var hash = (int)((~crc >> 16) & 0x7fff);
        return (hash == 0 ? 1 : hash) % servers;
    }

    /// <summary>The CRC-32 of zlib, bit by bit.</summary>
    static uint Shift(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
        return value;
    }
}
