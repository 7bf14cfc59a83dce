using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace KintoHawk.Redis;

/// <summary>
/// Where a Redis is: the URL of Kinto's settings and of redis-py, <c>redis://user:password@host:port/database</c>, with TLS <c>rediss://</c>, on a socket
/// <c>unix:///path?db=1</c> or <c>redis+socket:///path?db=1</c>. Several hosts, divided by commas, are the nodes of one Redis Cluster, or a primary with its
/// replicas; with <c>?service_name=</c> they are Sentinels, which know where that service is. Its text never has the password.
/// </summary>
public sealed class RedisAddress : IEquatable<RedisAddress>
{
    const int DefaultPort = 6379;
    const int DefaultSentinelPort = 26379;
    const string Example = "a URL like redis://user:password@host:6379/0, rediss://host/0 or unix:///path/redis.sock?db=0";
    const string Parameters = "known parameters (db, username, password, service_name, ssl_ca_certs, ssl_certfile, ssl_keyfile, ssl_check_hostname, socket_timeout, socket_connect_timeout)";

    RedisAddress() { }

    /// <summary>The address without password.</summary>
    public string Display { get; private set; } = "";

    internal List<EndPoint> EndPoints { get; } = [];

    internal string? User { get; private set; }

    internal string? Password { get; private set; }

    internal int Database { get; private set; }

    /// <summary>The service that Sentinels are asked for; null where there are none.</summary>
    internal string? ServiceName { get; private set; }

    internal bool UsesTls { get; private set; }

    /// <summary>The file of the only authorities to trust; null for those of the system.</summary>
    internal string? AuthorityFile { get; private set; }

    internal string? CertificateFile { get; private set; }

    internal string? KeyFile { get; private set; }

    internal bool ChecksHostName { get; private set; } = true;

    /// <summary>How long an answer may take; null where the URL does not say.</summary>
    internal TimeSpan? CommandTimeout { get; private set; }

    /// <summary>How long making a connection may take; null where the URL does not say.</summary>
    internal TimeSpan? ConnectTimeout { get; private set; }

