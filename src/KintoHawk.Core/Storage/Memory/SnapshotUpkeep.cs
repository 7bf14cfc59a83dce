namespace KintoHawk.Core.Storage.Memory;

/// <summary>Removes what operators ask to be removed, wherever it is.</summary>
static class SnapshotUpkeep
{
    public static MemorySnapshot RemovePrincipal(MemorySnapshot state, string principal)
    {
        foreach (var (uri, list) in state.Access.Under("").ToList())
        {
            var rest = list;
            foreach (var (permission, holders) in list.Entries)
                if (holders.Contains(principal))
                    rest = rest.With(permission, holders.Remove(principal));
            if (rest != list)
                state = state.WithAccess(uri, rest);
        }

        foreach (var group in state.GroupsOf(principal))
            state = state.WithMembers(group, state.Members.TryFind(group, out var members) ? members.Remove(principal) : []);
        return state.WithMembers(principal, []);
    }

    public static (long Removed, MemorySnapshot After) PurgeTombstones(MemorySnapshot state, string resourceName, int retained)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(retained);
        long removed = 0;
        foreach (var (key, set) in state.Sets.Under("").ToList())
        {
            if (!MemorySnapshot.ResourceNameIn(key).SequenceEqual(resourceName))
                continue;
            var old = set.Rows.Where(static row => row.IsTombstone).Skip(retained).ToList();
            if (old.Count > 0)
                state = state with { Sets = state.Sets.With(key, set.Without(old)) };
            removed += old.Count;
        }

        return (removed, state);
    }
}
