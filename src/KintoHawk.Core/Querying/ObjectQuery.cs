using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;

namespace KintoHawk.Core.Querying;

/// <summary>Which objects of a set, in which order, and for whom.</summary>
public sealed record ObjectQuery
{
    /// <summary>The kind listed.</summary>
    public required Resource Resource { get; init; }

    /// <summary>The URI of the containing object; "" for buckets. For kinds that are their own partition: the partition, or null for all.</summary>
    public required string? ParentUri { get; init; }

    /// <summary>Conditions on the objects; all must hold.</summary>
    public IReadOnlyList<Filter> Filters { get; init; } = [];

    /// <summary>The order; the last key is <c>last_modified</c> unless <c>id</c> or it is among them. Empty means newest first.</summary>
    public IReadOnlyList<Sort> Sorts { get; init; } = [];

    /// <summary>Where the page starts: the sort values of the last object of the previous page, one for each of <see cref="Sorts"/>; null for the first page.</summary>
    public IReadOnlyList<FieldValue>? After { get; init; }

    /// <summary>The most rows to return.</summary>
    public int Limit { get; init; } = int.MaxValue;

    /// <summary>True to list tombstones beside live objects.</summary>
    public bool IncludeTombstones { get; init; }

    /// <summary>True to count live matching objects instead of listing.</summary>
    public bool CountOnly { get; init; }

    /// <summary>
    /// The timestamp of the set that the caller has seen already: while it is still the set's, the answer comes without rows and count, and none is
    /// read for them. Null to be answered in any case.
    /// </summary>
    public long? KnownTimestamp { get; init; }

    /// <summary>A caller who holds any of these on the containing objects sees the whole set.</summary>
    public Grants Sufficient { get; init; }

    /// <summary>A caller with any of these principals (groups included) sees the whole set.</summary>
    public IReadOnlyCollection<string> PrivilegedPrincipals { get; init; } = [];

    /// <summary>Everybody else sees the live objects on which an own entry gives any of these; tombstones never. None: nothing.</summary>
    public Permission SharedBy { get; init; }
}
