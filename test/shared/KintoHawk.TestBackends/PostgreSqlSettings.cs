namespace KintoHawk.TestBackends;

/// <summary>How a private PostgreSQL runs.</summary>
public sealed record PostgreSqlSettings
{
    /// <summary>True where a test cares what is left after a crash of the machine; slower. Default false: only <c>kill -9</c> is survived.</summary>
    public bool IsDurable { get; init; }

    /// <summary>The password of the user, asked with SCRAM; null to trust everybody. Default null.</summary>
    public string? Password { get; init; }

    /// <summary>More parameters of postgresql.conf, such as <c>max_connections</c>.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
