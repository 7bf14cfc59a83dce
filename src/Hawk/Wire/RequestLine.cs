using System.Buffers;
using System.Text;

namespace Hawk.Wire;

/// <summary>Method and request target as they stand on the request line.</summary>
static class RequestLine
{
    static readonly SearchValues<char> TokenCharacters = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    static readonly SearchValues<char> SchemeCharacters = SearchValues.Create(
        "+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    internal static bool IsMethod(ReadOnlySpan<char> method) => !method.IsEmpty && !method.ContainsAnyExcept(TokenCharacters);

    /// <summary>Reduces an absolute-form target to path and query (section 6); refuses an empty target and one that is not <see cref="IsText"/>.</summary>
    internal static bool TryReduce(ReadOnlySpan<char> target, out ReadOnlySpan<char> resource)
    {
        resource = target;
        if (target.IsEmpty || !IsText(target))
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

    /// <summary>Whether a target is one line that UTF-8 can write.</summary>
    internal static bool IsText(ReadOnlySpan<char> target) => !target.ContainsAny('\r', '\n') && !HasLoneSurrogate(target);

    // Half a surrogate pair has no UTF-8 form: each would be signed as the replacement character, so that one could stand for another.
    static bool HasLoneSurrogate(ReadOnlySpan<char> target)
    {
        if (Ascii.IsValid(target))
            return false;
        while (!target.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(target, out _, out var consumed) is not OperationStatus.Done)
                return true;
            target = target[consumed..];
        }

        return false;
    }
}
