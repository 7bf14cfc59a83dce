using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.Sqlite.Engine;

namespace KintoHawk.Sqlite.Objects;

/// <summary>Applies commands. Runs inside a transaction that holds the write lock, so what it has read stays true until it has written.</summary>
sealed class ObjectWriter(Connection connection, long now)
{
    readonly ObjectReader _objects = new(connection);

    /// <summary>Applies all changes, or undoes those it had applied and says which was refused.</summary>
    public ChangeOutcome Apply(ChangeSet changes)
    {
        if (changes.ExpectedClock is { } expected && _objects.FindShownTimestamp(expected.Resource, expected.ParentUri) != expected.Timestamp)
            return ChangeOutcome.Refused(ChangeConflict.Expectation, -1);
        var timestamps = new long[changes.Changes.Count];
        var applied = false;
        connection.Use("SAVEPOINT changes").Run();
        try
        {
            for (var i = 0; i < timestamps.Length; i++)
                if (Apply(changes.Changes[i], timestamps.AsSpan(0, i), out timestamps[i]) is var conflict and not ChangeConflict.None)
                    return ChangeOutcome.Refused(conflict, i);
            applied = true;
            return ChangeOutcome.Applied(timestamps);
        }
        finally
        {
            if (connection.InTransaction) // some errors of SQLite end it by themselves
            {
                if (!applied)
                    connection.Use("ROLLBACK TO changes").Run();
                connection.Use("RELEASE changes").Run();
            }
        }
    }

    ChangeConflict Apply(Change change, ReadOnlySpan<long> earlier, out long timestamp)
    {
        timestamp = 0;
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
                SetMembers(members);
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
        if (path.Parent is { } parent && _objects.FindVersion(parent) is null)
            return ChangeConflict.Expectation;
        var live = _objects.FindVersion(path);
        if (!put.Expected.IsMetBy(live))
            return ChangeConflict.Expectation;
        var clock = _objects.FindTimestamp(path);
        var assigned = SetClock.Assign(SetClock.ForUpdate(put.LastModified, live), clock, now);
        if (IsTaken(path, assigned, clock))
            return ChangeConflict.Timestamp;

        Replace(path, assigned, clock, put.StampedWith(earlier).Span, isTombstone: false);
        if (live is null && assigned < clock)
            KeepListsNewer(path, clock);
        timestamp = assigned;
        return ChangeConflict.None;
    }

    ChangeConflict Delete(Change.Delete delete, out long timestamp)
    {
        timestamp = 0;
        var path = delete.Path;
        if (_objects.FindVersion(path) is not { } live || !delete.Expected.IsMetBy(live))
            return ChangeConflict.Expectation;
        var clock = _objects.FindTimestamp(path);
        var assigned = SetClock.Assign(SetClock.ForTombstone(delete.LastModified, live), clock, now);
        if (IsTaken(path, assigned, clock))
            return ChangeConflict.Timestamp;

        Replace(path, assigned, clock, StoredObject.TombstoneData.Span, isTombstone: true);
        DropEverythingBelow(path, assigned);
        timestamp = assigned;
        return ChangeConflict.None;
    }

    void Trim(Change.Trim trim)
    {
        var path = trim.Path;
        if (IsAtMost((long)trim.Keep + trim.Threshold, path) || _objects.FindOwnTimestamp(path.Resource, path.Partition) is not { } clock)
            return;
        var matching = new ListReader(connection, new ObjectQuery { Resource = path.Resource, ParentUri = path.ParentUri, Filters = trim.Filters }, default);
        var forgotten = matching.ReadPassing().Skip(trim.Keep).Select(static row => row.Id).ToList();
        if (forgotten.Count <= trim.Threshold)
            return;
        foreach (var id in forgotten)
        {
            connection.Use(Sql.DeleteObject).Bind(1, path.Partition).Bind(2, path.Resource.Name).Bind(3, id).Run();
            DropEverythingBelow(path with { Id = id }, clock);
        }

        if (!(_objects.FindOwnTimestamp(path.Resource, path.Partition) >= clock))
            Remember(path.Partition, path.Resource.Name, clock);
    }

    /// <summary>True when the whole set has no more live objects than this; touches no row.</summary>
    bool IsAtMost(long number, ObjectPath set)
    {
        using var row = connection.Use(Sql.CountLive).Bind(1, set.Partition).Bind(2, set.Resource.Name).Bind(3, long.MinValue).Bind(4, long.MaxValue);
        return row.Step() && row.Int64(0) <= number;
    }

