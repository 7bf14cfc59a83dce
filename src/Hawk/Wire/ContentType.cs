using System.Text;

namespace Hawk.Wire;

/// <summary>The media type as the payload hash covers it: before the first semicolon, trimmed, in lower case (section 4.4).</summary>
static class ContentType
{
    /// <summary>The part before the parameters, trimmed; false when it holds anything but printable ASCII.</summary>
    internal static bool TryTrim(ReadOnlySpan<char> contentType, out ReadOnlySpan<char> mediaType)
    {
        var end = contentType.IndexOf(';');
        mediaType = (end < 0 ? contentType : contentType[..end]).Trim(" \t");
        return !mediaType.ContainsAnyExceptInRange(' ', '~');
    }

    internal static int WriteLower(ReadOnlySpan<char> mediaType, Span<byte> destination)
    {
        Ascii.ToLower(mediaType, destination, out var written);
        return written;
    }
}
