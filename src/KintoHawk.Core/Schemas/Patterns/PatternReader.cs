using System.Globalization;
using System.Text;

namespace KintoHawk.Core.Schemas.Patterns;

/// <summary>Reads the parts of a pattern of ECMA-262.</summary>
sealed class PatternReader(string pattern)
{
    static readonly CodePointSet _digits = CodePointSet.Of(('0', '9'));
    static readonly CodePointSet _wordCharacters = CodePointSet.Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    static readonly CodePointSet _spaces = CodePointSet.Of(
        ('\t', '\r'), (' ', ' '), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF));

    int _at;

    public bool AtEnd => _at >= pattern.Length;

    /// <summary>The unit that comes next, or after that; -1 behind the end.</summary>
    public int Peek(int offset = 0) => _at + offset < pattern.Length ? pattern[_at + offset] : -1;

    /// <summary>The next code point; not at the end.</summary>
    public int Next()
    {
        Rune.DecodeFromUtf16(pattern.AsSpan(_at), out var rune, out var length);
        _at += length;
        return rune.Value;
    }

    public bool TryRead(char unit)
    {
        if (Peek() != unit)
            return false;
        _at++;
        return true;
    }

    /// <summary>True when that text has just been read.</summary>
    public bool IsAfter(string text) => pattern.AsSpan(0, _at).EndsWith(text, StringComparison.Ordinal);

    public string ReadDigits() => Take(char.IsAsciiDigit);

    /// <summary>Reads the name of a group and the sign behind it.</summary>
    public bool TryReadName(char end, out string name)
    {
        name = Take(static unit => char.IsAsciiLetterOrDigit(unit) || unit == '_');
        return name.Length > 0 && !char.IsAsciiDigit(name[0]) && TryRead(end);
    }

    /// <summary>Reads the rest of a counted repetition, whose brace was read; what is none is left, for the brace is then a character.</summary>
    public bool TryReadCount(out string text, out long most)
    {
        var start = _at;
        text = "";
        most = 0;
        var least = ReadDigits();
        var hasMost = TryRead(',');
        var upper = hasMost ? ReadDigits() : least;
        if (least.Length is 0 or > 9 || upper.Length > 9 || !TryRead('}'))
        {
            _at = start;
            return false;
        }

        most = long.Parse(upper.Length > 0 ? upper : least, CultureInfo.InvariantCulture);
        text = string.Concat("{", pattern.AsSpan(start, _at - start));
        return true;
    }

    /// <summary>Reads an escape that means many characters, whose backslash was read; null when it is none, and nothing is read.</summary>
    public CodePointSet? TryReadSet()
    {
        CodePointSet? set = char.ToLowerInvariant((char)Math.Max(Peek(), 0)) switch
        {
            'd' => _digits,
            'w' => _wordCharacters,
            's' => _spaces,
            'p' => FindProperty(),
            _ => null,
        };
        if (set is null)
            return null;
        var isNegated = char.IsAsciiLetterUpper(pattern[_at]);
        _at = Peek() is 'p' or 'P' ? pattern.IndexOf('}', _at) + 1 : _at + 1;
        return isNegated ? set.Complement() : set;
    }

    /// <summary>Reads an escape that means one character, whose backslash was read.</summary>
    public bool TryReadEscapedPoint(out int point)
    {
        point = Next();
        switch (point)
        {
            case 't':
                point = '\t';
                return true;
            case 'n':
                point = '\n';
                return true;
            case 'v':
                point = '\v';
                return true;
            case 'f':
                point = '\f';
                return true;
            case 'r':
                point = '\r';
                return true;
            case '0':
                point = 0;
                return !char.IsAsciiDigit((char)Math.Max(Peek(), 0));
            case 'c':
                point = Peek() is var letter and >= 0 && char.IsAsciiLetter((char)letter) ? Next() & 0x1F : -1;
                return point >= 0;
            case 'x':
                return TryReadHex(2, out point);
            case 'u':
                return TryReadUnicode(out point);
            default:
                return !(point < 0x80 && char.IsAsciiLetterOrDigit((char)point));
        }
    }

    /// <summary>Reads one part of a character class: a character, or an escape that means many.</summary>
    public bool TryReadClassAtom(out int point, out CodePointSet? set)
    {
        set = null;
        point = -1;
        if (AtEnd)
            return false;
        point = Next();
        if (point != '\\')
            return true;
        if (AtEnd)
            return false;
        set = TryReadSet();
        if (set is not null)
            return true;
        if (TryRead('b'))
        {
            point = '\b';
            return true;
        }

        return TryReadEscapedPoint(out point);
    }

    CodePointSet? FindProperty()
    {
        var end = pattern.IndexOf('}', _at);
        return Peek(1) == '{' && end > 0 ? UnicodeProperties.Find(pattern[(_at + 2)..end]) : null;
    }

    bool TryReadUnicode(out int point)
    {
        if (TryRead('{'))
        {
            var digits = Take(char.IsAsciiHexDigit);
            point = digits.Length is 0 or > 6 ? -1 : int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            return TryRead('}') && Rune.IsValid(point);
        }

        if (!TryReadHex(4, out point))
            return false;
        if (!char.IsHighSurrogate((char)point))
            return Rune.IsValid(point);
        var high = (char)point;
        if (!TryRead('\\') || !TryRead('u') || !TryReadHex(4, out var low) || !char.IsLowSurrogate((char)low))
            return false;
        point = char.ConvertToUtf32(high, (char)low);
        return true;
    }

    bool TryReadHex(int length, out int value)
    {
        value = -1;
        if (_at + length > pattern.Length || !int.TryParse(pattern.AsSpan(_at, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value))
            return false;
        _at += length;
        return true;
    }

    string Take(Func<char, bool> belongs)
    {
        var start = _at;
        while (!AtEnd && belongs(pattern[_at]))
            _at++;
        return pattern[start.._at];
    }
}