    /// <summary>True when another object or tombstone of the set has this timestamp. Nothing is ahead of the clock.</summary>
    bool IsTaken(ObjectPath path, long timestamp, long clock)
    {
        if (timestamp > clock)
            return false;
        using var row = connection.Use(Sql.IsTaken).Bind(1, path.Partition).Bind(2, path.Resource.Name).Bind(3, timestamp).Bind(4, path.Id);
        return row.Step();
    }

    void Replace(ObjectPath path, long timestamp, long clock, ReadOnlySpan<byte> data, bool isTombstone)
    {
        connection.Use(Sql.PutObject)
            .Bind(1, path.Partition).Bind(2, path.Resource.Name).Bind(3, path.Id)
            .Bind(4, timestamp).Bind(5, isTombstone ? 1 : 0).BindText(6, data)
            .Run();
        // A write in the past may have moved the newest row away, or be the first of its set: the clock does not go back with it.
        if (timestamp < clock && _objects.FindTimestamp(path) < clock)
            Remember(path.Partition, path.Resource.Name, clock);
    }

    /// <summary>
    /// An object made with a timestamp of the past must not drag its empty lists into the past with it: an earlier object of that name may have
    /// had lists with later timestamps (kinto-api §25). What its own set shows is later than any of them.
    /// </summary>
    void KeepListsNewer(ObjectPath path, long clock)
    {
        foreach (var kind in path.Resource.Children)
            Remember(path.Uri, kind.Name, clock);
    }

    void Remember(string partition, string resource, long clock) =>
        connection.Use(Sql.RememberTimestamp).Bind(1, partition).Bind(2, resource).Bind(3, clock).Run();

    void DropEverythingBelow(ObjectPath path, long tombstone)
    {
        var uri = path.Uri;
        connection.Use(Sql.DeleteAccess).Bind(1, uri).Run();
        connection.Use(Sql.DeleteMembers).Bind(1, uri).Run();
        if (path.Resource.Children.Count == 0)
            return;

        // Exactly what lies below: '/' and the character after it enclose every path that starts with the URI and a slash, and no look-alike.
        var start = uri + "/";
        var end = uri + (char)('/' + 1);
        var ahead = new List<(string Partition, string Resource, long Clock)>();
        using (var rows = connection.Use(Sql.FindClocksBelow).Bind(1, uri).Bind(2, start).Bind(3, end).Bind(4, tombstone))
            while (rows.Step())
                ahead.Add((rows.Text(0), rows.Text(1), rows.Int64(2)));
        connection.Use(Sql.DeleteObjectsBelow).Bind(1, uri).Bind(2, start).Bind(3, end).Run();
        connection.Use(Sql.DeleteTimestampsBelow).Bind(1, uri).Bind(2, start).Bind(3, end).Run();
        connection.Use(Sql.DeleteAccessBelow).Bind(1, start).Bind(2, end).Run();
        connection.Use(Sql.DeleteMembersBelow).Bind(1, start).Bind(2, end).Run();
        // A set that is ahead of the tombstone could, made again, start behind what clients have seen: its clock outlives it, one tick on.
        foreach (var (partition, resource, clock) in ahead)
            Remember(partition, resource, clock + 1);
    }

    void SetAccess(Change.SetAccess change)
    {
        var uri = change.Path.Uri;
        foreach (var permission in change.Replaced.Entries.Keys)
            connection.Use(Sql.DeletePermission).Bind(1, uri).Bind(2, PermissionNames.NameOf(permission)).Run();
        AddAccess(uri, change.Replaced);
        AddAccess(uri, change.Added);
    }

    void AddAccess(string uri, AccessControl entries)
    {
        foreach (var (permission, principals) in entries.Entries)
            foreach (var principal in principals)
                connection.Use(Sql.AddAccess).Bind(1, uri).Bind(2, principal).Bind(3, PermissionNames.NameOf(permission)).Run();
    }

    void SetMembers(Change.SetMembers change)
    {
        var group = change.Path.Uri;
        connection.Use(Sql.DeleteMembers).Bind(1, group).Run();
        foreach (var member in change.Members)
            connection.Use(Sql.AddMember).Bind(1, member).Bind(2, group).Run();
    }
}
