using System.Text;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>
/// A pattern of <c>like_</c> as the database matches it: <c>*</c> stands for any text, everything else for itself whatever its case. ILIKE knows the case of
/// letters outside of ASCII only where the locale of the database does; a pattern with such letters becomes a regular expression that names both.
/// </summary>
/// <param name="Operator">What stands between the text and the pattern.</param>
/// <param name="Text">The pattern.</param>
readonly record struct TextPattern(string Operator, string Text)
{
    /// <summary>The form of a pattern that does its work with the least.</summary>
    public static TextPattern Of(string pattern) => pattern.EnumerateRunes().Any(static rune => !rune.IsAscii && HasCase(rune)) ? Expression(pattern) : Like(pattern);

    static TextPattern Like(string pattern) => new(
        "ILIKE",
        pattern
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal)
            .Replace('*', '%'));

    static TextPattern Expression(string pattern)
    {
        var text = new StringBuilder("^");
        foreach (var rune in pattern.EnumerateRunes())
        {
            if (rune.Value == '*')
                text.Append(".*");
            else if (HasCase(rune))
                text.Append('[').Append(Rune.ToLowerInvariant(rune)).Append(Rune.ToUpperInvariant(rune)).Append(']');
            else if (rune.IsAscii && !Rune.IsLetterOrDigit(rune))
                text.Append('\\').Append(rune);
            else
                text.Append(rune);
        }

        return new TextPattern("~", text.Append('$').ToString());
    }

    static bool HasCase(Rune rune) => Rune.ToLowerInvariant(rune) != Rune.ToUpperInvariant(rune);
}
