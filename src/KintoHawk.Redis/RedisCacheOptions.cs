namespace KintoHawk.Redis;

/// <summary>How long a Redis is waited for, where its address does not say.</summary>
public sealed record RedisCacheOptions
{
    /// <summary>How long one answer may take; the cache counts as unavailable after it. Default 5 seconds.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait for a connection to be made. Default 5 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after a failed attempt the next one to connect is made. Default a tenth of a second.</summary>
    public TimeSpan ReconnectInterval { get; init; } = TimeSpan.FromMilliseconds(100);
}
