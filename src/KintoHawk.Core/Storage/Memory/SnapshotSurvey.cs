using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;

namespace KintoHawk.Core.Storage.Memory;

/// <summary>Answers questions about everything in a snapshot at once.</summary>
static class SnapshotSurvey
{
    public static IReadOnlyDictionary<string, AccessControl> FindAccessLists(MemorySnapshot state, IReadOnlyCollection<string> uris)
    {
        var lists = new Dictionary<string, AccessControl>(StringComparer.Ordinal);
        foreach (var uri in uris)
            if (state.Access.TryFind(uri, out var list))
                lists[uri] = list;
        return lists;
    }

    public static IReadOnlyList<AccessEntry> FindEntries(MemorySnapshot state, IReadOnlyCollection<string> principals)
    {
        var wanted = principals.Order(StringComparer.Ordinal).Distinct(StringComparer.Ordinal).ToList();
        return
        [
            .. from access in state.Access.Under("")
               where ObjectPath.HistoryPrefixOf(access.Key) is null
               from principal in wanted
               from entry in access.Value.Entries
               where entry.Value.Contains(principal)
               select new AccessEntry(access.Key, principal, entry.Key),
        ];
    }

    public static IReadOnlyList<string> FindUris(MemorySnapshot state, Resource resource)
    {
        var uris =
            from set in state.Sets.Under("")
            where MemorySnapshot.ResourceNameIn(set.Key).SequenceEqual(resource.Name)
            let parentUri = resource.OwnPartition ? "" : set.Key[..^(resource.Name.Length + 1)]
            from row in set.Value.Rows
            where !row.IsTombstone
            select new ObjectPath(resource, parentUri, row.Id).Uri;
        return [.. uris.Order(StringComparer.Ordinal)];
    }

    public static IReadOnlyList<ObjectCount> Count(MemorySnapshot state)
    {
        var counts = new SortedDictionary<string, ObjectCount>(StringComparer.Ordinal);
        foreach (var (key, set) in state.Sets.Under(""))
        {
            var name = MemorySnapshot.ResourceNameIn(key).ToString();
            foreach (var row in set.Rows)
            {
                var count = counts.GetValueOrDefault(name) ?? new ObjectCount(name, 0, 0);
                counts[name] = row.IsTombstone ? count with { Tombstones = count.Tombstones + 1 } : count with { Live = count.Live + 1 };
            }
        }

        return [.. counts.Values];
    }
}
