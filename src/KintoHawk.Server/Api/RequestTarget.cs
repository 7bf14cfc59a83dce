using System.Text;

namespace KintoHawk.Server.Api;

/// <summary>The request target, taken apart exactly as it was received: never from a path that a server has decoded and rebuilt.</summary>
readonly struct RequestTarget
{
    static readonly UTF8Encoding _strict = new(false, true);

    RequestTarget(string rawPath, string rawQuery, IReadOnlyList<string>? segments)
    {
        RawPath = rawPath;
        Query = rawQuery;
        Segments = segments;
    }

    /// <summary>The path as received.</summary>
    public string RawPath { get; }

    /// <summary>The query as received, without question mark.</summary>
    public string Query { get; }

    /// <summary>The percent-decoded segments, the first one after the leading slash; null when they are not UTF-8.</summary>
    public IReadOnlyList<string>? Segments { get; }

    /// <summary>The decoded path.</summary>
    public string Path => Segments is null ? RawPath : "/" + string.Join('/', Segments);

    /// <summary>Takes apart an origin-form or absolute-form target. Anything else has no segments.</summary>
    public static RequestTarget Parse(string target)
    {
        if (!target.StartsWith('/') && target.IndexOf("://", StringComparison.Ordinal) is > 0 and var scheme)
        {
            // The authority ends at the first slash or question mark, exactly as the signature sees it.
            var end = target.AsSpan(scheme + 3).IndexOfAny('/', '?');
            target = end < 0 ? "/" : target[scheme + 3 + end] == '?' ? "/" + target[(scheme + 3 + end)..] : target[(scheme + 3 + end)..];
        }

        var question = target.IndexOf('?');
        var rawPath = question < 0 ? target : target[..question];
        var query = question < 0 ? "" : target[(question + 1)..];
        if (!rawPath.StartsWith('/') || target.AsSpan().ContainsAnyInRange('\0', ' ') || target.Contains('\u007f'))
            return new RequestTarget(rawPath, query, null);
        var raw = rawPath[1..].Split('/');
        var segments = new string[raw.Length];
        for (var i = 0; i < raw.Length; i++)
        {
            if (Decode(raw[i]) is not { } decoded)
                return new RequestTarget(rawPath, query, null);
            segments[i] = decoded;
        }

        return new RequestTarget(rawPath, query, segments);
    }

    /// <summary>Percent-decodes a segment; null when the bytes are not UTF-8. A percent sign without two digits stands for itself.</summary>
    static string? Decode(string segment)
    {
        if (!segment.Contains('%') && Ascii.IsValid(segment))
            return segment;
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(segment.Length)];
        var length = 0;
        for (var i = 0; i < segment.Length; i++)
        {
            if (segment[i] == '%' && i + 2 < segment.Length && char.IsAsciiHexDigit(segment[i + 1]) && char.IsAsciiHexDigit(segment[i + 2]))
            {
                bytes[length++] = Convert.FromHexString(segment.AsSpan(i + 1, 2))[0];
                i += 2;
            }
            else
            {
                var width = char.IsHighSurrogate(segment[i]) && i + 1 < segment.Length ? 2 : 1;
                length += Encoding.UTF8.GetBytes(segment.AsSpan(i, width), bytes.AsSpan(length));
                i += width - 1;
            }
        }

        try
        {
            return _strict.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
