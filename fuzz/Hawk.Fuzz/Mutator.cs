namespace Hawk.Fuzz;

/// <summary>Makes a new input of one or two entries of the corpus: flips, insertions, deletions, copies, splices, tokens, and rarely a very long one.</summary>
sealed class Mutator(Corpus corpus, FuzzRandom random)
{
    internal const int MaxLength = 65536;

    const int ExplosionChances = 2000;
    const int FreshChances = 50;
    const int MaxCopied = 64;

    // Ends of ranges, what grammars treat specially, what is not ASCII but looks or folds like it, half surrogates, and controls.
    const string Odd =
        "\0\u0001\t\n\v\r\u001F !\"#%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~\u007F\u0080\u0085\u00A0\u00AD\u00B5\u00DF\u00FF\u0130\u0131\u017F\u200B\u2028\u2029"
        + "\u202E\u212A\u3000\uD800\uDBFF\uDC00\uDFFF\uFEFF\uFF0C\uFF1D\uFFFD\uFFFF";

    static readonly string[] Numbers =
    [
        "0", "-1", "+1", "1.5", "1e3", "NaN", "0x10", "00000000000000000001", "2147483648", "4294967296", "9007199254740993", "999999999999999",
        "1000000000000000", "253402300799", "253402300800", "9223372036854775807", "9223372036854775808", "18446744073709551616", "65535", "65536",
    ];

    readonly char[] _buffer = new char[MaxLength];
    int _length;

    internal string Next()
    {
        if (random.OneIn(FreshChances))
            Compose();
        else
            Set(corpus.Pick(random));
        do
        {
            Change();
        }
        while (!random.OneIn(2));
        if (random.OneIn(ExplosionChances))
            Explode();
        return new string(_buffer, 0, _length);
    }

    void Set(string text)
    {
        _length = Math.Min(text.Length, MaxLength);
        text.AsSpan(0, _length).CopyTo(_buffer);
    }

    /// <summary>Tokens only, in any order.</summary>
    void Compose()
    {
        _length = 0;
        for (var count = 1 + random.Below(24); count > 0; count--)
            Replace(_length, 0, Token());
    }

    void Change()
    {
        switch (random.Below(14))
        {
            case 0:
                FlipBit(random.Below(7));
                break;
            case 1:
                FlipBit(random.Below(16));
                break;
            case 2:
                Replace(Position(), 0, [Character()]);
                break;
            case 3:
                Overwrite(Character());
                break;
            case 4:
                var deleted = Range(8);
                Replace(deleted.Start, deleted.Length, default);
                break;
            case 5:
                var cut = Range(MaxCopied);
                Replace(cut.Start, cut.Length, default);
                break;
            case 6:
                var copied = Range(MaxCopied);
                Replace(Position(), 0, _buffer.AsSpan(copied.Start, copied.Length).ToArray());
                break;
            case 7:
                Splice(corpus.Pick(random));
                break;
            case 8:
                Borrow(corpus.Pick(random));
                break;
            case 9:
                Replace(Position(), 0, Token());
                break;
            case 10:
                var replaced = Range(16);
                Replace(replaced.Start, replaced.Length, Token());
                break;
            case 11:
                ChangeNumber();
                break;
            case 12:
                ChangeCase();
                break;
            default:
                Truncate();
                break;
        }
    }

    void FlipBit(int bit)
    {
        if (_length > 0)
            _buffer[random.Below(_length)] ^= (char)(1 << bit);
    }

    void Overwrite(char character)
    {
        if (_length > 0)
            _buffer[random.Below(_length)] = character;
    }

    /// <summary>The beginning of this text and the end of the other.</summary>
    void Splice(string other)
    {
        var keep = Position();
        var from = random.Below(other.Length + 1);
        _length = keep;
        Replace(keep, 0, other.AsSpan(from));
    }

    /// <summary>A piece of the other text in place of a piece of this one.</summary>
    void Borrow(string other)
    {
        var from = random.Below(other.Length + 1);
        var length = random.Below(Math.Min(MaxCopied, other.Length - from) + 1);
        var replaced = Range(MaxCopied);
        Replace(replaced.Start, replaced.Length, other.AsSpan(from, length));
    }

    void ChangeNumber()
    {
        var start = _buffer.AsSpan(0, _length).IndexOfAnyInRange('0', '9');
        if (start < 0)
            return;
        var from = Position();
        var later = _buffer.AsSpan(from, _length - from).IndexOfAnyInRange('0', '9');
        if (later >= 0)
            start = from + later;
        var length = _buffer.AsSpan(start, _length - start).IndexOfAnyExceptInRange('0', '9');
        Replace(start, length < 0 ? _length - start : length, Numbers[random.Below(Numbers.Length)]);
    }

    void ChangeCase()
    {
        var (start, length) = Range(16);
        for (var index = start; index < start + length; index++)
        {
            if (char.IsAsciiLetter(_buffer[index]))
                _buffer[index] ^= ' ';
        }
    }

    void Truncate()
    {
        if (random.OneIn(2))
            _length = Position();
        else
            Replace(0, Position(), default);
    }

    /// <summary>Repeats a piece until the text is as long as chance wants, at most <see cref="MaxLength"/>; often just around the limit of headers.</summary>
    void Explode()
    {
        var wanted = random.Below(3) switch
        {
            0 => 4090 + random.Below(12),
            1 => random.Below(MaxLength),
            _ => random.Below(6000),
        };
        var (start, length) = Range(MaxCopied);
        ReadOnlySpan<char> piece = length > 0 ? _buffer.AsSpan(start, length).ToArray() : [Character()];
        if (wanted <= _length)
            return;
        Span<char> filling = new char[wanted - _length];
        for (var index = 0; index < filling.Length; index++)
            filling[index] = piece[index % piece.Length];
        Replace(start, 0, filling);
    }

    void Replace(int start, int length, ReadOnlySpan<char> text)
    {
        text = text[..Math.Min(text.Length, MaxLength - (_length - length))];
        _buffer.AsSpan(start + length, _length - start - length).CopyTo(_buffer.AsSpan(start + text.Length));
        text.CopyTo(_buffer.AsSpan(start));
        _length += text.Length - length;
    }

    int Position() => random.Below(_length + 1);

    (int Start, int Length) Range(int most)
    {
        var start = Position();
        return (start, random.Below(Math.Min(most, _length - start) + 1));
    }

    char Character() => random.Below(4) switch
    {
        0 => Odd[random.Below(Odd.Length)],
        1 => (char)random.Below(0x10000),
        _ => (char)(' ' + random.Below(95)),
    };

    string Token() => corpus.Tokens.Count is 0 ? "" : corpus.Tokens[random.Below(corpus.Tokens.Count)];
}
