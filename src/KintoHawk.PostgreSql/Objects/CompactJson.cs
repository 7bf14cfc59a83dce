using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>
/// Brings the text of a <c>jsonb</c> into the form that <see cref="Core.Json.JsonText"/> writes: no blanks between the parts, ASCII only, escapes in upper case.
/// One pass over the bytes, which are not parsed: the database writes a blank after each colon and comma, and nothing else to leave out.
/// </summary>
static class CompactJson
{
    /// <summary>A character outside of ASCII takes two bytes, and six as an escape; none grows more.</summary>
    const int Growth = 3;

    static readonly SearchValues<byte> _outside = SearchValues.Create("\" "u8);
    static readonly SearchValues<byte> _inside = SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0x80, 0x80).Select(static value => (byte)value)]);

    /// <summary>How many bytes the result may take.</summary>
    public static int MostBytes(ReadOnlySpan<byte> text) => Ascii.IsValid(text) ? text.Length : checked(text.Length * Growth);

    /// <summary>Writes the compact form and says how long it is.</summary>
    /// <param name="text">What the database wrote; valid JSON.</param>
    /// <param name="compact">At least <see cref="MostBytes"/> long.</param>
    public static int Write(ReadOnlySpan<byte> text, Span<byte> compact)
    {
        var written = 0;
        while (text.IndexOfAny(_outside) is var at and >= 0)
        {
            text[..at].CopyTo(compact[written..]);
            written += at;
            var isString = text[at] == '"';
            text = text[(at + 1)..];
            if (isString)
                written += WriteString(ref text, compact[written..]);
        }

        text.CopyTo(compact[written..]);
        return written + text.Length;
    }

    /// <summary>Writes a string with both quotes; the text begins after the first, and afterwards after the last.</summary>
    static int WriteString(ref ReadOnlySpan<byte> text, Span<byte> compact)
    {
        compact[0] = (byte)'"';
        var written = 1;
        while (true)
        {
            var at = text.IndexOfAny(_inside);
            text[..at].CopyTo(compact[written..]);
            written += at;
            text = text[at..];
            switch (text[0])
            {
                case (byte)'"':
                    compact[written] = (byte)'"';
                    text = text[1..];
                    return written + 1;
                case (byte)'\\':
                    written += WriteEscape(ref text, compact[written..]);
                    break;
                default:
                    Rune.DecodeFromUtf8(text, out var rune, out var length);
                    text = text[length..];
                    written += WriteRune(rune, compact[written..]);
                    break;
            }
        }
    }

    /// <summary>The database writes escapes of four digits for control characters only, in lower case.</summary>
    static int WriteEscape(ref ReadOnlySpan<byte> text, Span<byte> compact)
    {
        var length = text[1] == 'u' ? 6 : 2;
        text[..length].CopyTo(compact);
        if (length == 6)
            Ascii.ToUpperInPlace(compact[2..6], out _);
        text = text[length..];
        return length;
    }

    static int WriteRune(Rune rune, Span<byte> compact)
    {
        Span<char> units = stackalloc char[2];
        var count = rune.EncodeToUtf16(units);
        foreach (var unit in units[..count])
        {
            Utf8.TryWrite(compact, $"\\u{(int)unit:X4}", out var length);
            compact = compact[length..];
        }

        return count * 6;
    }
}
