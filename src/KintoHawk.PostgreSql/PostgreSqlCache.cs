using KintoHawk.Core.Caching;
using KintoHawk.PostgreSql.Engine;
using Npgsql;
using NpgsqlTypes;

namespace KintoHawk.PostgreSql;

/// <summary>
/// Keeps cache entries in the table <c>cache</c> of Kinto (kinto-postgres §1, §5), beside a running Kinto if need be: what either writes, the other reads.
/// Reads never write; every few writes also remove some entries that have expired, and none waits for another's.
/// <para>
/// A value that is UTF-8, as every JSON text is, is the text of the column. Other bytes are stored as <c>base64:</c> and their Base64, which Kinto does not
/// understand and never asks for. The key is the prefix and the caller's key; where that is longer than the column's 256 characters, has the character 0
/// or the caller's key starts with <c>#</c>, it is the prefix, <c>#</c> and the key's SHA-256 in hexadecimal (<see cref="CacheKey"/>).
/// </para>
/// </summary>
public sealed class PostgreSqlCache : ICache, IAsyncDisposable
{
    /// <summary>Every so many writes, some of what has expired is removed, at most twice as much as was written.</summary>
    const int WritesPerSweep = 16;

    /// <summary>The length of the column, in characters.</summary>
    const int LongestKey = 256;

    /// <summary>Kinto's own key for this, which no caller uses (kinto-postgres §5).</summary>
    const string Heartbeat = "__heartbeat__";

    /// <summary>What <see cref="MigrateAsync"/> runs where there is no table.</summary>
    public static string Schema => Sql.Load("Migrations.cache");

    readonly Database _database;
    readonly TimeProvider? _time;
    readonly string _prefix;
    uint _writes;

    /// <summary>A cache; nothing is asked yet.</summary>
    /// <param name="address">The database.</param>
    /// <param name="pool">How many connections are kept and waited for.</param>
    /// <param name="prefix">Put before every key, so that several servers can share the table.</param>
    /// <param name="time">Decides what has expired; null for the clock of the database, which all nodes share.</param>
    public PostgreSqlCache(PostgreSqlAddress address, PostgreSqlPoolOptions pool, string prefix = "", TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(pool);
        _prefix = CacheKey.FitPrefix(prefix, IsAccepted);
        _time = time;
        _database = new Database(address, pool, Unavailable);
    }

    /// <summary>Creates the table of Kinto's schema if there is none; changes nothing otherwise, and then needs no right to.</summary>
    /// <exception cref="CacheUnavailableException">The database cannot be asked, or refuses.</exception>
    public async ValueTask MigrateAsync(CancellationToken cancellationToken)
    {
        if (await HasTableAsync(cancellationToken).ConfigureAwait(false))
            return;
        await _database.RunAsync(
            async connection =>
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
                await using (var turn = new NpgsqlCommand(Sql.Load("Sql.Cache.lock-schema"), connection, transaction))
                    await turn.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                await using (var schema = new NpgsqlCommand(Schema, connection, transaction))
                    await schema.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>True when the table is there.</summary>
    /// <exception cref="CacheUnavailableException">The database cannot be asked.</exception>
    public ValueTask<bool> HasTableAsync(CancellationToken cancellationToken) => _database.AskAsync(
        async connection =>
        {
            await using var command = new NpgsqlCommand(Sql.Load("Sql.Cache.has-table"), connection);
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var stored = KeyOf(key);
        return _database.AskAsync<ReadOnlyMemory<byte>?>(
            async connection =>
            {
                await using var command = new NpgsqlCommand(Sql.Load("Sql.Cache.get"), connection) { Parameters = { Text(stored), Now } };
                await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? CacheText.Decode(reader.GetFieldValue<byte[]>(0)) : (ReadOnlyMemory<byte>?)null;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken) =>
        await WriteAsync("set", [Text(KeyOf(key)), Text(value), Milliseconds(lifetime), Now], cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<bool> TryAddAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken) =>
        WriteAsync("try-add", [Text(KeyOf(key)), Text(value), Milliseconds(lifetime), Now], cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> ExtendAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken) =>
        WriteAsync("extend", [Text(KeyOf(key)), Milliseconds(lifetime), Now], cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        var stored = KeyOf(key);
        return _database.RunAsync(
            async connection =>
            {
                await using var command = new NpgsqlCommand(Sql.Load("Sql.Cache.remove"), connection) { Parameters = { Text(stored), Now } };
                return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
            },
            cancellationToken);
    }

    /// <summary>Removes every entry under this instance's prefix, as it is written; without prefix, all entries of the table, as Kinto does.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken) =>
        await _database.RunAsync(
            async connection =>
            {
                await using var command = new NpgsqlCommand(Sql.Load("Sql.Cache.flush"), connection) { Parameters = { Text(_prefix) } };
                return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);

    /// <summary>Writes the entry that Kinto's heartbeat writes, so that a database which only answers reads is found out.</summary>
    public ValueTask CheckAsync(CancellationToken cancellationToken) => SetAsync(Heartbeat, "\"alive\""u8.ToArray(), TimeSpan.FromHours(1), cancellationToken);

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    static CacheUnavailableException Unavailable(string message, Exception? cause) =>
        cause is null ? new CacheUnavailableException(message) : new CacheUnavailableException($"{message} {cause.Message}", cause);

    static bool IsAccepted(string key) => key.Length <= LongestKey && !key.Contains('\0');

    static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text };

    static NpgsqlParameter<ReadOnlyMemory<byte>> Text(ReadOnlyMemory<byte> value) => new() { TypedValue = CacheText.Encode(value), NpgsqlDbType = NpgsqlDbType.Text };

    /// <summary>Parts of a millisecond are rounded up, so that no lifetime is cut short.</summary>
    static NpgsqlParameter<double> Milliseconds(TimeSpan lifetime) => new() { TypedValue = Math.Ceiling(lifetime.TotalMilliseconds), NpgsqlDbType = NpgsqlDbType.Double };

    NpgsqlParameter Now => new()
    {
        Value = _time is null ? DBNull.Value : DateTime.SpecifyKind(_time.GetUtcNow().UtcDateTime, DateTimeKind.Unspecified),
        NpgsqlDbType = NpgsqlDbType.Timestamp,
    };

    string KeyOf(string key) => CacheKey.Fit(_prefix, key, IsAccepted);

    /// <summary>
    /// One trip. A write waits for the lock of its key while it holds no other; then it may remove expired entries, and waits for none of them. So no two
    /// writers wait for each other. Never asked again when the connection breaks: what then became of it is unknown.
    /// </summary>
    /// <returns>True when the write changed its row.</returns>
    ValueTask<bool> WriteAsync(string statement, NpgsqlParameter[] parameters, CancellationToken cancellationToken) => _database.RunAsync(
        async connection =>
        {
            await using var batch = new NpgsqlBatch(connection);
            var write = new NpgsqlBatchCommand(Sql.Load("Sql.Cache." + statement));
            foreach (var parameter in parameters)
                write.Parameters.Add(parameter);
            batch.BatchCommands.Add(write);
            if (Interlocked.Increment(ref _writes) % WritesPerSweep == 0)
                batch.BatchCommands.Add(new NpgsqlBatchCommand(Sql.Load("Sql.Cache.sweep")) { Parameters = { Now, new NpgsqlParameter<int> { TypedValue = WritesPerSweep * 2 } } });
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return write.RecordsAffected == 1;
        },
        cancellationToken);
}
