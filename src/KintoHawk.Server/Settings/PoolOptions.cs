namespace KintoHawk.Server.Settings;

/// <summary>How many connections to a backend are kept and waited for. Settings <c>ROLE_pool_size</c> and its siblings.</summary>
public sealed class PoolOptions
{
    /// <summary>What a pool without limit is held to.</summary>
    const int Unlimited = 1_000;

    /// <summary>Connections that are kept; 0 for any number. Default 25. Setting <c>ROLE_pool_size</c>.</summary>
    public int Size { get; set; } = 25;

    /// <summary>Connections beyond <see cref="Size"/> when all are in use; null for any number. Default 10. Setting <c>ROLE_max_overflow</c>.</summary>
    public int? MaxOverflow { get; set; } = 10;

    /// <summary>How long a request waits for a connection. Default 30 seconds. Setting <c>ROLE_pool_timeout</c>.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>After this time a connection is replaced; null for never. Default null. Setting <c>ROLE_pool_recycle</c>.</summary>
    public TimeSpan? Recycle { get; set; }

    /// <summary>How many requests may wait for a connection; null for any number. Default null. Setting <c>ROLE_max_backlog</c>.</summary>
    public int? MaxBacklog { get; set; }

    /// <summary>False to open a connection for every question. Default true. Setting <c>ROLE_poolclass</c>.</summary>
    public bool IsPooled { get; set; } = true;

    /// <summary>The most connections that may be open at the same time; at most 1,000 where the settings have no limit.</summary>
    public int MaxSize => Size == 0 || MaxOverflow is null ? Math.Max(Size, Unlimited) : Size + MaxOverflow.Value;
}
