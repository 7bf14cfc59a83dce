using System.Globalization;

namespace KintoHawk.Core.Schemas.Patterns;

/// <summary>The characters behind <c>\p{…}</c>: general categories by short and long name, and a few others.</summary>
static class UnicodeProperties
{
    // One entry for each category of the platform, in its order.
    static readonly (string Short, string Long)[] _categories =
    [
        ("Lu", "Uppercase_Letter"), ("Ll", "Lowercase_Letter"), ("Lt", "Titlecase_Letter"), ("Lm", "Modifier_Letter"), ("Lo", "Other_Letter"),
        ("Mn", "Nonspacing_Mark"), ("Mc", "Spacing_Mark"), ("Me", "Enclosing_Mark"),
        ("Nd", "Decimal_Number"), ("Nl", "Letter_Number"), ("No", "Other_Number"),
        ("Zs", "Space_Separator"), ("Zl", "Line_Separator"), ("Zp", "Paragraph_Separator"),
        ("Cc", "Control"), ("Cf", "Format"), ("Cs", "Surrogate"), ("Co", "Private_Use"),
        ("Pc", "Connector_Punctuation"), ("Pd", "Dash_Punctuation"), ("Ps", "Open_Punctuation"), ("Pe", "Close_Punctuation"),
        ("Pi", "Initial_Punctuation"), ("Pf", "Final_Punctuation"), ("Po", "Other_Punctuation"),
        ("Sm", "Math_Symbol"), ("Sc", "Currency_Symbol"), ("Sk", "Modifier_Symbol"), ("So", "Other_Symbol"),
        ("Cn", "Unassigned"),
    ];

    static readonly Lazy<CodePointSet[]> _sets = new(ReadCategories);

    /// <summary>The characters with a property; null when there is none of that name here.</summary>
    public static CodePointSet? Find(string property)
    {
        var name = property;
        if (property.IndexOf('=', StringComparison.Ordinal) is var equals and > 0)
        {
            if (property[..equals] is not ("General_Category" or "gc"))
                return null;
            name = property[(equals + 1)..];
        }

        return name switch
        {
            "Any" => CodePointSet.Of((0, 0x10FFFF)),
            "ASCII" => CodePointSet.Of((0, 0x7F)),
            "Assigned" => Union("Cn").Complement(),
            "LC" or "Cased_Letter" => Union("Lu", "Ll", "Lt"),
            "L" or "Letter" => Union("L"),
            "M" or "Mark" or "Combining_Mark" => Union("M"),
            "N" or "Number" => Union("N"),
            "P" or "Punctuation" or "punct" => Union("P"),
            "S" or "Symbol" => Union("S"),
            "Z" or "Separator" => Union("Z"),
            "C" or "Other" => Union("C"),
            _ => Array.FindIndex(_categories, category => category.Short == name || category.Long == name) is var index and >= 0 ? _sets.Value[index] : null,
        };
    }

    static CodePointSet Union(params ReadOnlySpan<string> prefixes)
    {
        var union = new CodePointSet();
        for (var i = 0; i < _categories.Length; i++)
            foreach (var prefix in prefixes)
                if (_categories[i].Short.StartsWith(prefix, StringComparison.Ordinal))
                    union.Add(_sets.Value[i]);
        return union;
    }

    static CodePointSet[] ReadCategories()
    {
        var sets = Array.ConvertAll(_categories, static _ => new CodePointSet());
        var (start, current) = (0, CharUnicodeInfo.GetUnicodeCategory(0));
        for (var point = 1; point <= 0x110000; point++)
        {
            var next = point <= 0x10FFFF ? CharUnicodeInfo.GetUnicodeCategory(point) : (UnicodeCategory)(-1);
            if (next == current)
                continue;
            sets[(int)current].Add(start, point - 1);
            (start, current) = (point, next);
        }

        // Sorted before other threads read them.
        foreach (var set in sets)
            _ = set.Ranges;
        return sets;
    }
}
