using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace KintoHawk.PostgreSql;

/// <summary>
/// Where a database is: the URL of Kinto's settings, <c>postgresql://user:password@host:port/database?sslmode=require</c>. The driver that such a URL may
/// name (<c>postgresql+psycopg2://</c>) is ignored; <c>?host=/folder</c> names the folder of a Unix socket. Several hosts (<c>@one:5432,two:5432/</c>), as
/// libpq has them for a primary and its standbys, are tried in turn; <c>target_session_attrs=primary</c> takes the one that may be written to. Its text
/// never has the password.
/// </summary>
public sealed class PostgreSqlAddress : IEquatable<PostgreSqlAddress>
{
    readonly string _connection;

    PostgreSqlAddress(NpgsqlConnectionStringBuilder builder)
    {
        _connection = builder.ConnectionString;
        var place = IsSeveral(builder.Host) ? builder.Host : $"{builder.Host}:{builder.Port}";
        Display = $"postgresql://{(builder.Username is { Length: > 0 } user ? user + "@" : "")}{place}/{builder.Database}";
    }

    /// <summary>The address without password.</summary>
    public string Display { get; }

    /// <summary>Reads a URL.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="address">The address.</param>
    /// <param name="error">What is wrong, without the URL's secrets.</param>
    public static bool TryParse(string url, [NotNullWhen(true)] out PostgreSqlAddress? address, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(url);
        address = null;
        error = "a URL like postgresql://user:password@host:5432/database";
        var end = url.IndexOf("://", StringComparison.Ordinal);
        if (end < 0 || url[..end].Split('+')[0] is not ("postgresql" or "postgres"))
            return false;
        // A URI cannot be without host, but a socket has none.
        var rest = TakeHosts(url[(end + 3)..], out var hosts);
        if (!Uri.TryCreate("postgresql://" + (rest.StartsWith('/') ? "localhost" + rest : rest.Replace("@/", "@localhost/", StringComparison.Ordinal)), UriKind.Absolute, out var uri))
            return false;
        var builder = new NpgsqlConnectionStringBuilder { Host = uri.Host.Trim('[', ']'), Port = uri.IsDefaultPort ? 5432 : uri.Port };
        if (hosts is not null)
        {
            if (hosts.Split(',').Any(static host => host.Length == 0))
                return false;
            builder.Host = hosts;
            builder.Port = 5432;
        }

        if (uri.AbsolutePath.Length > 1)
            builder.Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        if (uri.UserInfo.Split(':', 2) is [{ Length: > 0 } user, ..] credentials)
        {
            builder.Username = Uri.UnescapeDataString(user);
            if (credentials.Length > 1)
                builder.Password = Uri.UnescapeDataString(credentials[1]);
        }

        foreach (var parameter in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = parameter.Split('=', 2)[0];
            var value = parameter.Length > name.Length ? Uri.UnescapeDataString(parameter[(name.Length + 1)..]) : "";
            if (!TryApply(builder, name, value))
            {
                error = $"known parameters (host, port, user, password, dbname, sslmode, sslrootcert, sslcert, sslkey, application_name, connect_timeout, target_session_attrs); {Shown(name)} is not one, or its value is not accepted";
                return false;
            }
        }

        // How long the driver believes what it knows of the hosts, which bounds the time of a failover. 0 would ask at each use of a connection.
        if (IsSeveral(builder.Host))
        {
            builder.HostRecheckSeconds = 1;
            // A standby is a moment behind, and nothing that decides may be read there.
            builder.TargetSessionAttributes ??= "primary";
        }

        address = new PostgreSqlAddress(builder);
        error = null;
        return true;
    }

    /// <summary>The settings of the driver, without those of the pool.</summary>
    internal NpgsqlConnectionStringBuilder ToBuilder() => new(_connection);

    /// <inheritdoc/>
    public bool Equals(PostgreSqlAddress? other) => other is not null && other._connection == _connection;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PostgreSqlAddress);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_connection);

    /// <summary>The address without password.</summary>
    public override string ToString() => Display;

    static bool IsSeveral(string? hosts) => hosts is not null && hosts.Contains(',', StringComparison.Ordinal);

    /// <summary>A URI has one host: of several, the first is left in the text that follows the scheme.</summary>
    static string TakeHosts(string rest, out string? hosts)
    {
        var end = rest.IndexOfAny(['/', '?']) is >= 0 and var found ? found : rest.Length;
        var start = rest[..end].LastIndexOf('@') + 1;
        hosts = IsSeveral(rest[start..end]) ? rest[start..end] : null;
        return hosts is null ? rest : rest[..start] + hosts[..hosts.IndexOf(',', StringComparison.Ordinal)] + rest[end..];
    }

    /// <summary>The names are those of libpq.</summary>
    static bool TryApply(NpgsqlConnectionStringBuilder builder, string name, string value)
    {
        try
        {
            switch (name)
            {
                case "host": builder.Host = value; break;
                case "port": builder.Port = int.Parse(value); break;
                case "user": builder.Username = value; break;
                case "password": builder.Password = value; break;
                case "dbname": builder.Database = value; break;
                case "sslmode": builder["SSL Mode"] = value.Replace("-", "", StringComparison.Ordinal); break;
                case "sslrootcert": builder.RootCertificate = value; break;
                case "sslcert": builder.SslCertificate = value; break;
                case "sslkey": builder.SslKey = value; break;
                case "application_name": builder.ApplicationName = value; break;
                case "connect_timeout": builder.Timeout = int.Parse(value); break;
                case "target_session_attrs": builder.TargetSessionAttributes = value; break;
                default: return false;
            }

            return true;
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>A name that can be a parameter; anything else may be a part of a password that was not escaped.</summary>
    static string Shown(string name) => name.All(static character => char.IsAsciiLetter(character) || character == '_') ? $"'{name}'" : "what follows the '?'";
}
