using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace KintoHawk.Memcached;

/// <summary>
/// The value of an entry as Kinto writes it (kinto-postgres §5): <c>{"value":…,"ttl":…}</c>, with the instant at which it ends, in seconds since 1970. A
/// value that is a JSON text stands in it as it is. Other bytes, which Kinto would never ask for, are <c>{"value":null,"ttl":…,"base64":"…"}</c>.
/// </summary>
static class MemcachedEntry
{
    /// <summary>Deeper texts are bytes like others.</summary>
    const int Deepest = 256;

    public static byte[] Write(ReadOnlySpan<byte> value, long end)
    {
        var output = new ArrayBufferWriter<byte>(value.Length + 64);
        using (var writer = new Utf8JsonWriter(output))
        {
            var isJson = IsJson(value);
            writer.WriteStartObject();
            writer.WritePropertyName("value"u8);
            if (isJson)
                writer.WriteRawValue(value, skipInputValidation: true);
            else
                writer.WriteNullValue();
            writer.WriteNumber("ttl"u8, end);
            if (!isJson)
                writer.WriteBase64String("base64"u8, value);
            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>The value and the instant; null when this is no entry.</summary>
    public static (byte[] Value, long End)? Read(byte[] entry)
    {
        byte[]? value = null, bytes = null;
        long end = 0;
        try
        {
            var reader = new Utf8JsonReader(entry, new JsonReaderOptions { MaxDepth = Deepest + 1 });
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
                return null;
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var (isValue, isEnd, isBytes) = (reader.ValueTextEquals("value"u8), reader.ValueTextEquals("ttl"u8), reader.ValueTextEquals("base64"u8));
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                if (isBytes && reader.TokenType is JsonTokenType.String)
                    bytes = reader.GetBytesFromBase64();
                else if (isEnd && reader.TokenType is JsonTokenType.Number)
                    end = reader.TryGetInt64(out var whole) ? whole : 0;
                reader.Skip();
                if (isValue)
                    value = entry[start..(int)reader.BytesConsumed];
            }
        }
        catch (Exception failure) when (failure is JsonException or FormatException)
        {
            return null;
        }

        return (bytes ?? value) is { } found ? (found, end) : null;
    }

    static bool IsJson(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] <= (byte)' ' || text[^1] <= (byte)' ' || !Utf8.IsValid(text))
            return false;
        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = Deepest });
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
