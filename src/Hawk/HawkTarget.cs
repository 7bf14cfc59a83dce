using System.Diagnostics.CodeAnalysis;
using Hawk.Wire;

namespace Hawk;

/// <summary>
/// What a request is aimed at, as the MAC covers it (sections 5 and 6): method, raw path and query, host and port.
/// A view over the caller's text; it cannot be stored. No part holds a line break, so the lines of the signed text cannot be shifted.
/// </summary>
public readonly ref struct HawkTarget
{
    HawkTarget(ReadOnlySpan<char> method, ReadOnlySpan<char> resource, ReadOnlySpan<char> host, int port)
    {
        Method = method;
        Resource = resource;
        Host = host;
        Port = port;
    }

    /// <summary>The request method as given; signed in upper case.</summary>
    public ReadOnlySpan<char> Method { get; }

    /// <summary>Path and query exactly as they are on the request line.</summary>
    public ReadOnlySpan<char> Resource { get; }

    /// <summary>The host name as given; signed in lower case. An IPv6 address is in its shortest form.</summary>
    public ReadOnlySpan<char> Host { get; }

    /// <summary>The port.</summary>
    public int Port { get; }

    internal bool HasIPv6Host => Host.Contains(':');

    /// <summary>Describes a request whose host and port are already known.</summary>
    /// <param name="method">The request method.</param>
    /// <param name="rawTarget">The request target as sent; an absolute URL is reduced to its path and query.</param>
    /// <param name="host">A host name or address without port. An IPv6 address keeps or lacks its brackets as given here.</param>
    /// <param name="port">0 to 65535.</param>
    /// <param name="target">The target, when every part is acceptable.</param>
    /// <returns>Whether every part is acceptable; a refusal is <see cref="HawkFailure.MalformedHeader"/>.</returns>
    public static bool TryCreate(ReadOnlySpan<char> method, ReadOnlySpan<char> rawTarget, ReadOnlySpan<char> host, int port, out HawkTarget target)
    {
        target = default;
        if (!RequestLine.IsMethod(method) || !RequestLine.TryReduce(rawTarget, out var resource))
            return false;
        if (!HostField.TryNormalizeHost(host, out var normalized) || port is < 0 or > 65535)
            return false;
        target = new HawkTarget(method, resource, normalized, port);
        return true;
    }

    /// <summary>
    /// Describes a received request by its Host field (section 5.1): only <c>host</c> or <c>host:port</c> is accepted, an explicit port is kept,
    /// and an absent one is 443 under TLS, else 80.
    /// </summary>
    /// <param name="method">The request method.</param>
    /// <param name="rawTarget">The request target as received; an absolute URL is reduced to its path and query, its host is not used.</param>
    /// <param name="hostField">The value of the Host field.</param>
    /// <param name="isTls">Whether the client connected with TLS.</param>
    /// <param name="target">The target, when every part is acceptable.</param>
    /// <returns>Whether every part is acceptable; a refusal is <see cref="HawkFailure.MalformedHeader"/>.</returns>
    public static bool TryFromHostField(
        ReadOnlySpan<char> method, ReadOnlySpan<char> rawTarget, ReadOnlySpan<char> hostField, bool isTls, out HawkTarget target)
    {
        target = default;
        if (!RequestLine.IsMethod(method) || !RequestLine.TryReduce(rawTarget, out var resource))
            return false;
        if (!HostField.TryParse(hostField, out var host, out var port))
            return false;
        target = new HawkTarget(method, resource, host, port ?? (isTls ? 443 : 80));
        return true;
    }

    /// <summary>
    /// Describes a request about to be sent (section 5.2). The resource is exactly <see cref="Uri.PathAndQuery"/>, which is what
    /// <see cref="HttpClient"/> puts on the request line; an IPv6 address is signed in brackets (section 5.3).
    /// </summary>
    /// <param name="method">The request method.</param>
    /// <param name="uri">An absolute URL.</param>
    /// <returns>The target.</returns>
    /// <exception cref="ArgumentException">The method is not a token, or the URL is relative or has no host.</exception>
    public static HawkTarget FromUri(string method, Uri uri)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsAbsoluteUri)
            throw new ArgumentException("The URL is relative.", nameof(uri));
        var host = uri.HostNameType is UriHostNameType.IPv6 ? $"[{uri.DnsSafeHost}]" : uri.IdnHost;
        var port = uri.IsDefaultPort ? DefaultPort(uri) : uri.Port;
        if (!RequestLine.IsMethod(method))
            throw new ArgumentException("The method is not an HTTP token.", nameof(method));
        if (!TryCreate(method, uri.PathAndQuery, host, port, out var target))
            throw new ArgumentException("The URL has no host that can be signed.", nameof(uri));
        return target;
    }

    /// <summary>
    /// Whether this target is at one of the server's own names. A machine that answers to several names should ask (section 5.1): the host is only what
    /// the request says, so a request signed for one name would otherwise be valid when it is sent under that name to any other service of the machine
    /// that knows the credential.
    /// </summary>
    /// <param name="authority">
    /// <c>host</c>, for any port, or <c>host:port</c>; an IPv6 address in brackets. Compared without regard to case, addresses by their value.
    /// </param>
    /// <returns>Whether the host is this one, and the port too when <paramref name="authority"/> has one; false when it is neither form.</returns>
    public bool IsFor(string authority)
    {
        ArgumentNullException.ThrowIfNull(authority);
        return !Host.IsEmpty
            && HostField.TryParse(authority, out var host, out var port)
            && WithoutBrackets(Host).Equals(WithoutBrackets(host), StringComparison.OrdinalIgnoreCase)
            && (port is null || port == Port);
    }

    /// <summary>Whether a URL is an origin, as settings name one: <c>http</c> or <c>https</c>, a host and perhaps a port, and nothing else.</summary>
    /// <param name="uri">The URL, or null.</param>
    /// <returns>Whether it is one; the slash at its end that <see cref="Uri"/> writes is no path.</returns>
    public static bool IsOrigin([NotNullWhen(true)] Uri? uri) =>
        uri is { IsAbsoluteUri: true }
        && (string.Equals(uri.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal) || string.Equals(uri.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal))
        && uri is { Host.Length: > 0, UserInfo: "", PathAndQuery: "/", Fragment: "" };

    /// <summary>What a message outside HTTP is aimed at (section 12): a host and a port, and neither method nor resource.</summary>
    internal static bool TryForMessage(ReadOnlySpan<char> host, int port, out HawkTarget target)
    {
        target = default;
        if (!HostField.TryNormalizeHost(host, out var normalized) || port is < 1 or > 65535)
            return false;
        target = new HawkTarget(default, default, normalized, port);
        return true;
    }

    /// <summary>The same target with the other spelling of its IPv6 address: bare when bracketed, bracketed when bare.</summary>
    internal HawkTarget WithOtherIPv6Spelling() =>
        new(Method, Resource, Host[0] is '[' ? WithoutBrackets(Host) : $"[{Host}]", Port);

    /// <summary>The same target at another host.</summary>
    internal HawkTarget WithHost(ReadOnlySpan<char> host) => new(Method, Resource, host, Port);

    /// <summary>What a link to this target was signed for: GET whatever the request's method is, and the resource without the bewit (section 11).</summary>
    internal HawkTarget ForLink(string resource) => new("GET", resource, Host, Port);

    static ReadOnlySpan<char> WithoutBrackets(ReadOnlySpan<char> host) => host[0] is '[' ? host[1..^1] : host;

    static int DefaultPort(Uri uri) => string.Equals(uri.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal) ? 80 : 443;
}
