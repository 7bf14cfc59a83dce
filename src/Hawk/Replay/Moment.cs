namespace Hawk.Replay;

/// <summary>
/// A point in time on two clocks, in ticks: the wall clock, which decides whether a request is fresh, and the running time, which nobody can set.
/// Something is over when both say so: a wall clock that is set back prolongs lives as it prolongs freshness, and one that is set forward by mistake
/// and back again has ended none.
/// </summary>
readonly record struct Moment(long Wall, long Elapsed)
{
    public static Moment LongAgo => new(long.MinValue, long.MinValue);

    public static Moment Never => new(long.MaxValue, long.MaxValue);

    public Moment After(TimeSpan lifetime) => new(Add(Wall, lifetime.Ticks), Add(Elapsed, lifetime.Ticks));

    public bool HasPassed(Moment now) => now.Wall >= Wall && now.Elapsed >= Elapsed;

    /// <summary>The moment that has passed only when both of these have.</summary>
    public Moment Or(Moment other) => new(Math.Max(Wall, other.Wall), Math.Max(Elapsed, other.Elapsed));

    /// <summary>A moment that has passed when either of these has, perhaps sooner.</summary>
    public Moment NoLaterThan(Moment other) => new(Math.Min(Wall, other.Wall), Math.Min(Elapsed, other.Elapsed));

    static long Add(long ticks, long lifetime) => ticks < long.MaxValue - lifetime ? ticks + lifetime : long.MaxValue;
}
