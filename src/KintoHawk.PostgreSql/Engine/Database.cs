using System.Net.Sockets;
using KintoHawk.Core.Storage;
using Npgsql;

namespace KintoHawk.PostgreSql.Engine;

/// <summary>One database: its pool of connections, and what its failures mean.</summary>
sealed class Database : IAsyncDisposable
{
    readonly NpgsqlDataSource _source;
    readonly Func<string, Exception?, Exception> _unavailable;
    readonly int _mostInUse;
    int _inUse;

    /// <param name="address">Where it is.</param>
    /// <param name="pool">How many connections.</param>
    /// <param name="unavailable">Makes the exception of the seam, from a message for operators and the driver's exception.</param>
    public Database(PostgreSqlAddress address, PostgreSqlPoolOptions pool, Func<string, Exception?, Exception> unavailable)
    {
        Address = address;
        _unavailable = unavailable;
        _mostInUse = pool.MaxBacklog is { } backlog ? checked(pool.MaxSize + backlog) : int.MaxValue;
        var builder = new NpgsqlSlimDataSourceBuilder(ConnectionString(address, pool));
        builder.EnableArrays();
        builder.EnableTransportSecurity();
        _source = builder.Build();
    }

    public PostgreSqlAddress Address { get; }

    /// <summary>Works with a connection that is in no transaction. What fails of the backend is thrown as the seam's exception.</summary>
    public async ValueTask<TResult> RunAsync<TResult>(Func<NpgsqlConnection, ValueTask<TResult>> work, CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            return await work(connection).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsOfBackend(failure))
        {
            throw Explain(failure);
        }
        finally
        {
            Interlocked.Decrement(ref _inUse);
        }
    }

    /// <summary>
    /// As <see cref="RunAsync"/>, for questions that change nothing: asked once more when the connection turns out to be broken, as all connections of
    /// the pool are after a restart.
    /// </summary>
    public async ValueTask<TResult> AskAsync<TResult>(Func<NpgsqlConnection, ValueTask<TResult>> question, CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            for (var first = true; ; first = false)
            {
                var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    return await question(connection).ConfigureAwait(false);
                }
                catch (Exception failure) when (first && IsBroken(connection) && IsOfBackend(failure))
                {
                    // Once more, on another connection.
                }
                finally
                {
                    await connection.DisposeAsync().ConfigureAwait(false);
                }
            }
        }
        catch (Exception failure) when (IsOfBackend(failure))
        {
            throw Explain(failure);
        }
        finally
        {
            Interlocked.Decrement(ref _inUse);
        }
    }

    /// <summary>As <see cref="AskAsync"/>, for a short question by somebody who cannot wait for a task.</summary>
    public TResult Ask<TResult>(Func<NpgsqlConnection, TResult> question)
    {
        Enter();
        try
        {
            for (var first = true; ; first = false)
            {
                using var connection = _source.OpenConnection();
                try
                {
                    return question(connection);
                }
                catch (Exception failure) when (first && IsBroken(connection) && IsOfBackend(failure))
                {
                    // Once more, on another connection.
                }
            }
        }
        catch (Exception failure) when (IsOfBackend(failure))
        {
            throw Explain(failure);
        }
        finally
        {
            Interlocked.Decrement(ref _inUse);
        }
    }

    /// <summary>A connection to be kept for several questions; give it back with <see cref="CloseAsync"/>. The caller translates what fails on it with <see cref="Explain"/>.</summary>
    public async ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            return await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Interlocked.Decrement(ref _inUse);
            if (IsOfBackend(failure))
                throw Explain(failure);
            throw;
        }
    }

    /// <summary>Gives a connection back that was opened here.</summary>
    public async ValueTask CloseAsync(NpgsqlConnection connection)
    {
        await connection.DisposeAsync().ConfigureAwait(false);
        Interlocked.Decrement(ref _inUse);
    }

    /// <summary>True for what the driver throws when the backend fails or refuses.</summary>
    public static bool IsOfBackend(Exception failure) => failure is NpgsqlException or TimeoutException or SocketException or IOException;

    /// <summary>The exception of the seam: <see cref="UnstorableException"/> where the request is at fault.</summary>
    public Exception Explain(Exception failure) =>
        failure is PostgresException refusal && StorableText.Explain(refusal) is { } unstorable
            ? unstorable
            : _unavailable($"The database {Address.Display} cannot answer now.", failure);

    /// <summary>The exception of the seam for something that the driver has no exception for.</summary>
    public Exception Unavailable(string reason) => _unavailable(reason, null);

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    static bool IsBroken(NpgsqlConnection connection) => connection.FullState.HasFlag(System.Data.ConnectionState.Broken) || connection.State is System.Data.ConnectionState.Closed;

    static string ConnectionString(PostgreSqlAddress address, PostgreSqlPoolOptions pool)
    {
        var builder = address.ToBuilder();
        builder.Pooling = pool.IsPooled;
        builder.MaxPoolSize = pool.MaxSize;
        builder.Timeout = (int)Math.Ceiling(Math.Min(pool.WaitTimeout.TotalSeconds, pool.ConnectTimeout.TotalSeconds));
        builder.CommandTimeout = (int)Math.Ceiling(pool.CommandTimeout.TotalSeconds);
        if (pool.Recycle is { } lifetime)
            builder.ConnectionLifetime = (int)Math.Ceiling(lifetime.TotalSeconds);
        builder.ApplicationName ??= "kintohawk";
        // from_epoch works in the time zone of the session, and a table without zone is read as it was written (kinto-postgres).
        builder.Timezone = "UTC";
        // We leave nothing behind in a session, so that giving a connection back costs no statement.
        builder.NoResetOnClose = true;
        // A command that is refused is told from others of its batch.
        builder.IncludeFailedBatchedCommand = true;
        builder.MaxAutoPrepare = 200;
        builder.AutoPrepareMinUsages = 2;
        return builder.ConnectionString;
    }

    void Enter()
    {
        if (Interlocked.Increment(ref _inUse) <= _mostInUse)
            return;
        Interlocked.Decrement(ref _inUse);
        throw _unavailable("Too many requests wait for a connection to the database (pool_max_backlog).", null);
    }
}
