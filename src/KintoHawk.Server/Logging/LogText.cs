using System.Buffers;
using System.Globalization;
using System.Text;

namespace KintoHawk.Server.Logging;

/// <summary>Text that cannot end a log line or move the cursor of a terminal: clients choose paths, headers and user names.</summary>
static class LogText
{
    // C0, DEL, C1, the separators of lines and paragraphs, and what turns the direction of writing.
    static readonly SearchValues<char> _unsafe = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Concat([0x2028, 0x2029]).Concat(Enumerable.Range(0x202A, 5)).Concat(Enumerable.Range(0x2066, 4)).Select(static code => (char)code)]);

    public static string Escaped(string text)
    {
        if (!text.AsSpan().ContainsAny(_unsafe))
            return text;
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var character in text)
            _ = _unsafe.Contains(character) ? AppendEscape(escaped, character) : escaped.Append(character);
        return escaped.ToString();
    }

    /// <summary>Text without halves of characters, which cannot be written as UTF-8.</summary>
    public static string Valid(string text) =>
        text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0 ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>A value as <c>name=value</c> shows it: quoted when it would not end at its end.</summary>
    public static string Quoted(object? value)
    {
        var text = Escaped(Of(value));
        return value is LogJson || (text.Length > 0 && !text.AsSpan().ContainsAny(' ', '"', '=')) ? text : $"\"{text.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }

    public static string Of(object? value) => value switch
    {
        null => "None",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>An exception over several lines, as far as its lines are ours: messages stay on the line they begin on.</summary>
    public static string Of(Exception exception)
    {
        var text = new StringBuilder();
        for (var current = exception; current is not null; current = current.InnerException)
        {
            text.Append(text.Length == 0 ? "" : "\ncaused by ").Append(current.GetType().FullName).Append(": ").Append(Escaped(current.Message));
            if (current.StackTrace is { } trace)
                text.Append('\n').Append(trace.ReplaceLineEndings("\n"));
        }

        return text.ToString();
    }

    static StringBuilder AppendEscape(StringBuilder text, char character) => character switch
    {
        '\n' => text.Append("\\n"),
        '\r' => text.Append("\\r"),
        '\t' => text.Append("\\t"),
        < (char)0x100 => text.Append("\\x").Append(((int)character).ToString("x2", CultureInfo.InvariantCulture)),
        _ => text.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture)),
    };
}
