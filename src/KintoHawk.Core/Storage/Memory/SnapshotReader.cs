using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;

namespace KintoHawk.Core.Storage.Memory;

/// <summary>Answers questions about a snapshot.</summary>
static class SnapshotReader
{
    public static ObjectView Read(MemorySnapshot state, ObjectPath path, Caller caller)
    {
        var chain = path.Chain;
        return new ObjectView
        {
            Path = path,
            Object = state.FindLive(path),
            Ancestors = [.. chain.SkipLast(1).Select(state.FindLive)],
            Grants = GrantsOn(state, chain, caller),
            Principals = CallerPrincipals.Of(caller, () => state.PrincipalsOf(caller)),
            AccessControl = state.AccessOf(path.Uri),
        };
    }

    /// <summary>Answers a list question; the rows are handed to the receiver, if there is one, and otherwise stand in the answer.</summary>
    public static ObjectPage List(MemorySnapshot state, ObjectQuery query, Caller caller, Action<StoredObject>? receive = null)
    {
        IReadOnlyList<ObjectPath> ancestors = ParentOf(query.Resource, query.ParentUri)?.Chain ?? [];
        var grants = GrantsOn(state, ancestors, caller);
        var unrestricted = query.Sufficient.Overlaps(grants) || query.PrivilegedPrincipals.Any(
            privileged => caller.Principals.Contains(privileged, StringComparer.Ordinal) || state.IsMember(caller, privileged));

        var rows = RowsOf(state, query);
        var from = TimeWindow.OfFilters(query).From;
        if (unrestricted)
            rows = rows.TakeWhile(row => row.LastModified >= from); // newest first: nothing further back can match
        else
            rows = [.. rows.Where(row => !row.IsTombstone && IsShared(state, query, row, caller))];
        var selector = new RowSelector(query);
        var timestamp = TimestampOf(state, query.Resource, query.ParentUri);
        var isKnown = timestamp == query.KnownTimestamp;
        var selected = query.CountOnly || isKnown ? [] : selector.IsNewestFirst ? selector.SelectInOrder(rows) : selector.Select(rows);
        if (receive is not null)
            foreach (var row in selected)
                receive(row);
        return new ObjectPage
        {
            Objects = receive is null ? [.. selected] : [],
            Total = query.CountOnly && !isKnown ? selector.CountLive(rows) : null,
            Timestamp = timestamp,
            Ancestors = [.. ancestors.Select(state.FindLive)],
            Grants = grants,
            Principals = CallerPrincipals.Of(caller, () => state.PrincipalsOf(caller)),
            Unrestricted = unrestricted,
            AnyShared = !unrestricted && rows.Any(),
        };
    }

    /// <summary>What a set shows; null stands for all partitions of a kind that is its own.</summary>
    public static long TimestampOf(MemorySnapshot state, Resource resource, string? parentUri) => parentUri is { } partition
        ? state.FindSet(resource, partition)?.Clock ?? state.ClockBeforeFirstWrite(ParentOf(resource, parentUri))
        : AllPartitions(state, resource).Select(static set => set.Clock).DefaultIfEmpty(state.CreatedAt).Max();

    static ObjectPath? ParentOf(Resource resource, string? parentUri) => new ObjectPath(resource, parentUri ?? "", "").Parent;

    static Grants GrantsOn(MemorySnapshot state, IReadOnlyList<ObjectPath> levels, Caller caller)
    {
        var grants = default(Grants);
        for (var level = 0; level < levels.Count; level++)
            grants = grants.With(level, state.HeldOn(levels[level].Uri, caller));
        return grants;
    }

    static bool IsShared(MemorySnapshot state, ObjectQuery query, StoredObject row, Caller caller)
    {
        var parentUri = query.Resource.OwnPartition ? "" : query.ParentUri ?? "";
        return (state.HeldOn(new ObjectPath(query.Resource, parentUri, row.Id).Uri, caller) & query.SharedBy) != Permission.None;
    }

    /// <summary>Every object and tombstone of the set, newest first; those of the same moment (in different partitions) by id.</summary>
    static IEnumerable<StoredObject> RowsOf(MemorySnapshot state, ObjectQuery query) => query.ParentUri is { } partition
        ? state.FindSet(query.Resource, partition)?.Rows ?? []
        : AllPartitions(state, query.Resource).SelectMany(static set => set.Rows)
            .OrderByDescending(static row => row.LastModified).ThenBy(static row => row.Id, StringComparer.Ordinal);

    static IEnumerable<MemorySet> AllPartitions(MemorySnapshot state, Resource resource) =>
        state.Sets.Under(MemorySnapshot.SetKey(resource, "")).Select(static entry => entry.Value);
}
