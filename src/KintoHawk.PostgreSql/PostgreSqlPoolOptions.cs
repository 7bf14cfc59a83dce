namespace KintoHawk.PostgreSql;

/// <summary>How many connections are kept and waited for; the settings <c>*_pool_size</c> and its siblings (kinto-settings).</summary>
public sealed record PostgreSqlPoolOptions
{
    /// <summary>How many connections may be open at the same time, <c>pool_size</c> and <c>max_overflow</c> together. Default 35.</summary>
    public int MaxSize { get; init; } = 35;

    /// <summary>How long a request waits for a connection when all are in use. Default 30 seconds.</summary>
    public TimeSpan WaitTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>After this time a connection is replaced; null for never. Default null.</summary>
    public TimeSpan? Recycle { get; init; }

    /// <summary>How many requests may wait for a connection; the next is told that the backend is busy. Null for any number. Default null.</summary>
    public int? MaxBacklog { get; init; }

    /// <summary>False to open a connection for every question (<c>NullPool</c>). Default true.</summary>
    public bool IsPooled { get; init; } = true;

    /// <summary>How long one statement may take. Default 30 seconds.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait for a connection to be made. Default 15 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);
}
