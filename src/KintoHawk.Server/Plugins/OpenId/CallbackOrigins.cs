using System.Diagnostics.CodeAnalysis;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Plugins.OpenId;

/// <summary>
/// Where a login may end. The tokens of the user are appended to the callback, so an address that anybody may choose would hand them to anybody:
/// accepted are this server's own origin and those of the settings.
/// </summary>
sealed class CallbackOrigins(KintoHawkOptions options)
{
    /// <summary>In the settings: any origin, as in the reference.</summary>
    public const string Any = "*";

    /// <summary>As in the reference.</summary>
    public const int MostCharacters = 2048;

    readonly HashSet<string> _listed = new(options.OpenIdCallbackOrigins.Select(static origin => TryReadOrigin(origin, out var read) ? read : origin), StringComparer.Ordinal);

    public bool Accepts(string callbackOrigin, string serverOrigin) =>
        _listed.Contains(Any) || _listed.Contains(callbackOrigin) || (TryReadOrigin(serverOrigin, out var own) && own == callbackOrigin);

    /// <summary>True for an address that is an origin and no more, but for a slash.</summary>
    public static bool IsOrigin(string text) =>
        TryReadOrigin(text, out _) && text.AsSpan(text.IndexOf("://", StringComparison.Ordinal) + 3).TrimEnd('/').IndexOfAny('/', '?', '#') < 0;

    /// <summary>True when something ends the origin of an address that has one: what is appended to the address is then not read as part of its host.</summary>
    public static bool EndsOrigin(string address) => address.AsSpan(address.IndexOf("://", StringComparison.Ordinal) + 3).IndexOfAny('/', '?', '#') >= 0;

    /// <summary>
    /// The origin of an address, in lower case and without default port; false when it is no http or https address in the strict form that no two readers
    /// understand differently: visible ASCII without backslash, no user name, a host of letters, digits, dots and hyphens or in brackets.
    /// </summary>
    public static bool TryReadOrigin(string address, [NotNullWhen(true)] out string? origin)
    {
        origin = null;
        var scheme = address.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? "https"
            : address.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? "http"
            : null;
        if (scheme is null || address.Length > MostCharacters || address.AsSpan().ContainsAnyExceptInRange('!', '~') || address.Contains('\\'))
            return false;
        var rest = address.AsSpan(scheme.Length + 3);
        var end = rest.IndexOfAny('/', '?', '#');
        var authority = end < 0 ? rest : rest[..end];
        var isBracketed = authority.StartsWith('[');
        var hostEnd = isBracketed ? authority.IndexOf(']') + 1 : authority.IndexOf(':') is >= 0 and var colon ? colon : authority.Length;
        var host = authority[..hostEnd];
        var port = authority[hostEnd..];
        if (host.IsEmpty || !IsHost(host, isBracketed) || !TryReadPort(port, scheme, out var shownPort))
            return false;
        origin = $"{scheme}://{host.ToString().ToLowerInvariant()}{shownPort}";
        return true;
    }

    static bool IsHost(ReadOnlySpan<char> host, bool isBracketed)
    {
        foreach (var c in isBracketed ? host[1..^1] : host)
            if (isBracketed ? !char.IsAsciiHexDigit(c) && c is not (':' or '.') : !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-'))
                return false;
        return true;
    }

    static bool TryReadPort(ReadOnlySpan<char> text, string scheme, out string shown)
    {
        shown = "";
        if (text.IsEmpty)
            return true;
        if (text[0] != ':' || text.Length > 6 || !int.TryParse(text[1..], System.Globalization.NumberStyles.None, null, out var port) || port is < 1 or > 65_535)
            return false;
        if (port != (scheme == "https" ? 443 : 80))
            shown = $":{port}";
        return true;
    }
}
