namespace Hawk.Fuzz.Targets;

/// <summary>Whether a text can be written in UTF-8.</summary>
static class Utf16
{
    internal static bool IsWellFormed(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]))
                index++;
            else if (char.IsSurrogate(text[index]))
                return false;
        }

        return true;
    }
}
