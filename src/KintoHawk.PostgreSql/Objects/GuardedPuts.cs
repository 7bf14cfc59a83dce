using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.PostgreSql.Engine;
using Npgsql;
using NpgsqlTypes;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>Looks and writes in one statement, <c>kintohawk_guarded_put</c>. Only where objects and permissions are one database.</summary>
sealed class GuardedPuts(Database database, RecentContainers recent, TimeProvider? time) : IGuardedPuts
{
    public IReadOnlyList<StoredObject>? RecallAncestors(ObjectPath path) => recent.Find(path);

    public async ValueTask<GuardedPutOutcome> PutAsync(GuardedPut put, Caller caller, CancellationToken cancellationToken)
    {
        try
        {
            return await database.RunAsync(connection => PutAsync(connection, put, caller, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (StorageUnavailableException failure) when (failure.InnerException is PostgresException refusal)
        {
            // Refused by the condition, or in the way of somebody else: the usual way finds out what it was, and tries again.
            if (refusal.SqlState is ChangeBatch.Expectation or ChangeBatch.Timestamp
                or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected)
                return GuardedPutOutcome.NotHeld;
            throw;
        }
    }

    async ValueTask<GuardedPutOutcome> PutAsync(NpgsqlConnection connection, GuardedPut put, Caller caller, CancellationToken cancellationToken)
    {
        var command = CommandFor(put, caller);
        command.Connection = connection;
        await using (command.ConfigureAwait(false))
        {
            var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
            {
                if (!await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    recent.Forget(put.Put.Path);
                    return GuardedPutOutcome.NotHeld;
                }

                if (rows.IsDBNull(1))
                    return GuardedPutOutcome.NotHeld;
                var access = rows.IsDBNull(2) ? AccessControl.Empty : AccessLists.Of(rows.GetFieldValue<string[]>(2).Zip(rows.GetFieldValue<string[]>(3)));
                var outcome = new GuardedPutOutcome(true, rows.GetBoolean(0), rows.GetInt64(1), access);
                // A writer in autocommit has only written when the statement has ended without failure.
                while (await rows.NextResultAsync(cancellationToken).ConfigureAwait(false))
                {
                }

                return outcome;
            }
        }
    }

    NpgsqlCommand CommandFor(GuardedPut put, Caller caller)
    {
        var levels = put.Put.Path.Chain;
        var locks = ObjectLocks.Of(new ChangeSet(put.Put)).Names.ToList();
        var command = new NpgsqlCommand(
            "SELECT * FROM kintohawk_guarded_put($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)");
        Texts(locks.Select(static name => name.Name));
        Array(locks.Select(static name => name.IsExclusive).ToArray(), NpgsqlDbType.Boolean);
        Texts(levels.Select(static level => level.Uri));
        Texts(levels.Select(static level => level.Partition));
        Texts(levels.Select(static level => level.Resource.Name));
        Texts(levels.Select(static level => level.Id));
        Array(put.Ancestors.Select(static ancestor => ancestor.LastModified).ToArray(), NpgsqlDbType.Bigint);
        Texts(caller.Principals);
        Texts(CallerNames.MembersOf(caller));
        Guard(put.ToCreate, levels.Count);
        Guard(put.ToReplace, levels.Count);
        Value(put.Put.Data.ToArray(), NpgsqlDbType.Jsonb);
        Value((object?)put.Put.LastModified ?? DBNull.Value, NpgsqlDbType.Bigint);
        Value((short)put.Put.Expected.Condition, NpgsqlDbType.Smallint);
        Value(put.Put.Expected.Version, NpgsqlDbType.Bigint);
        Value((object?)time?.GetUtcNow().ToUnixTimeMilliseconds() ?? DBNull.Value, NpgsqlDbType.Bigint);
        Texts(put.Replaced.Entries.Keys.Select(PermissionNames.NameOf));
        var added = ((IEnumerable<AccessControl>)[put.Replaced, put.Added])
            .SelectMany(static list => list.Entries)
            .SelectMany(static entry => entry.Value.Select(principal => (Permission: PermissionNames.NameOf(entry.Key), Principal: principal)))
            .Distinct()
            .ToList();
        Texts(added.Select(static entry => entry.Permission));
        Texts(added.Select(static entry => entry.Principal));
        return command;

        void Value(object value, NpgsqlDbType type) => command.Parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = type });

        void Array(System.Array values, NpgsqlDbType type) => Value(values, type | NpgsqlDbType.Array);

        void Texts(IEnumerable<string> values) => Array(values.Select(StorableText.Check).ToArray(), NpgsqlDbType.Text);

        void Guard(Grants? sufficient, int count)
        {
            if (sufficient is not { } grants)
            {
                Value(DBNull.Value, NpgsqlDbType.Integer | NpgsqlDbType.Array);
                Value(DBNull.Value, NpgsqlDbType.Text | NpgsqlDbType.Array);
                return;
            }

            var entries = Enumerable.Range(0, count)
                .SelectMany(level => PermissionNames.Each(grants[level]).Select(permission => (Level: level + 1, Name: PermissionNames.NameOf(permission))))
                .ToList();
            Array(entries.Select(static entry => entry.Level).ToArray(), NpgsqlDbType.Integer);
            Texts(entries.Select(static entry => entry.Name));
        }
    }
}
