using KintoHawk.Core.Objects;
using KintoHawk.Core.Querying;

namespace KintoHawk.Core.Storage.Memory;

/// <summary>Applies a command to a snapshot. The snapshot given in stays as it was, so a refused command leaves nothing behind.</summary>
sealed class SnapshotWriter(MemorySnapshot state, long now)
{
    MemorySnapshot _state = state;

    // The set that the last changes deleted from, and the access lists that go with what was deleted. A list that is deleted is one deletion after the
    // other, and the state need not know of each.
    (ObjectPath Path, MemorySet.Editor Editor)? _open;
    List<string>? _withoutAccess;

    /// <summary>The outcome, and the state after it; after a refusal the state is the one given in.</summary>
    public static (ChangeOutcome Outcome, MemorySnapshot After) Apply(MemorySnapshot before, ChangeSet changes, long now)
    {
        if (changes.ExpectedClock is { } expected && SnapshotReader.TimestampOf(before, expected.Resource, expected.ParentUri) != expected.Timestamp)
            return (ChangeOutcome.Refused(ChangeConflict.Expectation, -1), before);
        var writer = new SnapshotWriter(before, now);
        var timestamps = new long[changes.Changes.Count];
        for (var i = 0; i < timestamps.Length; i++)
            if (writer.Apply(changes.Changes[i], timestamps.AsSpan(0, i), out timestamps[i]) is not ChangeConflict.None and var conflict)
                return (ChangeOutcome.Refused(conflict, i), before);
        writer.Close();
        return (ChangeOutcome.Applied(timestamps), writer._state);
    }

    ChangeConflict Apply(Change change, ReadOnlySpan<long> earlier, out long timestamp)
    {
        timestamp = 0;
        if (change is not Change.Delete)
            Close();
        switch (change)
        {
            case Change.Put put:
                return Put(put, earlier, out timestamp);
            case Change.Delete delete:
                return Delete(delete, out timestamp);
            case Change.SetAccess access:
                SetAccess(access);
                return ChangeConflict.None;
            case Change.SetMembers members:
                _state = _state.WithMembers(members.Path.Uri, members.Members);
                return ChangeConflict.None;
            case Change.Trim trim:
                Trim(trim);
                return ChangeConflict.None;
            default:
                throw new ArgumentException($"Unknown change {change.GetType().Name}.", nameof(change));
        }
    }

    ChangeConflict Put(Change.Put put, ReadOnlySpan<long> earlier, out long timestamp)
    {
        timestamp = 0;
        var path = put.Path;
        if (path.Parent is { } parent && _state.FindLive(parent) is null)
            return ChangeConflict.Expectation;
        var set = _state.FindSet(path.Resource, path.Partition) ?? MemorySet.StartingAt(_state.ClockBeforeFirstWrite(path.Parent));
        var live = set.FindLive(path.Id);
        if (!put.Expected.IsMetBy(live?.LastModified))
            return ChangeConflict.Expectation;
        var assigned = SetClock.Assign(SetClock.ForUpdate(put.LastModified, live?.LastModified), set.Clock, now);
        if (set.IsTaken(assigned, path.Id))
            return ChangeConflict.Timestamp;

        Replace(path, set.With(new StoredObject(path.Id, assigned, put.StampedWith(earlier).ToArray())));
        if (live is null && assigned < set.Clock)
            KeepListsNewer(path, set.Clock);
        timestamp = assigned;
        return ChangeConflict.None;
    }

    ChangeConflict Delete(Change.Delete delete, out long timestamp)
    {
        timestamp = 0;
        var path = delete.Path;
        if (Open(path) is not { } set || set.FindLive(path.Id) is not { } live
            || !delete.Expected.IsMetBy(live.LastModified))
            return ChangeConflict.Expectation;
        var assigned = SetClock.Assign(SetClock.ForTombstone(delete.LastModified, live.LastModified), set.Clock, now);
        if (set.IsTaken(assigned, path.Id))
            return ChangeConflict.Timestamp;

        set.Put(new StoredObject(path.Id, assigned, StoredObject.TombstoneData, IsTombstone: true));
        Drop(path, assigned);
        timestamp = assigned;
        return ChangeConflict.None;
    }

