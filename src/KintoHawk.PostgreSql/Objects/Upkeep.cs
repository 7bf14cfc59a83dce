using KintoHawk.PostgreSql.Engine;
using Npgsql;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>Removes what operators ask to be removed, wherever it is; each is one trip to each database.</summary>
static class Upkeep
{
    public static async ValueTask<bool> RemovePrincipalAsync(Session session, string principal, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(session.Access);
        foreach (var statement in (string[])[
            "DELETE FROM access_control_entries WHERE principal COLLATE \"C\" = $1",
            "DELETE FROM user_principals WHERE user_id = $1",
            "DELETE FROM user_principals WHERE principal COLLATE \"C\" = $1"])
            new ParameterList(Add(batch, statement).Parameters).Text(StorableText.Check(principal));
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    public static async ValueTask<long> PurgeTombstonesAsync(Session session, string resourceName, int retained, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql.Load("Sql.purge-tombstones"), session.Objects);
        var parameters = new ParameterList(command.Parameters);
        parameters.Text(StorableText.Check(resourceName));
        parameters.Number(retained);
        return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>Empties the tables but that of the versions, row by row as Kinto does: readers and other schemas are not disturbed.</summary>
    public static async ValueTask<bool> FlushAsync(Session session, CancellationToken cancellationToken)
    {
        await using var objects = new NpgsqlBatch(session.Objects);
        Add(objects, "DELETE FROM objects");
        Add(objects, "DELETE FROM timestamps");
        await using var ofAccess = session.IsOneDatabase ? null : new NpgsqlBatch(session.Access);
        var access = ofAccess ?? objects;
        Add(access, "DELETE FROM user_principals");
        Add(access, "DELETE FROM access_control_entries");
        if (ofAccess is not null)
            await ofAccess.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await objects.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Writes something into each database, as the heartbeat of Kinto does, and takes it back.</summary>
    public static async ValueTask<bool> CheckWriteAsync(Session session, CancellationToken cancellationToken)
    {
        var probe = Guid.NewGuid().ToString();
        await using var objects = new NpgsqlBatch(session.Objects);
        foreach (var statement in (string[])[
            "INSERT INTO objects (id, parent_id, resource_name, data, last_modified, deleted) VALUES ($1, '__heartbeat__', '__heartbeat__', '{}', NULL, FALSE)",
            "DELETE FROM objects WHERE id = $1 AND parent_id = '__heartbeat__' AND resource_name = '__heartbeat__'"])
            new ParameterList(Add(objects, statement).Parameters).Text(probe);
        await using var ofAccess = session.IsOneDatabase ? null : new NpgsqlBatch(session.Access);
        foreach (var statement in (string[])[
            "INSERT INTO user_principals (user_id, principal) VALUES ('__heartbeat__', $1)",
            "DELETE FROM user_principals WHERE user_id = '__heartbeat__' AND principal = $1"])
            new ParameterList(Add(ofAccess ?? objects, statement).Parameters).Text(probe);
        await objects.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        if (ofAccess is not null)
            await ofAccess.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    static NpgsqlBatchCommand Add(NpgsqlBatch batch, string statement)
    {
        var command = new NpgsqlBatchCommand(statement);
        batch.BatchCommands.Add(command);
        return command;
    }
}
