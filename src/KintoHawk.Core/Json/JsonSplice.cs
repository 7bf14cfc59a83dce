using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Querying;

namespace KintoHawk.Core.Json;

/// <summary>Adds server fields to stored bytes, and finds fields in them, without parsing them into objects.</summary>
public static class JsonSplice
{
    /// <summary>Writes an object as the wire shows it: the stored members, then <c>id</c>, then <c>last_modified</c>.</summary>
    public static void WriteObject(StoredObject row, IBufferWriter<byte> output) => WriteObject(row.Data.Span, row.Id, row.LastModified, output);

    /// <summary>Writes <c>{…members,"id":"x","last_modified":7}</c> for the stored bytes <c>{…members}</c>.</summary>
    public static void WriteObject(ReadOnlySpan<byte> data, ReadOnlySpan<char> id, long lastModified, IBufferWriter<byte> output)
    {
        var members = Members(data);
        output.Write("{"u8);
        output.Write(members);
        output.Write(members.IsEmpty ? "\"id\":"u8 : ",\"id\":"u8);
        JsonText.WriteString(id, output);
        output.Write(",\"last_modified\":"u8);
        WriteInteger(lastModified, output);
        output.Write("}"u8);
    }

    /// <summary>The text between the braces of a JSON object, without blanks at its ends; empty for <c>{}</c>.</summary>
    public static ReadOnlySpan<byte> Members(ReadOnlySpan<byte> data)
    {
        var trimmed = data.Trim(" \t\r\n"u8);
        return trimmed.Length < 2 ? [] : trimmed[1..^1].Trim(" \t\r\n"u8);
    }

    /// <summary>Finds a member of a stored object. Allocates nothing. Of members with the same name (which are never stored) the first is found.</summary>
    /// <param name="data">A valid JSON object.</param>
    /// <param name="name">The member's name in UTF-8, not escaped.</param>
    /// <param name="rawValue">The text of its value.</param>
    public static bool TryGetMember(ReadOnlySpan<byte> data, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> rawValue)
    {
        var found = TryFindMember(data, name, out var start, out var length);
        rawValue = data.Slice(start, length);
        return found;
    }

    /// <summary>Finds the value a path leads to from a stored object. Allocates nothing. <c>id</c> and <c>last_modified</c> are not looked up specially.</summary>
    public static bool TryGetField(ReadOnlySpan<byte> data, FieldPath path, out ReadOnlySpan<byte> rawValue)
    {
        var found = TryFindField(data, path, out var start, out var length);
        rawValue = data.Slice(start, length);
        return found;
    }

    /// <summary>As <see cref="TryGetField"/>, telling where the value stands.</summary>
    internal static bool TryFindField(ReadOnlySpan<byte> data, FieldPath path, out int start, out int length)
    {
        (start, length) = (0, data.Length);
        foreach (var segment in path.Utf8Segments)
        {
            if (!TryFindMember(data.Slice(start, length), segment, out var offset, out length))
            {
                (start, length) = (0, 0);
                return false;
            }

            start += offset;
        }

        return true;
    }

    /// <summary>Writes an integer as JSON.</summary>
    internal static void WriteInteger(long value, IBufferWriter<byte> output)
    {
        Utf8Formatter.TryFormat(value, output.GetSpan(20), out var written);
        output.Advance(written);
    }

    static bool TryFindMember(ReadOnlySpan<byte> data, ReadOnlySpan<byte> name, out int start, out int length)
    {
        (start, length) = (0, 0);
        var reader = new Utf8JsonReader(data, JsonText.StoredReading);
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
            return false;

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isMatch = reader.ValueTextEquals(name);
            reader.Read();
            var valueStart = (int)reader.TokenStartIndex;
            reader.Skip();
            if (!isMatch)
                continue;
            (start, length) = (valueStart, (int)reader.BytesConsumed - valueStart);
            return true;
        }

        return false;
    }
}
