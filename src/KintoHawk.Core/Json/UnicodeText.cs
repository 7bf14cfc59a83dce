namespace KintoHawk.Core.Json;

/// <summary>Tells texts that have a UTF-8 form from those that have none: a JSON text may escape half of a surrogate pair.</summary>
public static class UnicodeText
{
    /// <summary>Whether every surrogate of the text is part of a pair, so that the text can be encoded and decoded again without a change.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>True when it has a UTF-8 form.</returns>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAnyInRange('\uD800', '\uDFFF') is >= 0 and var index)
        {
            if (index + 1 == text.Length || !char.IsSurrogatePair(text[index], text[index + 1]))
                return false;
            text = text[(index + 2)..];
        }

        return true;
    }
}
