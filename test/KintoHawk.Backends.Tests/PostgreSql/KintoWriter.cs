using Npgsql;

namespace KintoHawk.Backends.Tests.PostgreSql;

/// <summary>
/// Writes records as a running Kinto does, with its statements in its order on a connection of its own (kinto-postgres §3): one transaction for each request, no
/// lock of ours, and a request that collides with another is answered with a conflict and sent again.
/// </summary>
sealed class KintoWriter(NpgsqlConnection connection, string parent) : IAsyncDisposable
{
    const string Timestamp = """
        WITH existing_timestamps AS (
            (SELECT last_modified, as_epoch(last_modified) AS last_epoch FROM objects WHERE parent_id = @parent AND resource_name = 'record' ORDER BY last_modified DESC LIMIT 1)
            UNION
            (SELECT last_modified, as_epoch(last_modified) AS last_epoch FROM timestamps WHERE parent_id = @parent AND resource_name = 'record'))
        INSERT INTO timestamps (parent_id, resource_name, last_modified)
        VALUES (@parent, 'record', COALESCE((SELECT max(last_modified) FROM existing_timestamps), clock_timestamp()::timestamp))
        ON CONFLICT (parent_id, resource_name) DO NOTHING
        """;

    const string Upsert = """
        INSERT INTO objects (id, parent_id, resource_name, data, last_modified, deleted)
        VALUES (@id, @parent, 'record', @data::jsonb, from_epoch(NULL), FALSE)
        ON CONFLICT (id, parent_id, resource_name) DO UPDATE
           SET data = @data::jsonb, deleted = FALSE, last_modified = GREATEST(from_epoch(NULL), EXCLUDED.last_modified)
        RETURNING as_epoch(last_modified)
        """;

    const string Delete = """
        UPDATE objects SET deleted = TRUE, data = '{"deleted": true}'::jsonb, last_modified = from_epoch(NULL)
         WHERE id = @id AND parent_id = @parent AND resource_name = 'record' AND deleted = FALSE
        RETURNING as_epoch(last_modified)
        """;

    const string Access = """
        INSERT INTO access_control_entries (object_id, permission, principal)
        SELECT @uri, 'write', 'account:kinto'
         WHERE NOT EXISTS (SELECT principal FROM access_control_entries WHERE object_id = @uri AND permission = 'write' AND principal = 'account:kinto')
        """;

    /// <summary>How many requests were answered with a conflict.</summary>
    public int Conflicts { get; private set; }

    /// <summary>Creates or replaces a record and answers its timestamp.</summary>
    public async Task<long> PutAsync(string id, string data) => (await RequestAsync(Upsert, id, data))!.Value;

    /// <summary>Deletes a record and answers the timestamp of the tombstone; null when there is none.</summary>
    public Task<long?> DeleteAsync(string id) => RequestAsync(Delete, id, data: null);

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    async Task<long?> RequestAsync(string statement, string id, string? data)
    {
        while (true)
        {
            await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
            try
            {
                await ExecuteAsync(Timestamp, id, data);
                var answer = await ExecuteAsync(statement, id, data);
                if (data is not null)
                    await ExecuteAsync(Access, id, data);
                await transaction.CommitAsync(TestContext.Current.CancellationToken);
                return answer;
            }
            catch (PostgresException failure) when (failure.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected)
            {
                Conflicts++;
            }
        }
    }

#pragma warning disable CA2100 // the statements above
    async Task<long?> ExecuteAsync(string statement, string id, string? data)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        command.Parameters.AddWithValue("id", id);
        command.Parameters.AddWithValue("parent", parent);
        command.Parameters.AddWithValue("data", data ?? "");
        command.Parameters.AddWithValue("uri", $"{parent}/records/{id}");
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) as long?;
    }
#pragma warning restore CA2100
}
