namespace KintoHawk.Core.Querying;

/// <summary>A pattern of <c>like_</c>: <c>*</c> stands for any text, everything else for itself whatever its case. The whole value must match.</summary>
sealed class LikePattern(string pattern)
{
    readonly string[] _pieces = pattern.Split('*');

    /// <summary>True when the whole text matches.</summary>
    public bool Matches(ReadOnlySpan<char> text)
    {
        if (_pieces.Length == 1)
            return text.Equals(_pieces[0], StringComparison.OrdinalIgnoreCase);

        var (first, last) = (_pieces[0], _pieces[^1]);
        if (text.Length < first.Length + last.Length
            || !text.StartsWith(first, StringComparison.OrdinalIgnoreCase)
            || !text.EndsWith(last, StringComparison.OrdinalIgnoreCase))
            return false;

        // Taking each middle piece where it first occurs leaves the most text for the following ones.
        var middle = text[first.Length..^last.Length];
        foreach (var piece in _pieces.AsSpan(1..^1))
        {
            var at = middle.IndexOf(piece, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
                return false;
            middle = middle[(at + piece.Length)..];
        }

        return true;
    }
}
