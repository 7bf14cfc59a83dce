using System.Text;

namespace Hawk.Interop.Tests;

/// <summary>Request and response bodies with their content types, by name.</summary>
sealed record Body(byte[]? Bytes, string? ContentType)
{
    public static readonly IReadOnlyDictionary<string, Body> ByName = new Dictionary<string, Body>(StringComparer.Ordinal)
    {
        ["empty"] = Text("", "text/plain"),
        ["empty without type"] = Text("", contentType: null),
        ["text"] = Text("Thank you for flying Hawk", "text/plain"),
        ["text with line feed at the end"] = Text("a line\n", "text/plain"),
        ["UTF-8"] = Text("Grüße, 日本語 🔑\r\n", "text/plain; charset=utf-8"),
        ["JSON with parameters"] = Text("{\"a\":\"ü\"}", "application/json;charset=\"utf-8\"; profile=\"a;b\""),
        ["media type in capitals"] = Text("<a/>", "Application/XML ; Charset=UTF-8"),
        ["multipart"] = Text("--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x--\r\n", "multipart/form-data; boundary=x"),
        ["without type"] = Text("bytes of no kind", contentType: null),
        ["invalid UTF-8"] = new([0xFF, 0x00, 0xFE, 0xC3, 0x28, 0x0A], "application/octet-stream"),
        ["binary 1 MB"] = new(Pattern(1 << 20), "application/octet-stream"),
    };

    static Body Text(string text, string? contentType) => new(Encoding.UTF8.GetBytes(text), contentType);

    static byte[] Pattern(int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
            bytes[i] = (byte)((i * 31) ^ (i >> 8));
        return bytes;
    }
}
