using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Hawk.Diagnostics;

/// <summary>Foreign text made fit for a terminal and a log: no control characters, bounded length, no link that opens something.</summary>
static partial class Printable
{
    internal const int MaxLength = 300;

    internal static string Text(string text)
    {
        text = WithoutBewit(text);
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

    /// <summary>A bewit opens the resource for whoever reads it, so it never leaves here: one whose name a server would not read is soon put right.</summary>
    static string WithoutBewit(string text) => Bewit().Replace(text, "${name}(left out)");

    // The name in either case and however often percent-encoded, wherever it stands; the value up to the next parameter, even if broken into lines.
#pragma warning disable MA0009 // no repetition can match what stands before or behind it: the time is linear
    [GeneratedRegex(
        "(?<name>(?:b|%(?:25)*[46]2)(?:e|%(?:25)*[46]5)(?:w|%(?:25)*[57]7)(?:i|%(?:25)*[46]9)(?:t|%(?:25)*[57]4)(?:=|%(?:25)*3d))[^&]*",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Bewit();
#pragma warning restore MA0009

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
