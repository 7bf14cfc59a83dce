using System.Globalization;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Archiving;
using KintoHawk.PostgreSql.Engine;
using Npgsql;
using NpgsqlTypes;

namespace KintoHawk.PostgreSql.Inspection;

/// <summary>
/// Looks at databases that a server shall take over, and tells what would be otherwise than with Kinto, or than an operator may expect. Changes nothing;
/// reads go through indexes, except for the count of objects of unknown kinds.
/// </summary>
public static class PostgreSqlInspection
{
    /// <summary>The oldest version that is tested.</summary>
    const int OldestServer = 130_000;

    /// <summary>Collations in which texts stand by code point.</summary>
    static readonly string[] _byCodePoint = ["C", "POSIX", "C.UTF-8", "C.utf8"];

    /// <summary>What is to be known about the database of the objects.</summary>
    /// <param name="address">The database.</param>
    /// <param name="willWrite">False for a server that is read-only.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="StorageUnavailableException">The database does not answer.</exception>
    public static async Task<IReadOnlyList<DatabaseFinding>> OfObjectsAsync(PostgreSqlAddress address, bool willWrite, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        var findings = new List<DatabaseFinding>();
        await AskAsync(
            address,
            async connection =>
            {
                if (await DescribeAsync(connection, address, willWrite, findings, cancellationToken).ConfigureAwait(false))
                {
                    await FindUnknownKindsAsync(connection, findings, cancellationToken).ConfigureAwait(false);
                    await FindUnknownPasswordsAsync(connection, findings, cancellationToken).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);
        return findings;
    }

    /// <summary>Whether a database is a copy of another that follows it.</summary>
    /// <param name="objects">The database that is copied.</param>
    /// <param name="replica">The copy.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="StorageUnavailableException">One of the databases does not answer.</exception>
    public static async Task<IReadOnlyList<DatabaseFinding>> OfReplicaAsync(PostgreSqlAddress objects, PostgreSqlAddress replica, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objects);
        ArgumentNullException.ThrowIfNull(replica);
        var findings = new List<DatabaseFinding>();
        string? original = null;
        await AskAsync(
            objects,
            async connection =>
            {
                var command = new NpgsqlCommand(Sql.Load("Sql.Inspection.identifier"), connection);
                await using (command.ConfigureAwait(false))
                    original = (string?)await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        await AskAsync(replica, connection => CompareAsync(connection, replica, original, findings, cancellationToken), cancellationToken).ConfigureAwait(false);
        return findings;
    }

    /// <summary>What becomes of the Hawk sessions that are in a cache.</summary>
    /// <param name="address">The database of the cache.</param>
    /// <param name="prefix">Put before every key.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="StorageUnavailableException">The database does not answer.</exception>
    public static async Task<IReadOnlyList<DatabaseFinding>> OfSessionsAsync(PostgreSqlAddress address, string prefix, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(prefix);
        var findings = new List<DatabaseFinding>();
        await AskAsync(
            address,
            async connection =>
            {
                var command = new NpgsqlCommand(Sql.Load("Sql.Inspection.sessions"), connection);
                await using var ofCommand = command.ConfigureAwait(false);
                command.Parameters.Add(new NpgsqlParameter { Value = prefix, NpgsqlDbType = NpgsqlDbType.Text });
                var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using var ofRow = row.ConfigureAwait(false);
                await row.ReadAsync(cancellationToken).ConfigureAwait(false);
                if (row.GetInt64(0) is > 0 and var readable)
                    findings.Add(new($"{readable.ToString(CultureInfo.InvariantCulture)} Hawk sessions are open, and go on.", IsFailure: false));
                if (row.GetInt64(1) is > 0 and var unreadable)
                    findings.Add(new($"{unreadable.ToString(CultureInfo.InvariantCulture)} Hawk sessions are stored in a form that is not that of kinto-hawk, and end: their owners sign in again.", IsFailure: false));
            },
            cancellationToken).ConfigureAwait(false);
        return findings;
    }

    /// <returns>True when there are tables of Kinto.</returns>
    static async Task<bool> DescribeAsync(NpgsqlConnection connection, PostgreSqlAddress address, bool willWrite, List<DatabaseFinding> findings, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(Sql.Load("Sql.Inspection.database"), connection);
        await using var ofCommand = command.ConfigureAwait(false);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ofRow = row.ConfigureAwait(false);
        await row.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (row.GetInt32(0) < OldestServer)
            findings.Add(new($"PostgreSQL {row.GetString(1)} is older than version {OldestServer / 10_000}, the oldest that is tested.", IsFailure: false));
        if (row.GetString(2) is var collation && !_byCodePoint.Contains(collation, StringComparer.OrdinalIgnoreCase))
            findings.Add(new($"The collation of {address.Display} is {collation}: lists sorted by a text of the data have its order, as with Kinto. Ids are sorted by code point.", IsFailure: false));
        if (row.GetString(3) is var zone && zone is not ("UTC" or "Etc/UTC" or "GMT"))
        {
            findings.Add(new(
                $"The time zone of {address.Display} is {zone}. This server works in UTC, and no timestamp goes back; those that Kinto has made in local time stay as they are.", IsFailure: false));
        }

        if (willWrite && row.GetBoolean(4))
            findings.Add(new($"{address.Display} is a hot standby: it refuses every write. Take the primary as storage_url, or set readonly = true.", IsFailure: true));
        else if (willWrite && row.GetBoolean(5))
            findings.Add(new($"{address.Display} is read-only for this role (default_transaction_read_only). Set readonly = true, or take another role.", IsFailure: true));
        foreach (var function in row.GetFieldValue<string[]>(6))
            findings.Add(new($"The function {function}() of Kinto is missing in {address.Display}. Restore it from a backup, or let Kinto migrate the database.", IsFailure: true));
        if (!row.GetBoolean(7))
            findings.Add(new($"The trigger tgr_objects_last_modified of Kinto is missing or disabled in {address.Display}: a Kinto beside this server would write without timestamps.", IsFailure: false));
        foreach (var index in row.GetFieldValue<string[]>(9))
            findings.Add(new($"The index {index} in {address.Display} is not valid: its making was interrupted. Drop it, then run 'kintohawk migrate'.", IsFailure: false));
        return row.GetBoolean(8);
    }

    static async Task FindUnknownKindsAsync(NpgsqlConnection connection, List<DatabaseFinding> findings, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(Sql.Load("Sql.Inspection.kinds"), connection);
        await using var ofCommand = command.ConfigureAwait(false);
        string[] known = [.. ArchivedKinds.All.Select(static kind => kind.Name), "__heartbeat__"];
        command.Parameters.Add(new NpgsqlParameter { Value = known, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ofRows = rows.ConfigureAwait(false);
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            findings.Add(new(
                $"{rows.GetInt64(1).ToString(CultureInfo.InvariantCulture)} objects of the kind '{rows.GetString(0)}' stay in the database and are not served: they are of a plugin that this server does not have.",
                IsFailure: false));
        }
    }

    static async Task FindUnknownPasswordsAsync(NpgsqlConnection connection, List<DatabaseFinding> findings, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(Sql.Load("Sql.Inspection.passwords"), connection);
        await using var ofCommand = command.ConfigureAwait(false);
        if (await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is long and > 0 and var count)
            findings.Add(new($"{count.ToString(CultureInfo.InvariantCulture)} accounts have a password that is not stored as bcrypt of cost 4 to 16: nobody can sign in to them before they get a new one.", IsFailure: false));
    }

    static async Task CompareAsync(NpgsqlConnection connection, PostgreSqlAddress replica, string? original, List<DatabaseFinding> findings, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(Sql.Load("Sql.Inspection.replica"), connection);
        await using var ofCommand = command.ConfigureAwait(false);
        var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var ofRow = row.ConfigureAwait(false);
        await row.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (row.GetString(1) != original)
            findings.Add(new($"storage_read_url ({replica.Display}) is not a copy of storage_url: it belongs to another database cluster, so that reads would not see what is written.", IsFailure: true));
        else if (!row.GetBoolean(0))
            findings.Add(new($"storage_read_url ({replica.Display}) is not a standby but the server that is written to: nothing is gained by it.", IsFailure: false));
        else if (!row.GetBoolean(3) && !row.IsDBNull(2))
            findings.Add(new($"storage_read_url ({replica.Display}) is behind: it shows the state of {Math.Round(row.GetDouble(2), 1).ToString(CultureInfo.InvariantCulture)} seconds ago.", IsFailure: false));
    }

    /// <summary>The session has the time zone of the database, unlike those of a server.</summary>
    static async Task AskAsync(PostgreSqlAddress address, Func<NpgsqlConnection, Task> question, CancellationToken cancellationToken)
    {
        var builder = address.ToBuilder();
        builder.Pooling = false;
        builder.ApplicationName ??= "kintohawk";
        try
        {
            var connection = new NpgsqlConnection(builder.ConnectionString);
            await using var ofConnection = connection.ConfigureAwait(false);
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await question(connection).ConfigureAwait(false);
        }
        catch (Exception failure) when (Database.IsOfBackend(failure))
        {
            throw new StorageUnavailableException($"The database {address.Display} cannot be inspected. {failure.Message}", failure);
        }
    }
}
