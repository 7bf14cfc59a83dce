using Npgsql;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>Reads the <c>jsonb</c> of row after row into memory that is used again.</summary>
sealed class JsonbColumn
{
    /// <summary>The format of a jsonb on the wire begins with its version.</summary>
    const int VersionLength = 1;

    byte[] _text = [];
    byte[] _compact = [];

    /// <summary>The value in compact form. It is overwritten by the next one.</summary>
    public ReadOnlyMemory<byte> Read(NpgsqlDataReader row, int ordinal)
    {
        var length = checked((int)row.GetBytes(ordinal, 0, null, 0, 0)) - VersionLength;
        Grow(ref _text, length);
        row.GetBytes(ordinal, VersionLength, _text, 0, length);
        var text = _text.AsSpan(0, length);
        Grow(ref _compact, CompactJson.MostBytes(text));
        return _compact.AsMemory(0, CompactJson.Write(text, _compact));
    }

    static void Grow(ref byte[] buffer, int length)
    {
        if (buffer.Length < length)
            buffer = new byte[Math.Max(length, Math.Min(2 * buffer.Length, Array.MaxLength))];
    }
}
