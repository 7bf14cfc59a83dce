using System.Buffers.Text;
using System.Text;

namespace KintoHawk.Load;

/// <summary>A complete response. Its bytes are the connection's, and valid until the next exchange.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Head">The status line and the header fields, with the line end of the last one.</param>
/// <param name="Body">The body.</param>
readonly record struct HttpAnswer(int Status, ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Body)
{
    /// <summary>The value of a header field; empty when it is absent.</summary>
    public ReadOnlySpan<byte> Field(ReadOnlySpan<byte> name) => Field(Head.Span, name);

    /// <summary>The value of a header field in a head; empty when it is absent.</summary>
    public static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        while (head.IndexOf("\r\n"u8) is >= 0 and var end)
        {
            var line = head[..end];
            if (line.Length > name.Length && line[name.Length] == ':' && Ascii.EqualsIgnoreCase(line[..name.Length], name))
                return line[(name.Length + 1)..].Trim(" \t"u8);
            head = head[(end + 2)..];
        }

        return default;
    }

    /// <summary>The status code of a head.</summary>
    /// <exception cref="LoadFailedException">It is not a response of HTTP/1.1.</exception>
    public static int StatusOf(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("HTTP/1.1 "u8) && Utf8Parser.TryParse(head[9..], out int status, out var digits) && digits == 3)
            return status;
        throw new LoadFailedException("The response is not HTTP/1.1.");
    }

    /// <summary>The length that a head announces.</summary>
    /// <exception cref="LoadFailedException">The head has no length: every answer that is measured has one.</exception>
    public static int LengthOf(ReadOnlySpan<byte> head)
    {
        var field = Field(head, "Content-Length"u8);
        if (Utf8Parser.TryParse(field, out int length, out var digits) && digits == field.Length && length >= 0)
            return length;
        throw new LoadFailedException("The response has no Content-Length.");
    }

    /// <summary>Status and body, for a message.</summary>
    public override string ToString() => $"{Status} {Encoding.UTF8.GetString(Body.Span[..Math.Min(Body.Length, 300)])}";
}
