using System.Buffers;

namespace Hawk.Wire;

/// <summary>Method and request target as they stand on the request line.</summary>
static class RequestLine
{
    static readonly SearchValues<char> TokenCharacters = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    static readonly SearchValues<char> SchemeCharacters = SearchValues.Create(
        "+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    internal static bool IsMethod(ReadOnlySpan<char> method) => !method.IsEmpty && !method.ContainsAnyExcept(TokenCharacters);

    /// <summary>Reduces an absolute-form target to path and query (section 6); refuses an empty target and one with a line break.</summary>
    internal static bool TryReduce(ReadOnlySpan<char> target, out ReadOnlySpan<char> resource)
    {
        resource = target;
        if (target.IsEmpty || target.ContainsAny('\r', '\n'))
            return false;
        if (target[0] is '/' or '*')
            return true;

        var authority = target.IndexOf("://");
        if (authority <= 0 || target[..authority].ContainsAnyExcept(SchemeCharacters))
            return true;
        authority += 3;
        var end = target[authority..].IndexOfAny('/', '?');
        if (end < 0)
            resource = "/";
        else if (target[authority + end] is '?')
            resource = $"/{target[(authority + end)..]}";
        else
            resource = target[(authority + end)..];
        return true;
    }
}