    /// <summary>The set of an object, to be changed; null when it was never written to.</summary>
    MemorySet.Editor? Open(ObjectPath path)
    {
        if (_open is { } open && open.Path.Resource == path.Resource && open.Path.Partition == path.Partition)
            return open.Editor;
        Close();
        if (_state.FindSet(path.Resource, path.Partition) is not { } set)
            return null;
        _open = (path, set.Edit());
        return _open.Value.Editor;
    }

    /// <summary>Lets the state know.</summary>
    void Close()
    {
        if (_open is { } open)
            Replace(open.Path, open.Editor.ToSet());
        if (_withoutAccess is not null)
            _state = _state with { Access = _state.Access.Without(_withoutAccess) };
        (_open, _withoutAccess) = (null, null);
    }

    void Trim(Change.Trim trim)
    {
        if (_state.FindSet(trim.Path.Resource, trim.Path.Partition) is not { } set)
            return;
        var selector = new RowSelector(new ObjectQuery { Resource = trim.Path.Resource, ParentUri = trim.Path.ParentUri, Filters = trim.Filters });
        var matching = set.Rows.Where(selector.Matches).ToList();
        if (matching.Count <= (long)trim.Keep + trim.Threshold)
            return;
        var forgotten = matching[trim.Keep..];
        Replace(trim.Path, set.Without(forgotten));
        foreach (var row in forgotten)
            Drop(trim.Path with { Id = row.Id }, set.Clock);
    }

    void Replace(ObjectPath path, MemorySet set) =>
        _state = _state with { Sets = _state.Sets.With(MemorySnapshot.SetKey(path.Resource, path.Partition), set) };

    /// <summary>
    /// An object made with a timestamp of the past must not drag its empty lists into the past with it: an earlier object of that name may have
    /// had lists with later timestamps (kinto-api §25). What its own set shows is later than any of them.
    /// </summary>
    void KeepListsNewer(ObjectPath path, long clock)
    {
        foreach (var kind in path.Resource.Children)
        {
            var key = MemorySnapshot.SetKey(kind, path.Uri);
            var set = _state.Sets.TryFind(key, out var known) ? known.NotBefore(clock) : MemorySet.StartingAt(clock);
            _state = _state with { Sets = _state.Sets.With(key, set) };
        }
    }

    /// <summary>Drops what hangs on an object that is gone: its access list, its members, and everything below it.</summary>
    void Drop(ObjectPath path, long tombstone)
    {
        var uri = path.Uri;
        if (_state.Access.FindKey(uri) is { } key)
            (_withoutAccess ??= []).Add(key);
        if (_state.Members.TryFind(uri, out _))
            _state = _state.WithMembers(uri, []);
        if (path.Resource.Children.Count > 0)
            DropEverythingBelow(uri, tombstone);
    }

    void DropEverythingBelow(string uri, long tombstone)
    {
        Close();
        var below = uri + "/";
        // A set that is ahead of the tombstone could, made again, start behind what clients have seen: its clock outlives it, one tick on.
        foreach (var (key, set) in _state.Sets.Under(below).ToList())
            _state = _state with { Sets = set.Clock >= tombstone ? _state.Sets.With(key, MemorySet.StartingAt(set.Clock + 1)) : _state.Sets.Without(key) };
        foreach (var (key, _) in _state.Access.Under(below).ToList())
            _state = _state with { Access = _state.Access.Without(key) };
        foreach (var (key, _) in _state.Members.Under(below).ToList())
            _state = _state.WithMembers(key, []);
    }

    void SetAccess(Change.SetAccess change)
    {
        var uri = change.Path.Uri;
        var list = _state.AccessOf(uri).Replacing(change.Replaced);
        foreach (var (permission, added) in change.Added.Entries)
            list = list.With(permission, list[permission].Union(added));
        _state = _state.WithAccess(uri, list);
    }
}
