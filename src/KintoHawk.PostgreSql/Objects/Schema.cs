using KintoHawk.Core.Storage;
using KintoHawk.PostgreSql.Engine;
using Npgsql;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>Brings the tables of a database up to date.</summary>
static class Schema
{
    /// <summary>The advisory lock of whoever changes the schema: of any number of servers that start at the same time one does it.</summary>
    const long MigrationLock = 0x6B696E746F6861; // "kintoha"

    static readonly TimeSpan _betweenTries = TimeSpan.FromMilliseconds(100);

    /// <summary>Does nothing when it is current.</summary>
    /// <exception cref="StorageUnavailableException">See <see cref="SchemaState.Refuse"/>; or this role may not change the database.</exception>
    public static async ValueTask MigrateAsync(Database database, SchemaParts parts, TimeProvider? time, CancellationToken cancellationToken)
    {
        try
        {
            await database.RunAsync(
                async connection =>
                {
                    var state = await SchemaState.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
                    state.Refuse(parts, database.Address.Display);
                    if (!state.IsCurrent(parts))
                        await UpdateAsync(connection, database, parts, time, cancellationToken).ConfigureAwait(false);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (StorageUnavailableException failure) when (failure.InnerException is PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused)
        {
            throw new StorageUnavailableException(
                $"The database {database.Address.Display} is not up to date, and this role may not change it ({refused.MessageText}). Run `kintohawk migrate` once as the owner of its tables.", refused);
        }
    }

    /// <summary>What <see cref="MigrateAsync"/> would do, found out without doing it: the tables of objects, those of permissions, our additions.</summary>
    public static ValueTask<IReadOnlyList<MigrationPlan>> PlanAsync(Database database, SchemaParts parts, CancellationToken cancellationToken) => database.AskAsync(
        async connection =>
        {
            var place = database.Address.Display;
            var state = await SchemaState.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
            state.Refuse(parts, place);
            var steps = SchemaUpdate.StepsFrom(state, parts, createdAt: null).ToList();
            IReadOnlyList<string> TextsOf(SchemaParts part) => [.. steps.Where(step => step.Part == part).Select(static step => step.Text)];
            var plans = new List<MigrationPlan>();
            if (parts.HasFlag(SchemaParts.Objects))
                plans.Add(new MigrationPlan($"{place} (storage)", state.Storage > 0, state.Storage, SchemaState.StorageTarget, TextsOf(SchemaParts.Objects)));
            if (parts.HasFlag(SchemaParts.Access))
                plans.Add(new MigrationPlan($"{place} (permission)", state.Permission > 0, state.Permission, SchemaState.PermissionTarget, TextsOf(SchemaParts.Access)));
            // A newer program may have added more already.
            var additions = Math.Min(state.Additions, SchemaState.AdditionsTarget);
            plans.Add(new MigrationPlan($"{place} (kintohawk)", additions > 0, additions, SchemaState.AdditionsTarget, TextsOf(SchemaParts.None)));
            return (IReadOnlyList<MigrationPlan>)plans;
        },
        cancellationToken);

    /// <summary>Reads something from each database.</summary>
    public static async ValueTask<bool> CheckReadAsync(Session session, CancellationToken cancellationToken)
    {
        await SelectAsync(session.Objects, "SELECT 1 FROM objects LIMIT 1", cancellationToken).ConfigureAwait(false);
        return await SelectAsync(session.Access, "SELECT 1 FROM access_control_entries LIMIT 1", cancellationToken).ConfigureAwait(false);
    }

    static async ValueTask UpdateAsync(NpgsqlConnection connection, Database database, SchemaParts parts, TimeProvider? time, CancellationToken cancellationToken)
    {
        // Asked for again and again: who waits inside a statement keeps CREATE INDEX CONCURRENTLY of the one who works from ever ending.
        while (!await SelectAsync(connection, $"SELECT 1 WHERE pg_try_advisory_lock({MigrationLock})", cancellationToken).ConfigureAwait(false))
            await Task.Delay(_betweenTries, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        try
        {
            var state = await SchemaState.ReadAsync(connection, cancellationToken).ConfigureAwait(false);
            state.Refuse(parts, database.Address.Display);
            var steps = SchemaUpdate.StepsFrom(state, parts, time?.GetUtcNow().ToUnixTimeMilliseconds()).ToList();
            await SchemaUpdate.RunAsync(connection, steps, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // A session lock is not given up with a transaction, and the connection goes back to the pool. One that is broken has given it up.
            if (connection.State is System.Data.ConnectionState.Open)
                await SelectAsync(connection, $"SELECT 1 WHERE pg_advisory_unlock({MigrationLock})", CancellationToken.None).ConfigureAwait(false);
        }
    }

    static async ValueTask<bool> SelectAsync(NpgsqlConnection connection, string text, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(text, connection);
        await using (command.ConfigureAwait(false))
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not null;
    }
}
