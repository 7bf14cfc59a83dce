using Npgsql;
using NpgsqlTypes;

namespace KintoHawk.Load;

/// <summary>What a request of the baseline does with PostgreSQL: one prepared statement over a pool like the server's.</summary>
sealed class BaselineDatabase : IAsyncDisposable
{
    /// <summary>As many connections as the server has by default (<c>storage_pool_size</c> and <c>storage_max_overflow</c>).</summary>
    public const int PoolSize = 35;

    readonly NpgsqlDataSource _source;
    readonly byte[] _written = TestBed.RecordBody(TestBed.WrittenBytes);
    int _turn;

    public BaselineDatabase(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection)
        {
            Pooling = true,
            MaxPoolSize = PoolSize,
            NoResetOnClose = true,
            MaxAutoPrepare = 10,
            AutoPrepareMinUsages = 2,
        };
        _source = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString).Build();
    }

    /// <summary>Reads one row by its primary key.</summary>
    public async Task SelectAsync(CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(BaselineDatabaseSql.Select);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Next() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        reader.GetFieldValue<byte[]>(0);
    }

    /// <summary>Writes one row, in its own commit.</summary>
    public async Task UpsertAsync(CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand(BaselineDatabaseSql.Upsert);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Next() });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = _written, NpgsqlDbType = NpgsqlDbType.Jsonb });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    /// <summary>Another row each time, as the scenarios that write take another record.</summary>
    int Next() => (int)((uint)Interlocked.Increment(ref _turn) % BaselineDatabaseSql.Rows);
}
