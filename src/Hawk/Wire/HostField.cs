using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Hawk.Wire;

/// <summary>
/// The Host field, hardened (section 5.1): <c>host</c> or <c>host:port</c> and nothing else. User information, paths, lists, blanks,
/// percent-encoding and non-ASCII text are refused instead of being cleaned up.
/// </summary>
static class HostField
{
    const int MaxLength = 4096;

    // Unreserved characters and sub-delimiters of the URL grammar; without the comma, which would make a list look like one name.
    static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "!$&'()*+;=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");
    static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    // No percent sign: a zone is local to one machine and means nothing to the other side.
    static readonly SearchValues<char> IPv6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    internal static bool TryParse(ReadOnlySpan<char> field, out ReadOnlySpan<char> host, out int? port)
    {
        host = default;
        port = null;
        if (field.IsEmpty || field.Length > MaxLength)
            return false;
        var hostLength = field[0] is '[' ? field.IndexOf(']') + 1 : field.IndexOf(':');
        if (hostLength is 0)
            return false;
        if (hostLength < 0)
            hostLength = field.Length;
        return TryParsePort(field[hostLength..], out port) && TryNormalizeHost(field[..hostLength], out host);
    }

    /// <summary>Checks a host and brings addresses into their one canonical form; allocates only when an address is not in it already.</summary>
    internal static bool TryNormalizeHost(ReadOnlySpan<char> host, out ReadOnlySpan<char> normalized)
    {
        normalized = host;
        if (host.IsEmpty || host.Length > MaxLength)
            return false;
        if (host[0] is '[')
            return host[^1] is ']' && TryNormalizeIPv6(host, host[1..^1], out normalized);
        if (host.Contains(':'))
            return TryNormalizeIPv6(host, host, out normalized);
        if (host.ContainsAnyExcept(NameCharacters))
            return false;
        return !EndsInNumber(host) || TryNormalizeIPv4(host, out normalized);
    }

    static bool TryParsePort(ReadOnlySpan<char> text, out int? port)
    {
        port = null;
        if (text.IsEmpty)
            return true;
        if (text[0] is not ':')
            return false;
        text = text[1..];
        if (text.IsEmpty)
            return true;
        var number = 0;
        foreach (var character in text)
        {
            if (!char.IsAsciiDigit(character))
                return false;
            number = (10 * number) + (character - '0');
            if (number > 65535)
                return false;
        }

        port = number;
        return true;
    }

    // A name whose last label is a number is an address in URLs: 127.1 and 0x7f.0.0.1 are 127.0.0.1 to every client that signs.
    static bool EndsInNumber(ReadOnlySpan<char> host)
    {
        var labels = host[^1] is '.' ? host[..^1] : host;
        if (labels.IsEmpty || !(char.IsAsciiHexDigit(labels[^1]) || labels[^1] is 'x' or 'X'))
            return false; // nearly every name ends here
        var last = labels[(labels.LastIndexOf('.') + 1)..];
        if (last.IsEmpty)
            return false;
        if (last.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return !last[2..].ContainsAnyExcept(HexDigits);
        return !last.ContainsAnyExcept(Digits);
    }

    static bool TryNormalizeIPv4(ReadOnlySpan<char> host, out ReadOnlySpan<char> normalized)
    {
        normalized = host;
        if (IsCanonicalIPv4(host))
            return true;
        var text = host[^1] is '.' ? host[..^1] : host;
        if (!IPAddress.TryParse(text, out var address) || address.AddressFamily is not AddressFamily.InterNetwork)
            return false;
        normalized = address.ToString();
        return true;
    }

    // The ordinary form, recognised without making an address of it, so that verifying allocates nothing.
    static bool IsCanonicalIPv4(ReadOnlySpan<char> host)
    {
        var labels = 0;
        foreach (var range in host.Split('.'))
        {
            var label = host[range];
            if (label.Length is 0 or > 3 || (label.Length > 1 && label[0] is '0'))
                return false;
            if (!byte.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                return false;
            labels++;
        }

        return labels is 4;
    }

    static bool TryNormalizeIPv6(ReadOnlySpan<char> host, ReadOnlySpan<char> literal, out ReadOnlySpan<char> normalized)
    {
        normalized = default;
        if (literal.ContainsAnyExcept(IPv6Characters) || !IPAddress.TryParse(literal, out var address))
            return false;
        if (address.AddressFamily is not AddressFamily.InterNetworkV6) // brackets around an IPv4 address
            return false;
        var canonical = IPv6Text.Format(address);
        if (literal.SequenceEqual(canonical))
            normalized = host;
        else
            normalized = host[0] is '[' ? $"[{canonical}]" : canonical;
        return true;
    }
}
