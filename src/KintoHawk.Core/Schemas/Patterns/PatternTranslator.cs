using System.Globalization;
using System.Text;

namespace KintoHawk.Core.Schemas.Patterns;

/// <summary>
/// Translates patterns of ECMA-262, the dialect of JSON Schema, to that of the platform. Characters are code points, as with the flag
/// <c>u</c>; <c>\d</c>, <c>\w</c> and <c>\b</c> know ASCII only. What ECMA-262 does not have but the reference does (<c>(?i)</c>,
/// <c>(?P&lt;name&gt;…)</c>, <c>\A</c>, <c>\Z</c>) is understood too.
/// </summary>
/// <remarks>The translation is checked by the platform's own parser afterwards; here nothing need be refused but what would mean something else there.</remarks>
sealed class PatternTranslator
{
    const string WordBoundary = @"(?:(?<=[A-Za-z0-9_])(?![A-Za-z0-9_])|(?<![A-Za-z0-9_])(?=[A-Za-z0-9_]))";
    const string NoWordBoundary = @"(?:(?<=[A-Za-z0-9_])(?=[A-Za-z0-9_])|(?<![A-Za-z0-9_])(?![A-Za-z0-9_]))";
    const long MaxSize = int.MaxValue;

    /// <summary>For sets of more ranges, such as all letters, the matcher in one pass takes a tenth of a second and 40 MB to prepare.</summary>
    const int MaxRanges = 100;

    static readonly CodePointSet _anyButLineEnds = CodePointSet.Of(('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029)).Complement();

    readonly PatternReader _reader;
    readonly StringBuilder _output = new();
    readonly Stack<(long Size, long Atom)> _groups = [];
    long _size;
    long _atom;
    bool _isRegular = true;

    PatternTranslator(string pattern) => _reader = new PatternReader(pattern);

    /// <summary>The pattern translated; null when it cannot be.</summary>
    public static TranslatedPattern? Translate(string pattern)
    {
        var translator = new PatternTranslator(pattern);
        return translator.Run() && translator._groups.Count == 0
            ? new TranslatedPattern(translator._output.ToString(), translator._isRegular, translator._size + translator._atom)
            : null;
    }

    bool Run()
    {
        while (!_reader.AtEnd)
            if (!Step())
                return false;
        return true;
    }

    bool Step()
    {
        var point = _reader.Next();
        switch (point)
        {
            case '\\':
                return Escape();
            case '[':
                return Class();
            case '(':
                return Open();
            case ')':
                return Close();
            case '.':
                Set(_anyButLineEnds);
                return true;
            case '$':
                _output.Append(@"\z");
                return true;
            case '^' or '|':
                _output.Append((char)point);
                return true;
            case '*' or '+' or '?':
                _output.Append((char)point);
                return true;
            case '{' when _reader.TryReadCount(out var text, out var most):
                _output.Append(text);
                _atom = Math.Min(_atom * Math.Max(most, 1), MaxSize);
                return true;
            default:
                Literal(point);
                return true;
        }
    }

    bool Escape()
    {
        if (_reader.AtEnd)
            return false;
        if (_reader.TryReadSet() is { } set)
        {
            Set(set);
            return true;
        }

        var letter = _reader.Peek();
        switch (letter)
        {
            case 'b' or 'B':
                _reader.Next();
                return LookAround(letter == 'b' ? WordBoundary : NoWordBoundary);
            case 'A' or 'Z':
                _reader.Next();
                _output.Append(letter == 'A' ? @"\A" : @"\z");
                return true;
            case >= '1' and <= '9':
                return LookAround($"(?:\\{_reader.ReadDigits()})");
            case 'k':
                _reader.Next();
                return _reader.TryRead('<') && _reader.TryReadName('>', out var name) && LookAround($"\\k<{name}>");
            default:
                if (!_reader.TryReadEscapedPoint(out var point))
                    return false;
                Literal(point);
                return true;
        }
    }

    bool Class()
    {
        var isNegated = _reader.TryRead('^');
        var set = new CodePointSet();
        while (!_reader.TryRead(']'))
        {
            if (_reader.AtEnd || !ClassItem(set))
                return false;
        }

        Set(isNegated ? set.Complement() : set);
        return true;
    }

    bool ClassItem(CodePointSet set)
    {
        if (!_reader.TryReadClassAtom(out var first, out var many))
            return false;
        if (many is not null)
        {
            set.Add(many);
            return true;
        }

        if (_reader.AtEnd || _reader.Peek() != '-' || _reader.Peek(1) is ']' or -1)
        {
            set.Add(first, first);
            return true;
        }

        _reader.Next();
        if (!_reader.TryReadClassAtom(out var last, out many))
            return false;
        if (many is not null)
        {
            // Not a range after all.
            set.Add(first, first);
            set.Add('-', '-');
            set.Add(many);
            return true;
        }

        set.Add(first, last);
        return first <= last;
    }

    bool Open()
    {
        _groups.Push((_size, _atom));
        (_size, _atom) = (0, 0);
        if (!_reader.TryRead('?'))
        {
            _output.Append('(');
            return true;
        }

        if (_reader.TryRead(':'))
        {
            _output.Append("(?:");
            return true;
        }

        _reader.TryRead('P');
        if (_reader.TryRead('='))
        {
            return _reader.IsAfter("(?=") ? LookAround("(?=") : _reader.TryReadName(')', out var earlier) && LookAround($"\\k<{earlier}>") && Leave();
        }

        if (_reader.TryRead('!'))
            return LookAround("(?!");
        if (_reader.TryRead('<'))
        {
            if (_reader.TryRead('='))
                return LookAround("(?<=");
            if (_reader.TryRead('!'))
                return LookAround("(?<!");
            if (!_reader.TryReadName('>', out var name))
                return false;
            _output.Append("(?<").Append(name).Append('>');
            return true;
        }

        return Flags();
    }

    // (?i) and (?i:…): only the flag that does not change what other signs mean.
    bool Flags()
    {
        if (!_reader.TryRead('i'))
            return false;
        if (_reader.TryRead(':'))
        {
            _output.Append("(?i:");
            return true;
        }

        _output.Append("(?i)");
        return _reader.TryRead(')') && Leave();
    }

    bool Close()
    {
        if (_groups.Count == 0)
            return false;
        _output.Append(')');
        return Leave();
    }

    bool Leave()
    {
        var inside = _size + _atom;
        (_size, var before) = _groups.Pop();
        _size = Math.Min(_size + before, MaxSize);
        _atom = Math.Min(inside, MaxSize);
        return true;
    }

    bool LookAround(string text)
    {
        _isRegular = false;
        _output.Append(text);
        return true;
    }

    void Literal(int point)
    {
        Count(point > 0xFFFF ? 2 : 1);
        if (point > 0xFFFF)
            SurrogateText.Append(_output.Append("(?:"), point).Append(')');
        else if (point < 0x80 && char.IsAsciiLetterOrDigit((char)point))
            _output.Append((char)point);
        else
            _output.Append(CultureInfo.InvariantCulture, $"\\u{point:X4}");
    }

    void Set(CodePointSet set)
    {
        _isRegular &= set.Ranges.Count <= MaxRanges;
        Count(SurrogateText.Append(_output, set));
    }

    void Count(int size)
    {
        _size = Math.Min(_size + _atom, MaxSize);
        _atom = size;
    }
}
