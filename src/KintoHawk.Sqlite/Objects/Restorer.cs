using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Archiving;
using KintoHawk.Sqlite.Engine;

namespace KintoHawk.Sqlite.Objects;

/// <summary>Puts entries of an archive back. Runs inside a transaction; to restore, one that holds the write lock.</summary>
sealed class Restorer(Connection connection, RestorePolicy policy, long now)
{
    readonly ObjectReader _objects = new(connection);
    readonly ArchiveReader _archive = new(connection, new ArchiveScope(null, History: true), static _ => { }, CancellationToken.None);

    /// <summary>What would become of the entries; changes nothing.</summary>
    public IReadOnlyList<RestoreOutcome> Rehearse(IReadOnlyList<ArchiveEntry> entries) => [.. entries.Select(entry => entry switch
    {
        ArchiveEntry.Clock clock => Decide(clock),
        _ => Decide((ArchiveEntry.Object)entry, parentIsThere: true, out _, out _),
    })];

    /// <summary>Writes all, or, when one is refused, nothing.</summary>
    public IReadOnlyList<RestoreOutcome> Restore(IReadOnlyList<ArchiveEntry> entries)
    {
        var outcomes = new List<RestoreOutcome>(entries.Count);
        connection.Use("SAVEPOINT restore").Run();
        try
        {
            foreach (var entry in entries)
                outcomes.Add(entry is ArchiveEntry.Clock clock ? Restore(clock) : Restore((ArchiveEntry.Object)entry));
            return outcomes;
        }
        finally
        {
            if (connection.InTransaction) // some errors of SQLite end it by themselves
            {
                if (outcomes.Count < entries.Count || outcomes.Exists(static outcome => outcome is RestoreOutcome.Conflict or RestoreOutcome.Orphan))
                    connection.Use("ROLLBACK TO restore").Run();
                connection.Use("RELEASE restore").Run();
            }
        }
    }

    RestoreOutcome Decide(ArchiveEntry.Clock clock) =>
        _objects.FindOwnTimestamp(clock.Resource, clock.Partition) >= clock.LastModified ? RestoreOutcome.Unchanged : RestoreOutcome.Created;

    RestoreOutcome Restore(ArchiveEntry.Clock clock)
    {
        var outcome = Decide(clock);
        if (outcome is RestoreOutcome.Created)
            Remember(clock.Resource, clock.Partition, clock.LastModified);
        return outcome;
    }

    RestoreOutcome Decide(ArchiveEntry.Object archived, bool parentIsThere, out ArchiveEntry.Object wanted, out ArchiveEntry.Object? present)
    {
        var path = archived.Path;
        present = _archive.Find(path);
        wanted = RestoreDecision.KeepPassword(archived, present);
        var hasParent = parentIsThere || path.Parent is not { } parent || _objects.FindVersion(parent) is not null;
        return RestoreDecision.Of(wanted, present, IsTaken(path, wanted.Row.LastModified), hasParent, policy);
    }

    RestoreOutcome Restore(ArchiveEntry.Object archived)
    {
        var outcome = Decide(archived, parentIsThere: false, out var wanted, out var present);
        if (outcome is not (RestoreOutcome.Created or RestoreOutcome.Replaced or RestoreOutcome.Restamped))
            return outcome;
        var path = wanted.Path;
        if (wanted.Row.IsTombstone && present is { Row.IsTombstone: false })
            Delete(path);
        var timestamp = outcome is RestoreOutcome.Restamped
            ? SetClock.Assign(null, _objects.FindTimestamp(path), now)
            : wanted.Row.LastModified;
        Write(path, wanted.Row, timestamp);
        WriteAccess(path.Uri, wanted.Access);
        if (path.Resource == Resource.Group)
            WriteMembers(path.Uri, wanted.Members);
        return outcome;
    }

    /// <summary>A deletion takes with it what is below, as it did where the archive comes from.</summary>
    void Delete(ObjectPath path)
    {
        if (!new ObjectWriter(connection, now).Apply(new ChangeSet(new Change.Delete(path, LastModified: null, Expected.Present))).Succeeded)
            throw SqliteStorage.Unavailable($"{path} was not deleted although it is there.", null);
    }

    void Write(ObjectPath path, StoredObject row, long timestamp)
    {
        var clock = _objects.FindOwnTimestamp(path.Resource, path.Partition);
        connection.Use(Sql.PutObject)
            .Bind(1, path.Partition).Bind(2, path.Resource.Name).Bind(3, path.Id)
            .Bind(4, timestamp).Bind(5, row.IsTombstone ? 1 : 0).BindText(6, row.Data.Span)
            .Run();
        // The row that was replaced may have been the newest: the clock of the set does not go back with it.
        if (clock is { } before && timestamp < before && _objects.FindOwnTimestamp(path.Resource, path.Partition) < before)
            Remember(path.Resource, path.Partition, before);
    }

    void WriteAccess(string uri, AccessControl access)
    {
        connection.Use(Sql.DeleteAccess).Bind(1, uri).Run();
        foreach (var (permission, principals) in access.Entries)
            foreach (var principal in principals)
                connection.Use(Sql.AddAccess).Bind(1, uri).Bind(2, principal).Bind(3, PermissionNames.NameOf(permission)).Run();
    }

    void WriteMembers(string uri, IReadOnlyList<string> members)
    {
        connection.Use(Sql.DeleteMembers).Bind(1, uri).Run();
        foreach (var member in members)
            connection.Use(Sql.AddMember).Bind(1, member).Bind(2, uri).Run();
    }

    bool IsTaken(ObjectPath path, long timestamp)
    {
        using var row = connection.Use(Sql.IsTaken).Bind(1, path.Partition).Bind(2, path.Resource.Name).Bind(3, timestamp).Bind(4, path.Id);
        return row.Step();
    }

    void Remember(Resource kind, string partition, long clock) =>
        connection.Use(Sql.RememberTimestamp).Bind(1, partition).Bind(2, kind.Name).Bind(3, clock).Run();
}
