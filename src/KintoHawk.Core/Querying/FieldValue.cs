using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using KintoHawk.Core.Json;

namespace KintoHawk.Core.Querying;

/// <summary>
/// A JSON value of a field, or none (<see cref="Missing"/>), with the order of the protocol (§10.2):
/// null &lt; string &lt; number &lt; boolean &lt; array &lt; object &lt; missing. Strings compare by code point, numbers by exact value,
/// arrays by length and then by elements, objects by number of members, then by names and values in the order of JSONB
/// (shorter names first).
/// </summary>
public readonly struct FieldValue : IComparable<FieldValue>, IEquatable<FieldValue>
{
    // Exactly one carries the value: the JSON text, or the text of a string, or (neither) the integer.
    readonly ReadOnlyMemory<byte> _json;
    readonly string? _text;
    readonly long _integer;

    FieldValue(FieldKind kind, ReadOnlyMemory<byte> json = default, string? text = null, long integer = 0)
    {
        Kind = kind;
        _json = json;
        _text = text;
        _integer = integer;
    }

    /// <summary>The field is not there.</summary>
    public static FieldValue Missing => default;

    /// <summary>An explicit null.</summary>
    public static FieldValue Null { get; } = FromJson("null"u8.ToArray());

    /// <summary>True.</summary>
    public static FieldValue True { get; } = FromJson("true"u8.ToArray());

    /// <summary>False.</summary>
    public static FieldValue False { get; } = FromJson("false"u8.ToArray());

    /// <summary>What kind of value this is.</summary>
    public FieldKind Kind { get; }

    /// <summary>True when the field is not there.</summary>
    public bool IsMissing => Kind is FieldKind.Missing;

    /// <summary>False for null, false, zero, an empty string, array or object, and a missing field. Decides what <c>has_</c> asks for.</summary>
    public bool IsTruthy => Kind switch
    {
        FieldKind.Missing or FieldKind.Null => false,
        FieldKind.String => _text is null ? _json.Length > 2 : _text.Length > 0,
        FieldKind.Number => _json.IsEmpty ? _integer != 0 : !JsonNumber.IsZero(_json.Span),
        FieldKind.Boolean => _json.Length == 4,
        _ => !JsonSplice.Members(_json.Span).IsEmpty,
    };

    /// <summary>The value of valid JSON text. The bytes are kept, not copied, and must not change.</summary>
    public static FieldValue FromJson(ReadOnlyMemory<byte> json)
    {
        var trimmed = json.Trim(" \t\r\n"u8);
        return new(KindOf(trimmed.Span), trimmed);
    }

    /// <summary>The value of a parsed element. It outlives the element's document.</summary>
    public static FieldValue FromElement(JsonElement element) =>
        element.ValueKind is JsonValueKind.Undefined ? Missing : FromJson(JsonMarshal.GetRawUtf8Value(element).ToArray());

    /// <summary>A string.</summary>
    public static FieldValue FromString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(FieldKind.String, text: text);
    }

    /// <summary>An integer.</summary>
    public static FieldValue FromInteger(long value) => new(FieldKind.Number, integer: value);

    /// <summary>An array of values that are not missing.</summary>
    public static FieldValue FromValues(IEnumerable<FieldValue> values)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var value in values)
        {
            output.Write(output.WrittenCount == 0 ? "["u8 : ","u8);
            value.WriteTo(output);
        }

        output.Write(output.WrittenCount == 0 ? "[]"u8 : "]"u8);
        return new(FieldKind.Array, output.WrittenMemory);
    }

    /// <summary>Reads JSON text strictly (<see cref="JsonText.TryParse"/>); false when it is not acceptable JSON.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> json, out FieldValue value)
    {
        var isValid = JsonText.FindError(json.Span) is null;
        value = isValid ? FromJson(json) : Missing;
        return isValid;
    }

    /// <summary>The text of a string; null for every other kind.</summary>
    public string? GetString()
    {
        if (Kind is not FieldKind.String)
            return null;
        if (_text is not null)
            return _text;

        var content = _json.Span[1..^1];
        if (!content.Contains((byte)'\\'))
            return Encoding.UTF8.GetString(content);
        var text = new StringBuilder(content.Length);
        var points = CodePoints.OfJson(content);
        for (var point = points.Next(); point >= 0; point = points.Next())
        {
            if (Rune.IsValid(point))
                text.Append(new Rune(point));
            else
                text.Append((char)point);
        }

        return text.ToString();
    }

    /// <summary>Reads a number that is an integer within 64 bits and written as one.</summary>
    public bool TryGetInteger(out long value)
    {
        value = _integer;
        return Kind is FieldKind.Number && (_json.IsEmpty || JsonNumber.TryReadInteger(_json.Span, out value));
    }

    /// <summary>The elements of an array; none for every other kind.</summary>
    public IReadOnlyList<FieldValue> GetElements() => Kind is FieldKind.Array ? JsonParts.Elements(_json) : [];

    /// <summary>Writes the value as JSON in the form of the wire.</summary>
    /// <exception cref="InvalidOperationException">The value is missing.</exception>
    public void WriteTo(IBufferWriter<byte> output)
    {
        if (IsMissing)
            throw new InvalidOperationException("A missing value has no JSON text.");
        if (_text is not null)
            JsonText.WriteString(_text, output);
        else if (_json.IsEmpty)
            JsonSplice.WriteInteger(_integer, output);
        else
            JsonText.Write(_json, output);
    }

    /// <inheritdoc/>
    public int CompareTo(FieldValue other)
    {
        if (Kind != other.Kind)
            return Rank(Kind).CompareTo(Rank(other.Kind));
        return Kind switch
        {
            FieldKind.String => CompareStrings(in this, in other),
            FieldKind.Number => CompareNumbers(in this, in other),
            FieldKind.Boolean => other._json.Length.CompareTo(_json.Length), // "false" is the longer text and the lesser value
            FieldKind.Array => JsonParts.CompareArrays(_json, other._json),
            FieldKind.Object => JsonParts.CompareObjects(_json, other._json),
            _ => 0,
        };
    }

    /// <summary>Same kind and value, numbers by value: <c>1</c> equals <c>1.0</c>.</summary>
    public bool Equals(FieldValue other)
    {
        if (Kind != other.Kind)
            return false;
        if (_text is not null && other._text is not null)
            return _text == other._text;
        return CompareTo(other) == 0;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FieldValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Kind switch
    {
        FieldKind.String => HashString(),
        FieldKind.Number => HashNumber(),
        FieldKind.Boolean => _json.Length,
        FieldKind.Array => JsonParts.HashArray(_json),
        FieldKind.Object => JsonParts.HashObject(_json),
        _ => 0,
    });

    /// <summary>The JSON text; "(missing)" for a missing value.</summary>
    public override string ToString()
    {
        if (IsMissing)
            return "(missing)";
        var output = new ArrayBufferWriter<byte>();
        WriteTo(output);
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }

    /// <summary>Same kind and value.</summary>
    public static bool operator ==(FieldValue left, FieldValue right) => left.Equals(right);

    /// <summary>Different kind or value.</summary>
    public static bool operator !=(FieldValue left, FieldValue right) => !left.Equals(right);

    /// <summary>The members of an object, in the order of JSONB, names in UTF-8; none for every other kind.</summary>
    internal IReadOnlyList<(byte[] Name, FieldValue Value)> GetMembers() => Kind is FieldKind.Object ? JsonParts.Members(_json) : [];

    /// <summary>The text of a number or boolean as it is written.</summary>
    internal string? GetScalarText() => Kind is FieldKind.Number or FieldKind.Boolean ? _json.IsEmpty ? _integer.ToString() : Encoding.ASCII.GetString(_json.Span) : null;

    static FieldKind KindOf(ReadOnlySpan<byte> json) => json.IsEmpty ? throw new ArgumentException("Empty text is not JSON.", nameof(json)) : json[0] switch
    {
        (byte)'{' => FieldKind.Object,
        (byte)'[' => FieldKind.Array,
        (byte)'"' => FieldKind.String,
        (byte)'t' or (byte)'f' => FieldKind.Boolean,
        (byte)'n' => FieldKind.Null,
        _ => FieldKind.Number,
    };

    // Missing is the first member of the enum, so that it is the default value, and the last of the order.
    static byte Rank(FieldKind kind) => unchecked((byte)(kind - 1));

    static int CompareStrings(in FieldValue left, in FieldValue right)
    {
        if (left._text is null && right._text is null)
        {
            var l = left._json.Span[1..^1];
            var r = right._json.Span[1..^1];
            if (!l.Contains((byte)'\\') && !r.Contains((byte)'\\'))
                return l.SequenceCompareTo(r);
        }

        return CodePoints.Compare(left.Points(), right.Points());
    }

    static int CompareNumbers(in FieldValue left, in FieldValue right)
    {
        if (left._json.IsEmpty && right._json.IsEmpty)
            return left._integer.CompareTo(right._integer);
        Span<byte> leftBuffer = stackalloc byte[20];
        Span<byte> rightBuffer = stackalloc byte[20];
        return JsonNumber.Compare(left.NumberText(leftBuffer), right.NumberText(rightBuffer));
    }

    CodePoints Points() => _text is null ? CodePoints.OfJson(_json.Span[1..^1]) : CodePoints.OfText(_text);

    ReadOnlySpan<byte> NumberText(Span<byte> buffer)
    {
        if (!_json.IsEmpty)
            return _json.Span;
        Utf8Formatter.TryFormat(_integer, buffer, out var written);
        return buffer[..written];
    }

    int HashString()
    {
        var hash = new HashCode();
        var points = Points();
        for (var point = points.Next(); point >= 0; point = points.Next())
            hash.Add(point);
        return hash.ToHashCode();
    }

    int HashNumber()
    {
        Span<byte> buffer = stackalloc byte[20];
        return JsonNumber.Hash(NumberText(buffer));
    }
}
