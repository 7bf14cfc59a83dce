using KintoHawk.Core.Caching;

namespace KintoHawk.Memcached;

/// <summary>Lifetimes as memcached wants them.</summary>
static class MemcachedExpiry
{
    /// <summary>A longer time is taken for an instant, in 1970.</summary>
    const long LongestRelative = 60 * 60 * 24 * 30;

    /// <summary>The instant at which a lifetime that starts now ends, in seconds since 1970, rounded up.</summary>
    public static long EndOf(TimeSpan lifetime, TimeProvider time) => SecondsUp(CacheExpiry.After(CacheExpiry.Now(time), lifetime));

    /// <summary>
    /// The time of the protocol. Whole seconds, and one more: the server's clock moves once a second, and an entry is never to end early. Long times are
    /// instants of our clock; those that the server's numbers do not reach are endless.
    /// </summary>
    public static long ExpiryTime(TimeSpan lifetime, TimeProvider time)
    {
        if (lifetime <= TimeSpan.Zero)
            return -1;
        var seconds = SecondsUp((long)Math.Ceiling(lifetime.TotalMilliseconds)) + 1;
        if (seconds <= LongestRelative)
            return seconds;
        var end = EndOf(lifetime, time) + 1;
        return end <= int.MaxValue ? end : 0;
    }

    static long SecondsUp(long milliseconds) => (milliseconds / 1000) + (milliseconds % 1000 > 0 ? 1 : 0);
}
