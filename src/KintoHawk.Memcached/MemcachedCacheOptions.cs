namespace KintoHawk.Memcached;

/// <summary>How memcached is spoken to, and how long it is waited for.</summary>
public sealed record MemcachedCacheOptions
{
    /// <summary>How many connections are kept to each server; many questions share one. Default 2.</summary>
    public int Connections { get; init; } = 2;

    /// <summary>How long one answer may take; the connection is given up after it. Default 5 seconds.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait for a connection to be made. Default 2 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long after a failed attempt to connect questions are refused at once, before the next attempt. Default a quarter of a second.</summary>
    public TimeSpan ReconnectInterval { get; init; } = TimeSpan.FromMilliseconds(250);
}
