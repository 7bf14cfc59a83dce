using System.Buffers;
using System.Globalization;
using System.Text;

namespace KintoHawk.Core.Json;

/// <summary>The characters of a string one code point at a time, whether it is text or the escaped inside of a JSON string. Allocates nothing.</summary>
ref struct CodePoints
{
    readonly ReadOnlySpan<byte> _json;
    readonly ReadOnlySpan<char> _text;
    int _position;

    CodePoints(ReadOnlySpan<byte> json, ReadOnlySpan<char> text)
    {
        _json = json;
        _text = text;
    }

    /// <summary>The bytes between the quotes of a valid JSON string.</summary>
    public static CodePoints OfJson(ReadOnlySpan<byte> content) => new(content, default);

    /// <summary>UTF-16 text.</summary>
    public static CodePoints OfText(ReadOnlySpan<char> text) => new(default, text);

    /// <summary>The next code point (a lone surrogate as itself); -1 at the end.</summary>
    public int Next() => _json.IsEmpty ? NextOfText() : NextOfJson();

    /// <summary>Order by code point, which is also the order of the UTF-8 bytes.</summary>
    public static int Compare(CodePoints left, CodePoints right)
    {
        while (true)
        {
            var (l, r) = (left.Next(), right.Next());
            if (l != r)
                return l.CompareTo(r);
            if (l < 0)
                return 0;
        }
    }

    int NextOfText()
    {
        if (_position >= _text.Length)
            return -1;
        var status = Rune.DecodeFromUtf16(_text[_position..], out var rune, out var consumed);
        var value = status is OperationStatus.Done ? rune.Value : _text[_position];
        _position += consumed;
        return value;
    }

    int NextOfJson()
    {
        if (_position >= _json.Length)
            return -1;
        var first = _json[_position];
        if (first == '\\')
            return NextEscaped();
        if (first < 0x80)
        {
            _position++;
            return first;
        }

        Rune.DecodeFromUtf8(_json[_position..], out var rune, out var consumed);
        _position += consumed;
        return rune.Value;
    }

    int NextEscaped()
    {
        var letter = _position + 1 < _json.Length ? _json[_position + 1] : (byte)'\\';
        if (letter == 'u')
            return NextUnicodeEscape();

        _position += 2;
        return letter switch
        {
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            _ => letter,
        };
    }

    int NextUnicodeEscape()
    {
        var high = ReadHex(_position + 2);
        _position += 6;
        if (!char.IsHighSurrogate((char)high) || _position + 6 > _json.Length || _json[_position] != '\\' || _json[_position + 1] != 'u')
            return high;

        var low = ReadHex(_position + 2);
        if (!char.IsLowSurrogate((char)low))
            return high;
        _position += 6;
        return char.ConvertToUtf32((char)high, (char)low);
    }

    readonly int ReadHex(int start) =>
        start + 4 <= _json.Length && int.TryParse(_json.Slice(start, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : 0xFFFD;
}
