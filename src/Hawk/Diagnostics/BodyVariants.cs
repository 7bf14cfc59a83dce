using System.IO.Compression;
using System.Text;

namespace Hawk.Diagnostics;

/// <summary>Bodies a client may have hashed instead of the one that arrived (section 4.4). Each is made only when it is asked for.</summary>
static class BodyVariants
{
    /// <summary>Larger bodies are compared as they are and empty only: every other variant is a copy.</summary>
    internal const int MaxSize = 1 << 20;

    const string LineAdvice = "Something changes line ends between signing and arriving. Sign the bytes that are sent, and send them unchanged.";

    const string CodingAdvice = "Sign the bytes that are sent, not a text that is encoded again later.";

    static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];

    internal static IEnumerable<BodyVariant> Of(byte[] body)
    {
        yield return new("an empty body", "The body was added or filled after signing, or the client signs a stream that was read already.", static _ => []);
        if (body.Length > MaxSize)
            yield break;
        if (body.Length is 0)
        {
            foreach (var text in (string[])["{}", "null", "\"\"", "undefined"])
                yield return new($"the body {text}", "The client hashes a text for a body that it does not send, or the body was lost on the way.", _ => Encoding.UTF8.GetBytes(text));
            yield break;
        }

        yield return new("the body without the line break at its end", LineAdvice + " Or the client leaves out the line feed that follows the body in the hashed text (section 4.4).", static bytes => TrimEnd(bytes));
        yield return new("the body and a line feed", LineAdvice, static bytes => [.. bytes, (byte)'\n']);
        yield return new("the body and CR LF", LineAdvice, static bytes => [.. bytes, (byte)'\r', (byte)'\n']);
        yield return new("the body with LF where it has CR LF", LineAdvice, WithLineFeeds);
        yield return new("the body with CR LF where it has LF", LineAdvice, WithCarriageReturns);
        yield return new("the body without the byte order mark at its start", CodingAdvice, static bytes => bytes.AsSpan().StartsWith(Mark) ? bytes[3..] : null);
        yield return new("the body after a byte order mark", CodingAdvice, static bytes => [.. Mark, .. bytes]);
        yield return new("the body without the blanks around it", CodingAdvice, static bytes => bytes.AsSpan().Trim(" \t\r\n"u8).ToArray());
        yield return new("the JSON of the body without blanks", "The client signs one serialisation of the JSON and sends another. Serialise once; sign and send those bytes.",
            static bytes => JsonSpacing(bytes, blanks: false));
        yield return new("the JSON of the body with a blank after each comma and colon", "The client signs one serialisation of the JSON and sends another. Serialise once; sign and send those bytes.",
            static bytes => JsonSpacing(bytes, blanks: true));
        yield return new("the body decoded as UTF-8 and encoded again", "The client decodes the body to text, which damages what is not UTF-8. Hash the bytes.",
            static bytes => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes)));
        yield return new("the body read as Latin-1 and written as UTF-8", CodingAdvice, static bytes => Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(bytes)));
        yield return new("the body in Latin-1", CodingAdvice, static bytes => Encoding.Latin1.GetBytes(Encoding.UTF8.GetString(bytes)));
        yield return new("the body before gzip", "The hash covers the body before any content coding: decompress before verifying.", Decompressed);
    }

    static byte[] TrimEnd(byte[] body)
    {
        var length = body.Length;
        if (length > 0 && body[length - 1] is (byte)'\n')
            length--;
        if (length > 0 && body[length - 1] is (byte)'\r')
            length--;
        return body[..length];
    }

    static byte[] WithLineFeeds(byte[] body)
    {
        var changed = new List<byte>(body.Length);
        for (var index = 0; index < body.Length; index++)
        {
            if (body[index] is not (byte)'\r' || index + 1 == body.Length || body[index + 1] is not (byte)'\n')
                changed.Add(body[index]);
        }

        return [.. changed];
    }

    static byte[] WithCarriageReturns(byte[] body)
    {
        var changed = new List<byte>(body.Length);
        for (var index = 0; index < body.Length; index++)
        {
            if (body[index] is (byte)'\n' && (index is 0 || body[index - 1] is not (byte)'\r'))
                changed.Add((byte)'\r');
            changed.Add(body[index]);
        }

        return [.. changed];
    }

    static byte[]? JsonSpacing(byte[] body, bool blanks)
    {
        if (body.AsSpan().TrimStart(" \t\r\n"u8) is not [(byte)'{' or (byte)'[', ..])
            return null;
        var changed = new List<byte>(body.Length);
        var inText = false;
        for (var index = 0; index < body.Length; index++)
        {
            var character = body[index];
            if (!inText && IsJsonBlank(character))
                continue;
            changed.Add(character);
            if (character is (byte)'"')
                inText = !inText;
            else if (inText && character is (byte)'\\' && index + 1 < body.Length)
                changed.Add(body[++index]);
            else if (blanks && !inText && (character is (byte)',' or (byte)':'))
                changed.Add((byte)' ');
        }

        return [.. changed];
    }

    static bool IsJsonBlank(byte character) => character is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    static byte[]? Decompressed(byte[] body)
    {
        if (body is not [0x1F, 0x8B, ..])
            return null;
        var text = new byte[MaxSize];
        try
        {
            using var stream = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
            var length = stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
            return length == text.Length ? null : text[..length];
        }
        catch (InvalidDataException)
        {
            return null; // begins like gzip and is not
        }
    }
}
