namespace KintoHawk.Core.Storage;

/// <summary>How the clock of a set (the objects and tombstones of one kind in one partition) gives out timestamps. Every backend follows it.</summary>
public static class SetClock
{
    /// <summary>
    /// The timestamp of a write: the client's as it is, in the past or in the future; without one, or when it equals the set's own, the next tick,
    /// which is now or, in a burst, one past the previous.
    /// </summary>
    /// <param name="requested">The client's timestamp; null when it gave none.</param>
    /// <param name="previous">The set's timestamp.</param>
    /// <param name="now">The wall clock, in milliseconds since 1970.</param>
    public static long Assign(long? requested, long previous, long now) =>
        requested is { } wanted && wanted != previous ? wanted : Math.Max(now, previous + 1);

    /// <summary>
    /// The timestamp a client may give an object: none that is not newer than the live object it replaces (kinto-api §8). Decided when the write is
    /// applied, so that a write answered in between cannot be taken back behind what others have seen.
    /// </summary>
    public static long? ForUpdate(long? requested, long? live) => requested <= live ? null : requested;

    /// <summary>The timestamp a client may give a tombstone: none that is not newer than the object it replaces.</summary>
    public static long? ForTombstone(long? requested, long lastModified) => requested > lastModified ? requested : null;
}
