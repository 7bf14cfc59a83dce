using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Hawk.Wire;

/// <summary>
/// The <c>bewit</c> parameter of a request target: where it stands, what the target is without it (section 11.1), and the text inside it.
/// <code>
/// bewit = base64url( id "\" exp "\" mac "\" ext )
/// </code>
/// </summary>
static class BewitText
{
    internal const int MaxTargetLength = 4096;
    internal const int PartCount = 4;
    internal const char Separator = '\\';

    const string Name = "bewit=";
    const int StackLimit = 256;

    static readonly SearchValues<char> Alphabet = SearchValues.Create(
        "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");

    /// <summary>
    /// As <see cref="Count"/>, for receiving: a single one that ends in a lone <c>&amp;</c> or holds a <c>$</c> counts as absent. No sender makes such a
    /// link, and every receiver has to give it the same reading.
    /// </summary>
    internal static int Find(ReadOnlySpan<char> target, out Range value)
    {
        var count = Count(target, out value);
        return count is 1 && (target[value].Contains('$') || target[value.End..] is "&") ? 0 : count;
    }

    /// <summary>
    /// Counts the parameters named <c>bewit</c> and gives the place of the last one's value. Only the query of an origin-form target is looked at,
    /// and the name is compared as it is written.
    /// </summary>
    internal static int Count(ReadOnlySpan<char> target, out Range value)
    {
        value = default;
        var position = target.IndexOf('?');
        if (position < 0 || target[0] is not '/' || target[position..].IndexOf(Name) < 0)
            return 0;

        var count = 0;
        while (position < target.Length)
        {
            var start = position + 1;
            var length = target[start..].IndexOf('&');
            position = length < 0 ? target.Length : start + length;
            if (!target[start..position].StartsWith(Name))
                continue;
            count++;
            value = (start + Name.Length)..position;
        }

        return count;
    }

    /// <summary>The target without the parameter: the separator before it goes too, unless something follows that needs it.</summary>
    internal static string Remove(ReadOnlySpan<char> target, Range value)
    {
        var separator = value.Start.Value - Name.Length - 1;
        var end = value.End.Value;
        return end == target.Length
            ? target[..separator].ToString()
            : string.Concat(target[..(separator + 1)], target[(end + 1)..]);
    }

    /// <summary>The target with the parameter at its end, which <see cref="Remove"/> undoes.</summary>
    internal static string Append(ReadOnlySpan<char> resource, ReadOnlySpan<char> bewit) =>
        string.Concat(resource, resource.Contains('?') ? "&" : "?", Name, bewit);

    internal static string Encode(string id, string expires, string mac, string? ext) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Join(Separator, id, expires, mac, ext)));

    /// <summary>
    /// Decodes the value of the parameter; up to two <c>=</c> at its end are ignored (section 11.2). Only one spelling decodes: characters outside
    /// the alphabet and unused bits that are not zero are refused, or a link could be altered and still open.
    /// </summary>
    internal static bool TryDecode(ReadOnlySpan<char> value, [NotNullWhen(true)] out string? text)
    {
        text = null;
        var padding = value[^Math.Min(2, value.Length)..];
        value = value[..^(padding.Length - padding.TrimEnd('=').Length)];
        if (value.ContainsAnyExcept(Alphabet) || !IsWhole(value))
            return false;

        byte[]? rented = null;
        try
        {
            var buffer = value.Length <= StackLimit ? stackalloc byte[StackLimit] : rented = ArrayPool<byte>.Shared.Rent(value.Length);
            if (!Base64Url.TryDecodeFromChars(value, buffer, out var written))
                return false;
            text = Encoding.Latin1.GetString(buffer[..written]);
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }

        return true;
    }

    // The last character of an incomplete group of four carries 2 or 4 of its 6 bits.
    static bool IsWhole(ReadOnlySpan<char> value) => (value.Length % 4) switch
    {
        0 => true,
        2 => "AQgw".Contains(value[^1]),
        3 => "AEIMQUYcgkosw048".Contains(value[^1]),
        _ => false,
    };
}
