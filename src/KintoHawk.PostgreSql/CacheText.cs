using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace KintoHawk.PostgreSql;

/// <summary>
/// The bytes of a cache entry as text. What is UTF-8, as every JSON text is, stands in the column as it is, so that Kinto reads it and is read. What is
/// not, or has the character 0, which the database does not take, stands there as <c>base64:</c> and its Base64; so does a text that starts with this
/// word. No JSON text starts with it, so no entry of Kinto is ever misread.
/// </summary>
static class CacheText
{
    static ReadOnlySpan<byte> Mark => "base64:"u8;

    public static ReadOnlyMemory<byte> Encode(ReadOnlyMemory<byte> value)
    {
        var bytes = value.Span;
        if (Utf8.IsValid(bytes) && !bytes.Contains((byte)0) && !bytes.StartsWith(Mark))
            return value;
        var text = new byte[Mark.Length + Base64.GetMaxEncodedToUtf8Length(bytes.Length)];
        Mark.CopyTo(text);
        Base64.EncodeToUtf8(bytes, text.AsSpan(Mark.Length), out _, out var written);
        return text.AsMemory(0, Mark.Length + written);
    }

    public static ReadOnlyMemory<byte> Decode(byte[] text)
    {
        if (!text.AsSpan().StartsWith(Mark))
            return text;
        try
        {
            return Convert.FromBase64String(Encoding.UTF8.GetString(text.AsSpan(Mark.Length)));
        }
        catch (FormatException)
        {
            return text;
        }
    }
}
