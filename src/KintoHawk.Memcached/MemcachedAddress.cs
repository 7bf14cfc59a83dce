using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace KintoHawk.Memcached;

/// <summary>
/// Where the servers are: the list of Kinto's setting <c>cache_hosts</c>. Each is <c>host:port</c>, <c>host</c>, <c>[IPv6]:port</c> or <c>unix:/path</c>, as
/// python-memcached writes them, also after <c>inet:</c> or <c>inet6:</c>. Their order matters: it says which key is where.
/// </summary>
public sealed class MemcachedAddress : IEquatable<MemcachedAddress>
{
    const int DefaultPort = 11211;

    static readonly SearchValues<char> _notInHosts = SearchValues.Create("/@?# ,");

    MemcachedAddress(List<EndPoint> servers)
    {
        Servers = servers;
        Display = string.Join(' ', servers.Select(NameOf));
    }

    /// <summary>The servers, divided by blanks.</summary>
    public string Display { get; }

    internal IReadOnlyList<EndPoint> Servers { get; }

    /// <summary>Reads the hosts.</summary>
    /// <param name="hosts">The entries of the list.</param>
    /// <param name="address">The address.</param>
    /// <param name="error">What is accepted instead.</param>
    public static bool TryParse(IEnumerable<string> hosts, [NotNullWhen(true)] out MemcachedAddress? address, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        address = null;
        error = "hosts like 127.0.0.1:11211, [::1]:11211 or unix:/path/memcached.sock";
        var servers = new List<EndPoint>();
        foreach (var host in hosts)
        {
            if (Parse(host) is not { } server)
                return false;
            servers.Add(server);
        }

        if (servers.Count == 0)
            return false;
        address = new MemcachedAddress(servers);
        error = null;
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(MemcachedAddress? other) => other is not null && other.Display == Display;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MemcachedAddress);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Display);

    /// <summary>The servers, divided by blanks.</summary>
    public override string ToString() => Display;

    /// <summary>A server as the setting names it.</summary>
    internal static string NameOf(EndPoint server) => server switch
    {
        UnixDomainSocketEndPoint => $"unix:{server}",
        DnsEndPoint name => $"{name.Host}:{name.Port}",
        _ => server.ToString()!,
    };

    static EndPoint? Parse(string host)
    {
        if (host.StartsWith("unix:", StringComparison.Ordinal))
            return host.Length > 5 ? new UnixDomainSocketEndPoint(host[5..]) : null;
        foreach (var family in (string[])["inet:", "inet6:"])
            if (host.StartsWith(family, StringComparison.Ordinal))
                host = host[family.Length..];
        if (host.Length == 0 || host.AsSpan().ContainsAny(_notInHosts)
            || !Uri.TryCreate("tcp://" + host, UriKind.Absolute, out var uri) || uri.Port == 0 || uri.Host.Length == 0)
            return null;
        var port = uri.Port < 0 ? DefaultPort : uri.Port;
        return IPAddress.TryParse(uri.DnsSafeHost, out var ip) ? new IPEndPoint(ip, port) : new DnsEndPoint(uri.DnsSafeHost, port);
    }
}
