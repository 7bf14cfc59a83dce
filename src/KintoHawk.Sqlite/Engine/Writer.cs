using System.Threading.Channels;

namespace KintoHawk.Sqlite.Engine;

/// <summary>
/// Owns the only writing connection of this process. Writes that wait at the same time share one transaction, each inside a savepoint of its own,
/// and so one fsync; none is answered before the commit. Another process may write too: the transaction takes the file's lock first.
/// </summary>
sealed class Writer : IAsyncDisposable
{
    /// <summary>The most writes that share a commit: bounds how long the first waits for the last.</summary>
    const int MostPerCommit = 256;

    readonly Connection _connection;
    readonly Func<string, Exception?, Exception> _unavailable;
    readonly Action<Connection, int>? _beforeCommit;

    // Unbounded: everybody in it is a request that waits for its answer, and the host bounds those.
    readonly Channel<WriteJob> _queue = Channel.CreateUnbounded<WriteJob>(new UnboundedChannelOptions { SingleReader = true });
    readonly Task _loop;

    /// <param name="connection">Becomes the writer's.</param>
    /// <param name="unavailable">Makes the seam's exception of a message and a cause.</param>
    /// <param name="beforeCommit">Runs once in each shared transaction, with the number of writes that share it.</param>
    public Writer(Connection connection, Func<string, Exception?, Exception> unavailable, Action<Connection, int>? beforeCommit = null)
    {
        _connection = connection;
        _unavailable = unavailable;
        _beforeCommit = beforeCommit;
        _loop = Task.Run(LoopAsync);
    }

    /// <summary>Runs a write; completes when it is durable.</summary>
    public Task<TResult> RunAsync<TResult>(Func<Connection, TResult> work, CancellationToken cancellationToken)
    {
        var job = new SharedJob<TResult>(work);
        Enqueue(job, cancellationToken);
        return job.Task;
    }

    /// <summary>Waits for the writer and keeps it, inside a transaction, until the lease is returned.</summary>
    public Task<WriterLease> LeaseAsync(CancellationToken cancellationToken)
    {
        var job = new ExclusiveJob();
        Enqueue(job, cancellationToken);
        return job.Task;
    }

    /// <summary>Finishes what is queued, moves the log into the database file, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_queue.Writer.TryComplete())
            return;
        await _loop.ConfigureAwait(false);
        try
        {
            _connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException)
        {
            // Another process is using the log, or the disk is full. Nothing is lost: the log is replayed when the file is opened again.
        }

        _connection.Dispose();
    }

    void Enqueue(WriteJob job, CancellationToken cancellationToken)
    {
        job.CancelWith(cancellationToken); // before anybody can claim it
        if (!_queue.Writer.TryWrite(job))
        {
            job.TryClaim();
            throw _unavailable("The database is closed.", null);
        }
    }

    async Task LoopAsync()
    {
        var batch = new List<SharedJob>(MostPerCommit);
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            ExclusiveJob? exclusive = null;
            while (exclusive is null && batch.Count < MostPerCommit && _queue.Reader.TryRead(out var job))
            {
                if (!job.TryClaim())
                    continue;
                if (job is SharedJob shared)
                    batch.Add(shared);
                else
                    exclusive = job as ExclusiveJob;
            }

            if (batch.Count > 0)
                RunBatch(batch);
            batch.Clear();
            if (exclusive is not null)
                await LendAsync(exclusive).ConfigureAwait(false);
        }
    }

    void RunBatch(List<SharedJob> batch)
    {
        var done = new List<SharedJob>(batch.Count);
        try
        {
            _connection.Use("BEGIN IMMEDIATE").Run();
            foreach (var job in batch)
                if (TryExecute(job))
                    done.Add(job);
            _beforeCommit?.Invoke(_connection, batch.Count);
            _connection.Use("COMMIT").Run();
        }
        catch (Exception failure) // the top of the loop: nobody may wait for ever because of it
        {
            var unavailable = _unavailable("The database cannot write now.", failure);
            foreach (var job in batch)
                job.Fail(unavailable);
            TryRollBack();
            return;
        }

        foreach (var job in done)
            job.Complete();
    }

    /// <summary>False when the job is at fault, and has been told so; failures of the database are thrown, for they concern the whole batch.</summary>
    bool TryExecute(SharedJob job)
    {
        _connection.Use("SAVEPOINT job").Run();
        try
        {
            job.Execute(_connection);
            _connection.Use("RELEASE job").Run();
            return true;
        }
        catch (Exception exception) when (exception is not SqliteException) // the top of a loop: one caller's mistake must not stop the others
        {
            _connection.Use("ROLLBACK TO job").Run();
            _connection.Use("RELEASE job").Run();
            job.Fail(exception);
            return false;
        }
    }

    async Task LendAsync(ExclusiveJob job)
    {
        try
        {
            _connection.Use("BEGIN IMMEDIATE").Run();
        }
        catch (SqliteException failure)
        {
            job.Fail(_unavailable("The database cannot write now.", failure));
            TryRollBack();
            return;
        }

        var lease = new WriterLease(_connection);
        job.Grant(lease);
        await lease.Returned.ConfigureAwait(false);
        TryRollBack();
    }

    /// <summary>After an error: should the rollback fail too, the next BEGIN fails and says so to the next caller.</summary>
    void TryRollBack()
    {
        try
        {
            _connection.RollBack();
        }
        catch (SqliteException)
        {
            // Told to the next caller.
        }
    }
}
