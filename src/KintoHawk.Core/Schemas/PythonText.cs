using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using KintoHawk.Core.Json;

namespace KintoHawk.Core.Schemas;

/// <summary>Values the way Python's <c>repr</c> writes them, for messages that clients of the reference know. Long values are cut.</summary>
static class PythonText
{
    const int MaxLength = 1000;

    public static string Of(JsonElement value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return Cut(text);
    }

    public static string Of(string value)
    {
        var text = new StringBuilder();
        Append(text, value);
        return Cut(text);
    }

    /// <summary>Several values, with commas.</summary>
    public static string Join(IEnumerable<string> values)
    {
        var text = new StringBuilder();
        foreach (var value in values)
        {
            if (text.Length > MaxLength)
                break;
            Append(text.Append(text.Length > 0 ? ", " : ""), value);
        }

        return Cut(text);
    }

    static void Append(StringBuilder text, JsonElement value)
    {
        if (text.Length > MaxLength)
            return;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                AppendObject(text, value);
                break;
            case JsonValueKind.Array:
                AppendArray(text, value);
                break;
            case JsonValueKind.String:
                Append(text, value.GetString()!);
                break;
            case JsonValueKind.True:
                text.Append("True");
                break;
            case JsonValueKind.False:
                text.Append("False");
                break;
            case JsonValueKind.Null:
                text.Append("None");
                break;
            default:
                var number = JsonMarshal.GetRawUtf8Value(value);
                text.Append(Encoding.ASCII.GetString(number[..Math.Min(number.Length, MaxLength)]));
                break;
        }
    }

    static void AppendObject(StringBuilder text, JsonElement value)
    {
        text.Append('{');
        var separate = false;
        foreach (var (name, member) in JsonMembers.Of(value))
        {
            if (text.Length > MaxLength)
                return;
            Append(text.Append(separate ? ", " : ""), name);
            Append(text.Append(": "), member);
            separate = true;
        }

        text.Append('}');
    }

    static void AppendArray(StringBuilder text, JsonElement value)
    {
        text.Append('[');
        var separate = false;
        foreach (var item in value.EnumerateArray())
        {
            if (text.Length > MaxLength)
                return;
            Append(text.Append(separate ? ", " : ""), item);
            separate = true;
        }

        text.Append(']');
    }

    // Single quotes, unless the text has single quotes and no double ones; what cannot be printed is escaped.
    static void Append(StringBuilder text, string value)
    {
        var shown = value.AsSpan(0, Math.Min(value.Length, MaxLength));
        var quote = shown.Contains('\'') && !shown.Contains('"') ? '"' : '\'';
        text.Append(quote);
        foreach (var rune in shown.EnumerateRunes())
        {
            if (rune.Value == quote || rune.Value == '\\')
                text.Append('\\').Append((char)rune.Value);
            else if (rune.Value is '\n' or '\r' or '\t')
                text.Append(rune.Value switch { '\n' => "\\n", '\r' => "\\r", _ => "\\t" });
            else if (IsPrintable(rune))
                text.Append(rune);
            else
                AppendEscaped(text, rune.Value);
        }

        text.Append(quote);
    }

    static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);

    static void AppendEscaped(StringBuilder text, int point) => _ = point switch
    {
        < 0x100 => text.Append(CultureInfo.InvariantCulture, $"\\x{point:x2}"),
        < 0x10000 => text.Append(CultureInfo.InvariantCulture, $"\\u{point:x4}"),
        _ => text.Append(CultureInfo.InvariantCulture, $"\\U{point:x8}"),
    };

    static string Cut(StringBuilder text)
    {
        if (text.Length <= MaxLength)
            return text.ToString();
        var length = char.IsHighSurrogate(text[MaxLength - 1]) ? MaxLength - 1 : MaxLength;
        return text.ToString(0, length) + "…";
    }
}
