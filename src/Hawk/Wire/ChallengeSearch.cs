namespace Hawk.Wire;

/// <summary>
/// Finds the Hawk challenges in a <c>WWW-Authenticate</c> value and, liberally, their <c>ts</c> and <c>tsm</c>. Other schemes and unknown
/// parameters are skipped: servers send several challenges in one field, and some send a <c>realm</c> (section 10).
/// </summary>
ref struct ChallengeSearch(ReadOnlySpan<char> text)
{
    readonly ReadOnlySpan<char> _text = text;
    int _position;
    bool _atHawk;

    /// <summary>The first <c>ts</c> of the current challenge; empty when there is none.</summary>
    internal ReadOnlySpan<char> Timestamp { get; private set; }

    /// <summary>The first <c>tsm</c> of the current challenge; empty when there is none.</summary>
    internal ReadOnlySpan<char> TimestampMac { get; private set; }

    internal bool MoveNext()
    {
        Timestamp = default;
        TimestampMac = default;
        var found = _atHawk;
        _atHawk = false;
        while (NextWord(out var word))
        {
            if (TryReadValue(out var value))
            {
                if (found)
                    Keep(word, value);
                continue;
            }

            // A word without a value is the name of a scheme (or the credentials of one, which changes nothing here).
            var isHawk = word.Equals("Hawk", StringComparison.OrdinalIgnoreCase);
            if (found)
            {
                _atHawk = isHawk;
                return true;
            }

            found = isHawk;
        }

        return found;
    }

    bool NextWord(out ReadOnlySpan<char> word)
    {
        while (_position < _text.Length && !IsWordCharacter(_text[_position]))
        {
            if (_text[_position] is '"')
                SkipQuoted();
            else
                _position++;
        }

        var start = _position;
        while (_position < _text.Length && IsWordCharacter(_text[_position]))
            _position++;
        word = _text[start.._position];
        return !word.IsEmpty;
    }

    bool TryReadValue(out ReadOnlySpan<char> value)
    {
        value = default;
        var position = SkipBlanks(_position);
        if (position == _text.Length || _text[position] is not '=')
            return false;
        _position = SkipBlanks(position + 1);
        var start = _position;
        if (_position < _text.Length && _text[_position] is '"')
        {
            SkipQuoted();
            value = _text[start.._position].Trim('"');
            return true;
        }

        while (_position < _text.Length && _text[_position] is not (' ' or '\t' or ','))
            _position++;
        value = _text[start.._position];
        return true;
    }

    void Keep(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        if (name is "ts" && Timestamp.IsEmpty)
            Timestamp = value;
        else if (name is "tsm" && TimestampMac.IsEmpty)
            TimestampMac = value;
    }

    void SkipQuoted()
    {
        _position++;
        while (_position < _text.Length && _text[_position] is not '"')
            _position += _text[_position] is '\\' ? 2 : 1;
        _position = Math.Min(_position + 1, _text.Length);
    }

    readonly int SkipBlanks(int position)
    {
        while (position < _text.Length && _text[position] is ' ' or '\t')
            position++;
        return position;
    }

    static bool IsWordCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '+' or '/' or '~';
}
