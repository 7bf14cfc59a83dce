using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using KintoHawk.Core.Json;
using KintoHawk.Core.Objects;

namespace KintoHawk.Core.Querying;

/// <summary>
/// Where a page ended (protocol §10.5): standard Base64 of
/// <c>{"last_object":{"title":"x","last_modified":7},"offset":20,"nonce":"pagination-token-…"}</c>. Not signed, and not bound to an order.
/// </summary>
public sealed class PageToken
{
    const string NoncePrefix = "pagination-token-";

    readonly Dictionary<string, FieldValue> _lastObject;

    PageToken(Dictionary<string, FieldValue> lastObject, long offset, string nonce)
    {
        _lastObject = lastObject;
        Offset = offset;
        Nonce = nonce;
    }

    /// <summary>Rows read so far. It has no meaning for the page, but other implementations insist on it.</summary>
    public long Offset { get; }

    /// <summary>The name under which a token of a DELETE can be used once.</summary>
    public string Nonce { get; }

    /// <summary>The token of the page that follows an object, with a fresh nonce.</summary>
    public static PageToken Following(StoredObject last, IReadOnlyList<Sort> sorts, long offset)
    {
        ArgumentNullException.ThrowIfNull(last);
        ArgumentNullException.ThrowIfNull(sorts);
        var lastObject = new Dictionary<string, FieldValue>(StringComparer.Ordinal);
        foreach (var sort in sorts)
            if (sort.Field.Read(last) is { IsMissing: false } value)
                lastObject[sort.Field.Name] = value;
        return new PageToken(lastObject, offset, NoncePrefix + Guid.NewGuid());
    }

    /// <summary>True for a nonce as <see cref="Following"/> makes it. A client can write anything into a token.</summary>
    public static bool IsNonce(string nonce)
    {
        ArgumentNullException.ThrowIfNull(nonce);
        return nonce.StartsWith(NoncePrefix, StringComparison.Ordinal) && Guid.TryParseExact(nonce.AsSpan(NoncePrefix.Length), "D", out _);
    }

    /// <summary>Reads a token; false when it has another shape. Never throws for what the text says.</summary>
    public static bool TryDecode(string text, [NotNullWhen(true)] out PageToken? token)
    {
        ArgumentNullException.ThrowIfNull(text);
        token = null;
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(text, bytes, out var length) || !JsonText.TryParse(bytes.AsMemory(0, length), out var document, out _))
            return false;

        using (document)
            token = Read(document.RootElement);
        return token is not null;
    }

    /// <summary>The text of the token.</summary>
    public string Encode()
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write("{\"last_object\":{"u8);
        var separate = false;
        foreach (var (name, value) in _lastObject)
        {
            if (separate)
                output.Write(","u8);
            separate = true;
            JsonText.WriteString(name, output);
            output.Write(":"u8);
            value.WriteTo(output);
        }

        output.Write("},\"offset\":"u8);
        JsonSplice.WriteInteger(Offset, output);
        output.Write(",\"nonce\":"u8);
        JsonText.WriteString(Nonce, output);
        output.Write("}"u8);
        return Convert.ToBase64String(output.WrittenSpan);
    }

    /// <summary>The values the token holds for the keys of an order; missing where it holds none.</summary>
    public IReadOnlyList<FieldValue> ReadSortValues(IReadOnlyList<Sort> sorts)
    {
        ArgumentNullException.ThrowIfNull(sorts);
        var values = new FieldValue[sorts.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = _lastObject.GetValueOrDefault(sorts[i].Field.Name);
        return values;
    }

    static PageToken? Read(JsonElement root)
    {
        if (root.ValueKind is not JsonValueKind.Object
            || !root.TryGetProperty("last_object", out var lastObject) || lastObject.ValueKind is not JsonValueKind.Object
            || !root.TryGetProperty("offset", out var offset) || offset.ValueKind is not JsonValueKind.Number || !offset.TryGetInt64(out var rows)
            || !root.TryGetProperty("nonce", out var nonce) || nonce.ValueKind is not JsonValueKind.String)
            return null;

        var values = new Dictionary<string, FieldValue>(StringComparer.Ordinal);
        foreach (var member in lastObject.EnumerateObject())
            values[member.Name] = FieldValue.FromElement(member.Value);
        return values.Count > 0 && HasServerTypes(values) ? new PageToken(values, rows, nonce.GetString()!) : null;
    }

    // Databases compare these two with columns of their own type.
    static bool HasServerTypes(Dictionary<string, FieldValue> values) =>
        (!values.TryGetValue("id", out var id) || id.Kind is FieldKind.String)
        && (!values.TryGetValue("last_modified", out var lastModified) || lastModified.TryGetInteger(out _));
}
