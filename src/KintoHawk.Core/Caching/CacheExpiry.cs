namespace KintoHawk.Core.Caching;

/// <summary>When cache entries end. Every backend that keeps its own time follows it: an entry is live before this instant, and gone at it.</summary>
public static class CacheExpiry
{
    /// <summary>The wall clock, in milliseconds since 1970.</summary>
    public static long Now(TimeProvider time) => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// The end of a lifetime that starts now, in milliseconds since 1970. Parts of a millisecond are rounded up, so that no lifetime is cut short;
    /// a lifetime without end ends with the calendar of <see cref="long"/>.
    /// </summary>
    public static long After(long now, TimeSpan lifetime)
    {
        var milliseconds = (long)Math.Ceiling(lifetime.TotalMilliseconds);
        return milliseconds > long.MaxValue - now ? long.MaxValue : now + milliseconds;
    }
}
