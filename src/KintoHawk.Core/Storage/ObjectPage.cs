using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;

namespace KintoHawk.Core.Storage;

/// <summary>The answer to one list question.</summary>
public sealed record ObjectPage
{
    /// <summary>
    /// The rows, in the order asked for, at most as many as the query's limit. Empty when only a count was asked, or when the set is still at
    /// the query's <see cref="Querying.ObjectQuery.KnownTimestamp"/>.
    /// </summary>
    public required IReadOnlyList<StoredObject> Objects { get; init; }

    /// <summary>
    /// The number of live objects that match the filters (limit and page token ignored); null when no count was asked, or when the set is still at
    /// the query's <see cref="Querying.ObjectQuery.KnownTimestamp"/>.
    /// </summary>
    public long? Total { get; init; }

    /// <summary>
    /// The set's timestamp: the greatest of all its objects, tombstones and remembered clock. A set that was never written to answers
    /// with its parent's <c>last_modified</c> (the database's creation time for sets without parent), so that it is stable and no read writes.
    /// It never goes back: a write with a timestamp of the past leaves it where it was.
    /// </summary>
    public required long Timestamp { get; init; }

    /// <summary>The containing objects, bucket first; null where one is missing.</summary>
    public required IReadOnlyList<StoredObject?> Ancestors { get; init; }

    /// <summary>What the caller holds on the containing objects; the level of the listed kind itself is empty.</summary>
    public required Grants Grants { get; init; }

    /// <summary>
    /// The caller's principals, groups included. The groups are looked up when they are reached, and as they are then; in a transaction
    /// not after its end.
    /// </summary>
    public required IReadOnlyList<string> Principals { get; init; }

    /// <summary>True when the caller may see the whole set; false when only shared objects were looked at.</summary>
    public required bool Unrestricted { get; init; }

    /// <summary>When restricted: true when at least one live object of the set is shared with the caller, whatever the filters say.</summary>
    public bool AnyShared { get; init; }

    /// <summary>True when every containing object exists.</summary>
    public bool ParentExists => Ancestors.Count == 0 || Ancestors[^1] is not null;
}
