using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Hawk.Wire;

/// <summary>The JSON object a signed message travels with (section 12).</summary>
static class MessageJson
{
    internal const int MaxLength = 4096;

    const int MemberCount = 5;
    const int TimestampMember = 1;

    // Attribute characters need no escaping in JSON; the default encoder would write the plus sign of base64 as six characters.
    static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string Write(HawkMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, message.Id);
            // Leading zeros are part of what was signed and cannot stand in a number.
            if (message.IsTimestampCanonical)
                writer.WriteNumber("ts"u8, message.Timestamp);
            else
                writer.WriteString("ts"u8, message.TimestampText);
            writer.WriteString("nonce"u8, message.Nonce);
            writer.WriteString("hash"u8, message.Hash);
            writer.WriteString("mac"u8, message.Mac);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    internal static bool TryRead(ReadOnlySpan<byte> json, [NotNullWhen(true)] out HawkMessage? message)
    {
        message = null;
        if (json.Length > MaxLength)
            return false;
        var members = new string?[MemberCount];
        try
        {
            if (!TryReadMembers(json, members))
                return false;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // How the reader says that the text is not JSON, and that a string in it is not Unicode.
            return false;
        }

        if (members is not [{ } id, { } timestamp, { } nonce, { } hash, { } mac])
            return false;
        if (!HeaderGrammar.TryParseTimestamp(timestamp, out var seconds))
            return false;
        if (!AttributeText.IsValid(id) || !AttributeText.IsValid(nonce) || !AttributeText.IsValid(hash) || !AttributeText.IsValid(mac))
            return false;
        message = new HawkMessage(id, timestamp, seconds, nonce, hash, mac);
        return true;
    }

    static bool TryReadMembers(ReadOnlySpan<byte> json, Span<string?> members)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
            return false;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var member = Member(ref reader);
            reader.Read();
            if (member < 0)
            {
                reader.Skip();
                continue;
            }

            if (members[member] is not null || !TryReadText(ref reader, member is TimestampMember, out members[member]))
                return false;
        }

        // One more read, because what follows the object has to be nothing.
        return !reader.Read();
    }

    static int Member(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("id"u8) ? 0
        : reader.ValueTextEquals("ts"u8) ? TimestampMember
        : reader.ValueTextEquals("nonce"u8) ? 2
        : reader.ValueTextEquals("hash"u8) ? 3
        : reader.ValueTextEquals("mac"u8) ? 4
        : -1;

    static bool TryReadText(ref Utf8JsonReader reader, bool mayBeNumber, out string? text)
    {
        text = null;
        if (reader.TokenType is JsonTokenType.String)
            text = reader.GetString();
        else if (reader.TokenType is JsonTokenType.Number && mayBeNumber)
            text = Encoding.ASCII.GetString(reader.ValueSpan);
        return text is not null;
    }
}
