using System.Text;

namespace KintoHawk.Core.Querying;

/// <summary>The text that <c>like_</c> looks at (kinto-api §10.2): a string itself, everything else as JSONB is written, with a blank after each comma and colon.</summary>
static class PatternText
{
    /// <summary>The text of a value; null for one that is null or missing.</summary>
    public static string? Of(FieldValue value)
    {
        if (value.Kind is FieldKind.Missing or FieldKind.Null)
            return null;
        if (value.GetString() is { } text)
            return text;
        var output = new StringBuilder();
        Write(value, output);
        return output.ToString();
    }

    static void Write(FieldValue value, StringBuilder output)
    {
        switch (value.Kind)
        {
            case FieldKind.String:
                WriteString(value.GetString()!, output);
                break;
            case FieldKind.Array:
                output.Append('[');
                foreach (var element in value.GetElements())
                    Write(element, Separated(output, '['));
                output.Append(']');
                break;
            case FieldKind.Object:
                output.Append('{');
                foreach (var (name, member) in value.GetMembers())
                {
                    WriteString(Encoding.UTF8.GetString(name), Separated(output, '{'));
                    Write(member, output.Append(": "));
                }

                output.Append('}');
                break;
            default:
                output.Append(value.GetScalarText() ?? "null");
                break;
        }
    }

    static StringBuilder Separated(StringBuilder output, char opening) => output[^1] == opening ? output : output.Append(", ");

    static void WriteString(string text, StringBuilder output)
    {
        output.Append('"');
        foreach (var character in text)
            _ = character switch
            {
                '"' => output.Append("\\\""),
                '\\' => output.Append("\\\\"),
                '\b' => output.Append("\\b"),
                '\f' => output.Append("\\f"),
                '\n' => output.Append("\\n"),
                '\r' => output.Append("\\r"),
                '\t' => output.Append("\\t"),
                < ' ' => output.Append($"\\u{(int)character:x4}"),
                _ => output.Append(character),
            };
        output.Append('"');
    }
}
