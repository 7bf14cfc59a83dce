using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace KintoHawk.Core.Json;

/// <summary>
/// JSON text in the form of the wire (protocol reference §4): read strictly, written compact, ASCII only, with upper-case escapes,
/// numbers as the client wrote them.
/// </summary>
public static class JsonText
{
    /// <summary>The deepest nesting that is read. Deeper text is refused.</summary>
    public const int MaxDepth = 100;

    /// <summary>The error of a text that is JSON but for a U+0000 in a string or name; a wire message.</summary>
    internal const string ZeroCharacter = "Invalid character 0x00";

    // Numbers of fewer characters and without exponent are below 10^300 and need no look at the range of a double.
    const int SafeNumberLength = 300;

    // Up to this many members, finding duplicates by comparing each with each costs less than a table of names.
    const int FewMembers = 16;

    /// <summary>
    /// How a reader looks at text that was accepted before: it passed the strict parser or comes from a database, and its depth is not judged
    /// again. The platform's own limit of 64 is below <see cref="MaxDepth"/>.
    /// </summary>
    public static JsonReaderOptions StoredReading { get; } = new() { MaxDepth = int.MaxValue };

    /// <summary>
    /// Parses JSON strictly: valid UTF-8 only, no comments, trailing commas, NaN or infinities, no lone surrogates, no U+0000 (which
    /// PostgreSQL cannot keep), no number beyond the range of a double, and no nesting deeper than <see cref="MaxDepth"/>.
    /// Never throws for what the text says.
    /// </summary>
    /// <param name="utf8">The text. It must stay unchanged while the document is used.</param>
    /// <param name="document">The document; dispose it after use.</param>
    /// <param name="error">Why the text was refused, for people.</param>
    public static bool TryParse(ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out JsonDocument? document, [NotNullWhen(false)] out string? error)
    {
        document = null;
        error = FindError(utf8.Span);
        if (error is not null)
            return false;

        document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = MaxDepth });
        return true;
    }

    /// <summary>Parses text that was accepted before, or that the server wrote itself; its depth is not judged again.</summary>
    /// <param name="json">Valid JSON. It must stay unchanged while the document is used.</param>
    /// <returns>The document; dispose it after use.</returns>
    public static JsonDocument ParseStored(ReadOnlyMemory<byte> json) => JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = StoredReading.MaxDepth });

    /// <summary>How deeply valid JSON is nested: 0 for a scalar, 1 for an array or object without others inside.</summary>
    public static int DepthOf(ReadOnlySpan<byte> json)
    {
        var depth = 0;
        var reader = new Utf8JsonReader(json, StoredReading);
        while (reader.Read())
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                depth = Math.Max(depth, reader.CurrentDepth + 1);
        return depth;
    }

    /// <summary>Writes a value in the form of the wire. Of members with the same name the last wins and keeps its own, last, position.</summary>
    public static void Write(JsonElement value, IBufferWriter<byte> output)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, [], output);
                break;
            case JsonValueKind.Array:
                WriteArray(value, output);
                break;
            case JsonValueKind.String:
                WriteEscaped(JsonMarshal.GetRawUtf8Value(value)[1..^1], output);
                break;
            default:
                output.Write(JsonMarshal.GetRawUtf8Value(value));
                break;
        }
    }

    /// <summary>Writes valid JSON text in the form of the wire.</summary>
    public static void Write(ReadOnlyMemory<byte> json, IBufferWriter<byte> output)
    {
        using var document = ParseStored(json);
        Write(document.RootElement, output);
    }

    /// <summary>Writes an object in the form of the wire without the members named (at the top level only).</summary>
    public static void WriteObject(JsonElement value, ReadOnlySpan<string> excludedNames, IBufferWriter<byte> output)
    {
        output.Write("{"u8);
        var lastIndexes = value.GetPropertyCount() > FewMembers ? LastIndexes(value) : null;
        var index = 0;
        var separate = false;
        for (var members = value.EnumerateObject(); members.MoveNext(); index++)
        {
            var member = members.Current;
            var isLast = lastIndexes is null ? !HasTwin(member, members) : lastIndexes[member.Name] == index;
            if (!isLast || IsExcluded(member, excludedNames))
                continue;
            if (separate)
                output.Write(","u8);
            separate = true;
            WriteName(member, output);
            Write(member.Value, output);
        }

        output.Write("}"u8);
    }

    /// <summary>Writes text as a JSON string in the form of the wire, with its quotes.</summary>
    public static void WriteString(ReadOnlySpan<char> text, IBufferWriter<byte> output)
    {
        output.Write("\""u8);
        var points = CodePoints.OfText(text);
        WritePoints(ref points, output);
        output.Write("\""u8);
    }

    /// <summary>Writes a member's name as it was parsed, and the colon.</summary>
    internal static void WriteName(JsonProperty member, IBufferWriter<byte> output)
    {
        WriteEscaped(JsonMarshal.GetRawUtf8PropertyName(member), output);
        output.Write(":"u8);
    }

    /// <summary>Why a text is not acceptable JSON; null when it is.</summary>
    internal static string? FindError(ReadOnlySpan<byte> utf8) => FindError(utf8, MaxDepth);

    /// <summary>Why a text is not acceptable JSON (<see cref="TryParse"/>), with another bound for the depth; null when it is.</summary>
    public static string? FindError(ReadOnlySpan<byte> utf8, int maxDepth)
    {
        if (!Utf8.IsValid(utf8))
            return "The text is not valid UTF-8.";
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = maxDepth });
            while (reader.Read())
                if (FindTokenError(in reader) is { } error)
                    return error;
            return null;
        }
        catch (JsonException refused)
        {
            return refused.Message;
        }
    }

    static string? FindTokenError(in Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String or JsonTokenType.PropertyName when reader.ValueIsEscaped:
                var points = CodePoints.OfJson(reader.ValueSpan);
                for (var point = points.Next(); point >= 0; point = points.Next())
                {
                    if (point == 0)
                        return ZeroCharacter;
                    if (point is >= 0xD800 and <= 0xDFFF)
                        return "A surrogate stands alone.";
                }

                return null;
            case JsonTokenType.Number:
                return IsWithinDouble(reader.ValueSpan) ? null : "Number too big to be stored in double.";
            default:
                return null;
        }
    }

    static bool IsWithinDouble(ReadOnlySpan<byte> number) =>
        (number.Length < SafeNumberLength && !number.ContainsAny((byte)'e', (byte)'E'))
        || (double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value));

    static void WriteArray(JsonElement value, IBufferWriter<byte> output)
    {
        output.Write("["u8);
        var separate = false;
        foreach (var item in value.EnumerateArray())
        {
            if (separate)
                output.Write(","u8);
            separate = true;
            Write(item, output);
        }

        output.Write("]"u8);
    }

    static void WriteEscaped(ReadOnlySpan<byte> content, IBufferWriter<byte> output)
    {
        output.Write("\""u8);
        if (content.Contains((byte)'\\') || content.ContainsAnyExceptInRange((byte)0, (byte)0x7F))
        {
            var points = CodePoints.OfJson(content);
            WritePoints(ref points, output);
        }
        else
        {
            output.Write(content);
        }

        output.Write("\""u8);
    }

    static void WritePoints(ref CodePoints points, IBufferWriter<byte> output)
    {
        const int longest = 12; // \uD83D\uDE00
        var buffer = output.GetSpan(longest);
        var used = 0;
        for (var point = points.Next(); point >= 0; point = points.Next())
        {
            if (buffer.Length - used < longest)
            {
                output.Advance(used);
                buffer = output.GetSpan(longest);
                used = 0;
            }

            used += WritePoint(point, buffer[used..]);
        }

        output.Advance(used);
    }

    static int WritePoint(int point, Span<byte> buffer)
    {
        var letter = point switch { '"' => '"', '\\' => '\\', '\b' => 'b', '\f' => 'f', '\n' => 'n', '\r' => 'r', '\t' => 't', _ => '\0' };
        if (letter != '\0')
        {
            buffer[0] = (byte)'\\';
            buffer[1] = (byte)letter;
            return 2;
        }

        if (point is >= 0x20 and < 0x80)
        {
            buffer[0] = (byte)point;
            return 1;
        }

        if (point < 0x10000)
            return WriteUnit(point, buffer);
        var offset = point - 0x10000;
        return WriteUnit(0xD800 + (offset >> 10), buffer) + WriteUnit(0xDC00 + (offset & 0x3FF), buffer[6..]);
    }

    static int WriteUnit(int unit, Span<byte> buffer)
    {
        const string digits = "0123456789ABCDEF";
        buffer[0] = (byte)'\\';
        buffer[1] = (byte)'u';
        for (var i = 0; i < 4; i++)
            buffer[2 + i] = (byte)digits[(unit >> (12 - (4 * i))) & 0xF];
        return 6;
    }

    static bool HasTwin(JsonProperty member, JsonElement.ObjectEnumerator following)
    {
        while (following.MoveNext())
            if (HaveSameName(member, following.Current))
                return true;
        return false;
    }

    static bool HaveSameName(JsonProperty left, JsonProperty right)
    {
        var l = JsonMarshal.GetRawUtf8PropertyName(left);
        var r = JsonMarshal.GetRawUtf8PropertyName(right);
        return l.Contains((byte)'\\') || r.Contains((byte)'\\') ? left.NameEquals(right.Name) : l.SequenceEqual(r);
    }

    static bool IsExcluded(JsonProperty member, ReadOnlySpan<string> excludedNames)
    {
        foreach (var name in excludedNames)
            if (member.NameEquals(name))
                return true;
        return false;
    }

    static Dictionary<string, int> LastIndexes(JsonElement value)
    {
        var indexes = new Dictionary<string, int>(StringComparer.Ordinal);
        var index = 0;
        foreach (var member in value.EnumerateObject())
            indexes[member.Name] = index++;
        return indexes;
    }
}
