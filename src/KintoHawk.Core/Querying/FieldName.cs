using System.Globalization;
using System.Text;

namespace KintoHawk.Core.Querying;

/// <summary>How fields are written in parameter names and sorts.</summary>
static class FieldName
{
    // In this order the first that fits wins: contains_any_ before contains_.
    static readonly (string Prefix, Comparison Comparison)[] Prefixes =
    [
        ("lt_", Comparison.LessThan), ("min_", Comparison.Min), ("max_", Comparison.Max), ("not_", Comparison.Not), ("eq_", Comparison.Equal),
        ("gt_", Comparison.GreaterThan), ("in_", Comparison.In), ("exclude_", Comparison.Exclude), ("like_", Comparison.Like), ("has_", Comparison.Has),
        ("contains_any_", Comparison.ContainsAny), ("contains_", Comparison.Contains),
    ];

    /// <summary>Splits a parameter name into comparison and field. A prefix counts only before a plain field name.</summary>
    public static (Comparison Comparison, string Field) Split(string parameterName)
    {
        foreach (var (prefix, comparison) in Prefixes)
            if (parameterName.StartsWith(prefix, StringComparison.Ordinal) && IsPlain(parameterName.AsSpan(prefix.Length)))
                return (comparison, parameterName[prefix.Length..]);
        return (Comparison.Equal, parameterName);
    }

    /// <summary>True for word characters and dots, at least one.</summary>
    public static bool IsPlain(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty)
            return false;
        foreach (var rune in name.EnumerateRunes())
        {
            var isWord = rune.Value is '_' or '.' || Rune.IsLetterOrDigit(rune)
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
            if (!isWord)
                return false;
        }

        return true;
    }
}
