using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace KintoHawk.Nodes.Tests.Load;

/// <summary>Writes records into a collection on a connection of its own, as Kinto does it: the same statements, and no lock.</summary>
sealed class KintoWriter : IAsyncDisposable
{
    const string Create =
        """
        INSERT INTO objects (id, parent_id, resource_name, data, last_modified, deleted)
        VALUES (@id, @parent, 'record', (@data)::jsonb, from_epoch(NULL), FALSE)
        ON CONFLICT (id, parent_id, resource_name) DO UPDATE
        SET last_modified = from_epoch(NULL), data = (@data)::jsonb, deleted = FALSE
        WHERE objects.deleted = TRUE
        RETURNING as_epoch(last_modified)
        """;

    const string Update =
        """
        INSERT INTO objects (id, parent_id, resource_name, data, last_modified, deleted)
        VALUES (@id, @parent, 'record', (@data)::jsonb, from_epoch(NULL), FALSE)
        ON CONFLICT (id, parent_id, resource_name) DO UPDATE
        SET data = (@data)::jsonb, deleted = FALSE, last_modified = GREATEST(from_epoch(NULL), EXCLUDED.last_modified)
        RETURNING as_epoch(last_modified)
        """;

    const string Delete =
        """
        UPDATE objects
        SET deleted = TRUE, data = (@data)::jsonb, last_modified = from_epoch(NULL)
        WHERE id = @id AND parent_id = @parent AND resource_name = 'record' AND NOT deleted
        RETURNING as_epoch(last_modified)
        """;

    readonly NpgsqlConnection _connection;
    readonly string _parent;

    KintoWriter(NpgsqlConnection connection, string parent)
    {
        _connection = connection;
        _parent = parent;
    }

    /// <summary>The records as they were last committed.</summary>
    public Dictionary<string, RecordState> Written { get; } = new(StringComparer.Ordinal);

    /// <param name="url">The database.</param>
    /// <param name="records">The path of the records.</param>
    public static async Task<KintoWriter> ConnectAsync(string url, string records) =>
        new(await (await PrivatePostgreSql.SharedAsync()).OpenAsync(url), "/" + records[..records.LastIndexOf('/')]);

    /// <summary>Writes until the deadline.</summary>
    public async Task RunAsync(Deadline deadline)
    {
        for (var n = 0; !deadline.IsOver; n++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"kinto-{n / 3}");
            var token = string.Create(CultureInfo.InvariantCulture, $"k-{n}");
            var isDeletion = n % 6 == 5;
            using var body = JsonDocument.Parse(RecordState.BodyOf(token));
            var data = isDeletion ? """{"deleted":true}""" : body.RootElement.GetProperty("data").GetRawText();
            if (await TryWriteAsync(isDeletion ? Delete : n % 3 == 0 ? Create : Update, id, data) is { } version)
                Written[id] = new RecordState(isDeletion ? null : token, version);
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>One transaction. Null when it collided with a writer of the same set, which Kinto answers with 409, or found nothing to delete.</summary>
    async Task<long?> TryWriteAsync(string sql, string id, string data)
    {
        await using var transaction = await _connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
#pragma warning disable CA2100 // one of the statements above
        await using var command = new NpgsqlCommand(sql, _connection, transaction);
#pragma warning restore CA2100
        command.Parameters.AddWithValue("id", id);
        command.Parameters.AddWithValue("parent", _parent);
        command.Parameters.AddWithValue("data", data);
        try
        {
            var version = (long?)await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
            await transaction.CommitAsync(TestContext.Current.CancellationToken);
            return version;
        }
        catch (PostgresException collision) when (collision.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected)
        {
            return null;
        }
    }
}
