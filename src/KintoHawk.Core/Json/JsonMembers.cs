using System.Buffers;
using System.Text.Json;

namespace KintoHawk.Core.Json;

/// <summary>The top-level members of objects: looked up, or changed in stored data with the rest copied as bytes.</summary>
public static class JsonMembers
{
    /// <summary>The members of an object by name. Of equal names the first gives the place and the last the value.</summary>
    public static OrderedDictionary<string, JsonElement> Of(JsonElement value)
    {
        var members = new OrderedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
            members[member.Name] = member.Value;
        return members;
    }

    /// <summary>The object with a member replaced in place, or appended when it has none of that name.</summary>
    /// <param name="data">A JSON object in the form of <see cref="JsonText"/>.</param>
    /// <param name="name">The member.</param>
    /// <param name="value">Its new value, JSON.</param>
    public static ReadOnlyMemory<byte> With(ReadOnlySpan<byte> data, string name, ReadOnlySpan<byte> value)
    {
        var output = new ArrayBufferWriter<byte>(data.Length + value.Length + name.Length + 8);
        var found = false;
        output.Write("{"u8);
        var reader = new Utf8JsonReader(data, JsonText.StoredReading);
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var replaced = reader.ValueTextEquals(name);
            reader.Read();
            reader.Skip();
            Separate(output);
            if (replaced)
            {
                found = true;
                WriteMember(output, name, value);
            }
            else
            {
                output.Write(data[start..(int)reader.BytesConsumed]);
            }
        }

        if (!found)
        {
            Separate(output);
            WriteMember(output, name, value);
        }

        output.Write("}"u8);
        return output.WrittenMemory;
    }

    /// <summary>The object without the named members.</summary>
    /// <param name="data">A JSON object in the form of <see cref="JsonText"/>.</param>
    /// <param name="names">The members to leave out; they need not be there.</param>
    public static ReadOnlyMemory<byte> Without(ReadOnlySpan<byte> data, params ReadOnlySpan<string> names)
    {
        var output = new ArrayBufferWriter<byte>(data.Length);
        output.Write("{"u8);
        var reader = new Utf8JsonReader(data, JsonText.StoredReading);
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var removed = false;
            foreach (var name in names)
                removed |= reader.ValueTextEquals(name);
            reader.Read();
            reader.Skip();
            if (removed)
                continue;
            Separate(output);
            output.Write(data[start..(int)reader.BytesConsumed]);
        }

        output.Write("}"u8);
        return output.WrittenMemory;
    }

    static void Separate(ArrayBufferWriter<byte> output)
    {
        if (output.WrittenCount > 1)
            output.Write(","u8);
    }

    static void WriteMember(ArrayBufferWriter<byte> output, string name, ReadOnlySpan<byte> value)
    {
        JsonText.WriteString(name, output);
        output.Write(":"u8);
        output.Write(value);
    }
}
