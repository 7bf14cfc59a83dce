using System.Net;
using System.Net.Sockets;

namespace Hawk.Tests.Properties;

/// <summary>
/// When two texts name one host (sections 4.1, 5.1 and 5.3): names in another case; and one address in two spellings, which includes leading zeros, left-out
/// parts, a dot at the end of an IPv4 address, and an IPv6 address with and without brackets. A name with a dot at its end is another name.
/// </summary>
static class HostSpelling
{
    internal static bool AreSame(string one, string two) =>
        one.Equals(two, StringComparison.OrdinalIgnoreCase)
        || (TryRead(one, out var first) && TryRead(two, out var second) && first.Equals(second));

    static bool TryRead(string text, out IPAddress address)
    {
        var isIPv6 = text.Contains(':', StringComparison.Ordinal);
        var bare = isIPv6 ? text.Trim('[', ']') : text.EndsWith('.') ? text[..^1] : text;
        return IPAddress.TryParse(bare, out address!) && address.AddressFamily is AddressFamily.InterNetworkV6 == isIPv6;
    }
}
