using System.Globalization;
using System.Text;

namespace Hawk.Diagnostics;

/// <summary>Foreign text made fit for a terminal and a log: no control characters, bounded length.</summary>
static class Printable
{
    internal const int MaxLength = 300;

    internal static string Text(string text)
    {
        var length = Math.Min(text.Length, MaxLength);
        var cut = text.Length > MaxLength ? $"... ({text.Length} characters)" : string.Empty;
        var written = new StringBuilder(length + cut.Length);
        foreach (var character in text.AsSpan(0, length))
            Append(written, character);
        return written.Append(cut).ToString();
    }

    /// <summary>The text, or words that say there is none.</summary>
    internal static string TextOrEmpty(string text) => text.Length is 0 ? "(empty)" : Text(text);

    /// <summary>One character as a reader can find it: itself when it can be seen, and its number.</summary>
    internal static string Character(char character) =>
        character is > ' ' and <= '~' ? $"'{character}'" : string.Create(CultureInfo.InvariantCulture, $"U+{(int)character:X4}");

    /// <summary>A bewit opens the resource for whoever reads it, so it never leaves here.</summary>
    internal static string WithoutBewit(string target)
    {
        var bewit = target.IndexOf("bewit=", StringComparison.OrdinalIgnoreCase);
        return bewit < 0 ? target : $"{target[..bewit]}bewit=(left out)";
    }

    // Format characters too: a right-to-left override in a path would make the report lie to its reader.
    static void Append(StringBuilder written, char character)
    {
        if (char.IsControl(character) || char.IsSurrogate(character) || char.GetUnicodeCategory(character) is UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        {
            written.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
        }
        else
        {
            written.Append(character);
        }
    }
}
