using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace KintoHawk.Core.Querying;

/// <summary>Query strings: <c>+</c> is a blank, percent escapes are UTF-8.</summary>
public static class QueryString
{
    /// <summary>Decodes a query string, with or without its question mark, into names and values in their order; names may repeat.</summary>
    /// <param name="rawQuery">The text as it stands in the target.</param>
    /// <param name="parameters">The names and values.</param>
    /// <param name="error">The message of the answer when the text is not UTF-8 (protocol §10.2).</param>
    public static bool TryParse(
        ReadOnlySpan<char> rawQuery,
        [NotNullWhen(true)] out IReadOnlyList<KeyValuePair<string, string>>? parameters,
        [NotNullWhen(false)] out string? error)
    {
        (parameters, error) = (null, null);
        if (rawQuery.StartsWith('?'))
            rawQuery = rawQuery[1..];

        var decoded = new List<KeyValuePair<string, string>>();
        foreach (var range in rawQuery.Split('&'))
        {
            var pair = rawQuery[range];
            if (pair.IsEmpty)
                continue;
            var equals = pair.IndexOf('=');
            if (!TryDecode(equals < 0 ? pair : pair[..equals], out var name) || !TryDecode(equals < 0 ? [] : pair[(equals + 1)..], out var value))
            {
                error = $"A request with an incorrect encoding in the querystring wasreceived. Please make sure your requests are encoded in UTF-8: {rawQuery}";
                return false;
            }

            decoded.Add(new(name, value));
        }

        parameters = decoded;
        return true;
    }

    /// <summary>Encodes names and values as a query string without question mark.</summary>
    public static string Format(IEnumerable<KeyValuePair<string, string>> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var text = new StringBuilder();
        foreach (var (name, value) in parameters)
        {
            if (text.Length > 0)
                text.Append('&');
            Encode(name, text);
            text.Append('=');
            Encode(value, text);
        }

        return text.ToString();
    }

    /// <summary>The query string of the next page (protocol §10.5): the same parameters in the same order, with this limit and token.</summary>
    public static string FormatNextPage(IReadOnlyList<KeyValuePair<string, string>> parameters, int limit, PageToken token)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(token);
        var next = new OrderedDictionary<string, string>(StringComparer.Ordinal) { ["_limit"] = $"{limit}", ["_token"] = token.Encode() };
        var result = new List<KeyValuePair<string, string>>();
        var replaced = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parameter in parameters)
        {
            if (!next.TryGetValue(parameter.Key, out var value))
                result.Add(parameter);
            else if (replaced.Add(parameter.Key))
                result.Add(new(parameter.Key, value));
        }

        result.AddRange(next.Where(parameter => !replaced.Contains(parameter.Key)));
        return Format(result);
    }

    static bool TryDecode(ReadOnlySpan<char> text, out string decoded)
    {
        decoded = "";
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && TryReadHex(text.Slice(i + 1, 2), out var value))
            {
                bytes[length++] = value;
                i += 2;
            }
            else if (text[i] < 0x80)
            {
                bytes[length++] = text[i] == '+' ? (byte)' ' : (byte)text[i];
            }
            else
            {
                if (Rune.DecodeFromUtf16(text[i..], out var rune, out var consumed) is not OperationStatus.Done)
                    return false;
                length += rune.EncodeToUtf8(bytes.AsSpan(length));
                i += consumed - 1;
            }
        }

        if (!Utf8.IsValid(bytes.AsSpan(0, length)))
            return false;
        decoded = Encoding.UTF8.GetString(bytes, 0, length);
        return true;
    }

    static bool TryReadHex(ReadOnlySpan<char> text, out byte value) =>
        byte.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);

    static void Encode(string text, StringBuilder output)
    {
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~')
                output.Append((char)octet);
            else if (octet == ' ')
                output.Append('+');
            else
                output.Append('%').Append(octet.ToString("X2"));
        }
    }
}