    /// <summary>Reads a URL.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="address">The address.</param>
    /// <param name="error">What is accepted instead, without the URL's secrets.</param>
    public static bool TryParse(string url, [NotNullWhen(true)] out RedisAddress? address, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(url);
        address = null;
        error = Example;
        var end = url.IndexOf("://", StringComparison.Ordinal);
        if (end < 0)
            return false;
        var scheme = url[..end];
        var isSocket = scheme is "unix" or "redis+socket" or "redis+unix";
        if (!isSocket && scheme is not ("redis" or "rediss"))
            return false;

        var parts = url[(end + 3)..].Split('?', 2);
        var slash = parts[0].IndexOf('/', StringComparison.Ordinal);
        var authority = slash < 0 ? parts[0] : parts[0][..slash];
        var path = slash < 0 ? "" : parts[0][slash..];
        var at = authority.LastIndexOf('@');
        var parsed = new RedisAddress { UsesTls = scheme == "rediss" };
        parsed.TakeCredentials(at < 0 ? "" : authority[..at]);
        foreach (var parameter in parts.Length < 2 ? [] : parts[1].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = parameter.Split('=', 2)[0];
            if (!parsed.TryApply(name, parameter.Length > name.Length ? Uri.UnescapeDataString(parameter[(name.Length + 1)..]) : ""))
            {
                error = $"{Parameters}; {Shown(name)} is not one, or its value is not accepted";
                return false;
            }
        }

        if (!(isSocket ? parsed.TryTakeSocket(authority[(at + 1)..], path) : parsed.TryTakeHosts(authority[(at + 1)..], path)))
            return false;
        parsed.Display = parsed.Describe(scheme);
        address = parsed;
        error = null;
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(RedisAddress? other) => other is not null && other.Display == Display && other.User == User && other.Password == Password
        && other.AuthorityFile == AuthorityFile && other.CertificateFile == CertificateFile && other.KeyFile == KeyFile && other.ChecksHostName == ChecksHostName
        && other.CommandTimeout == CommandTimeout && other.ConnectTimeout == ConnectTimeout;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RedisAddress);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Display);

    /// <summary>The address without password.</summary>
    public override string ToString() => Display;

    void TakeCredentials(string text)
    {
        if (text.Length == 0)
            return;
        // As in redis-py: a name alone is a name, and a password needs a colon.
        var credentials = text.Split(':', 2);
        User = credentials[0].Length > 0 ? Uri.UnescapeDataString(credentials[0]) : null;
        Password = credentials.Length > 1 ? Uri.UnescapeDataString(credentials[1]) : null;
    }

    bool TryApply(string name, string value)
    {
        switch (name)
        {
            case "db": return TryTakeDatabase(value);
            case "username": User = value; return true;
            case "password": Password = value; return true;
            case "service_name" or "serviceName": ServiceName = value; return value.Length > 0;
            case "ssl_ca_certs": AuthorityFile = value; return value.Length > 0;
            case "ssl_certfile": CertificateFile = value; return value.Length > 0;
            case "ssl_keyfile": KeyFile = value; return value.Length > 0;
            case "ssl_check_hostname":
                ChecksHostName = !value.Equals("false", StringComparison.OrdinalIgnoreCase);
                return !ChecksHostName || value.Equals("true", StringComparison.OrdinalIgnoreCase);
            case "socket_timeout": return (CommandTimeout = Seconds(value)) is not null;
            case "socket_connect_timeout": return (ConnectTimeout = Seconds(value)) is not null;
            default: return false;
        }
    }

    static TimeSpan? Seconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 86_400 ? TimeSpan.FromSeconds(seconds) : null;

    bool TryTakeDatabase(string text)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var database))
            return false;
        Database = database;
        return true;
    }

    bool TryTakeSocket(string host, string path)
    {
        if (host.Length > 0 || path.Length < 2)
            return false;
        EndPoints.Add(new UnixDomainSocketEndPoint(Uri.UnescapeDataString(path)));
        return true;
    }

    bool TryTakeHosts(string hosts, string path)
    {
        if (path.Length > 1 && !TryTakeDatabase(path[1..]))
            return false;
        var defaultPort = ServiceName is null ? DefaultPort : DefaultSentinelPort;
        foreach (var host in hosts.Split(','))
        {
            if ((host.Length == 0 && hosts.Length > 0) || !Uri.TryCreate("tcp://" + (host.Length == 0 || host[0] == ':' ? "localhost" + host : host), UriKind.Absolute, out var uri)
                || uri.AbsolutePath.Length > 1 || uri.Port == 0)
                return false;
            var port = uri.Port < 0 ? defaultPort : uri.Port;
            EndPoints.Add(IPAddress.TryParse(uri.DnsSafeHost, out var ip) ? new IPEndPoint(ip, port) : new DnsEndPoint(uri.DnsSafeHost, port));
        }

        return true;
    }

    string Describe(string scheme)
    {
        var user = User is null ? "" : Uri.EscapeDataString(User) + "@";
        if (EndPoints[0] is UnixDomainSocketEndPoint)
            return $"{scheme}://{user}{EndPoints[0]}?db={Database}";
        var hosts = string.Join(',', EndPoints.Select(static host => host is DnsEndPoint name ? $"{name.Host}:{name.Port}" : host.ToString()));
        return $"{scheme}://{user}{hosts}/{Database}{(ServiceName is null ? "" : "?service_name=" + ServiceName)}";
    }

    /// <summary>A name that can be a parameter; anything else may be a part of a password that was not escaped.</summary>
    static string Shown(string name) => name.All(static character => char.IsAsciiLetter(character) || character == '_') ? $"'{name}'" : "what follows the '?'";
}
