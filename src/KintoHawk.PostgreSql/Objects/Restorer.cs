using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Archiving;
using KintoHawk.PostgreSql.Engine;
using Npgsql;
using NpgsqlTypes;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>Puts entries of an archive back, one after the other, inside a transaction.</summary>
sealed class Restorer(Session session, RestorePolicy policy, TimeProvider? time)
{
    readonly ArchiveReader _archive = new(session);

    long? Now => time?.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>What would become of the entries; changes nothing.</summary>
    public async ValueTask<IReadOnlyList<RestoreOutcome>> RehearseAsync(IReadOnlyList<ArchiveEntry> entries, CancellationToken cancellationToken)
    {
        var outcomes = new RestoreOutcome[entries.Count];
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] = entries[i] is ArchiveEntry.Clock clock
                ? await DecideAsync(clock, cancellationToken).ConfigureAwait(false)
                : (await DecideAsync((ArchiveEntry.Object)entries[i], parentIsThere: true, cancellationToken).ConfigureAwait(false)).Outcome;
        return outcomes;
    }

    /// <summary>Writes all. When one is refused the caller must undo the transaction.</summary>
    public async ValueTask<IReadOnlyList<RestoreOutcome>> RestoreAsync(IReadOnlyList<ArchiveEntry> entries, CancellationToken cancellationToken)
    {
        await LockAsync(entries, cancellationToken).ConfigureAwait(false);
        var outcomes = new RestoreOutcome[entries.Count];
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] = entries[i] is ArchiveEntry.Clock clock
                ? await RestoreAsync(clock, cancellationToken).ConfigureAwait(false)
                : await RestoreAsync((ArchiveEntry.Object)entries[i], cancellationToken).ConfigureAwait(false);
        return outcomes;
    }

    static void AddContainer(ParameterList parameters, ObjectPath? container)
    {
        parameters.TextOrNull(container?.Resource.Name);
        parameters.TextOrNull(container?.Partition);
        parameters.TextOrNull(container?.Id);
    }

    static void AddSet(ParameterList parameters, Resource resource, string partition)
    {
        parameters.Text(StorableText.Check(partition));
        parameters.Text(resource.Name);
    }

    async ValueTask LockAsync(IReadOnlyList<ArchiveEntry> entries, CancellationToken cancellationToken)
    {
        var locks = new ObjectLocks();
        foreach (var entry in entries)
        {
            if (entry is ArchiveEntry.Object archived)
                locks.Add(archived.Path, withEverythingBelow: archived.Row.IsTombstone);
            else if (entry is ArchiveEntry.Clock clock)
                locks.Add(new ObjectPath(clock.Resource, clock.Resource.OwnPartition ? "" : clock.Partition, clock.Resource.OwnPartition ? clock.Partition : ""), withEverythingBelow: false);
        }

        await using var batch = new ChangeBatch(session);
        batch.Lock([.. locks.Names]);
        await batch.ExecuteAsync(cancellationToken).ConfigureAwait(false);
    }

    async ValueTask<RestoreOutcome> DecideAsync(ArchiveEntry.Clock clock, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql.Load("Sql.own-timestamp"), session.Objects);
        AddSet(new ParameterList(command.Parameters), clock.Resource, clock.Partition);
        await using var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await row.ReadAsync(cancellationToken).ConfigureAwait(false);
        return !row.IsDBNull(0) && ShownTime.Of(row.GetFieldValue<long>(0)) >= clock.LastModified ? RestoreOutcome.Unchanged : RestoreOutcome.Created;
    }

    async ValueTask<RestoreOutcome> RestoreAsync(ArchiveEntry.Clock clock, CancellationToken cancellationToken)
    {
        var outcome = await DecideAsync(clock, cancellationToken).ConfigureAwait(false);
        if (outcome is not RestoreOutcome.Created)
            return outcome;
        await using var batch = new ChangeBatch(session);
        var parameters = batch.Call("SELECT kintohawk_remember_clock($2, $1, $3)");
        AddSet(parameters, clock.Resource, clock.Partition);
        parameters.Number(clock.LastModified);
        await batch.ExecuteAsync(cancellationToken).ConfigureAwait(false);
        return outcome;
    }

    async ValueTask<(RestoreOutcome Outcome, ArchiveEntry.Object Wanted, ArchiveEntry.Object? Present)> DecideAsync(
        ArchiveEntry.Object archived, bool parentIsThere, CancellationToken cancellationToken)
    {
        var path = archived.Path;
        var present = await _archive.FindAsync(path, cancellationToken).ConfigureAwait(false);
        var wanted = RestoreDecision.KeepPassword(archived, present);
        await using var command = new NpgsqlCommand(Sql.Load("Sql.restore-surroundings"), session.Objects);
        var parameters = new ParameterList(command.Parameters);
        AddSet(parameters, path.Resource, path.Partition);
        parameters.Text(StorableText.Check(path.Id));
        parameters.Moment(ShownTime.FirstAt(wanted.Row.LastModified));
        parameters.Moment(ShownTime.FirstAfter(wanted.Row.LastModified));
        AddContainer(parameters, parentIsThere ? null : path.Parent);
        await using var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await row.ReadAsync(cancellationToken).ConfigureAwait(false);
        return (RestoreDecision.Of(wanted, present, isTaken: row.GetBoolean(0), hasParent: row.GetBoolean(1), policy), wanted, present);
    }

    async ValueTask<RestoreOutcome> RestoreAsync(ArchiveEntry.Object archived, CancellationToken cancellationToken)
    {
        var (outcome, wanted, present) = await DecideAsync(archived, parentIsThere: false, cancellationToken).ConfigureAwait(false);
        if (outcome is not (RestoreOutcome.Created or RestoreOutcome.Replaced or RestoreOutcome.Restamped))
            return outcome;
        var path = wanted.Path;
        await using var batch = new ChangeBatch(session);
        // A deletion takes with it what is below, as it did where the archive comes from.
        if (wanted.Row.IsTombstone && present is { Row.IsTombstone: false })
            ChangeWriter.Write(batch, new ChangeSet(new Change.Delete(path, LastModified: null, Expected.Present)), Now);
        WriteRow(batch, path, wanted.Row, outcome is RestoreOutcome.Restamped ? null : wanted.Row.LastModified);
        batch.DropAccess([path.Uri], hasBelow: false);
        ChangeWriter.Write(batch, new ChangeSet(AccessOf(wanted)), Now);
        await batch.ExecuteAsync(cancellationToken).ConfigureAwait(false);
        return outcome;
    }

    void WriteRow(ChangeBatch batch, ObjectPath path, StoredObject row, long? timestamp)
    {
        var parameters = batch.Call("SELECT kintohawk_restore($2, $1, $3, $4, $5, $6, $7, $8, $9, $10)");
        AddSet(parameters, path.Resource, path.Partition);
        parameters.Text(StorableText.Check(path.Id));
        parameters.Value(row.Data, NpgsqlDbType.Jsonb);
        parameters.NumberOrNull(timestamp);
        parameters.Truth(row.IsTombstone);
        parameters.NumberOrNull(Now);
        AddContainer(parameters, path.Parent);
    }

    static IEnumerable<Change> AccessOf(ArchiveEntry.Object wanted)
    {
        yield return new Change.SetAccess(wanted.Path, AccessControl.Empty, wanted.Access);
        if (wanted.Path.Resource == Resource.Group)
            yield return new Change.SetMembers(wanted.Path, wanted.Members);
    }
}
