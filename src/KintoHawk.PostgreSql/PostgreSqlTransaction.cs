using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.PostgreSql.Engine;
using KintoHawk.PostgreSql.Objects;
using Npgsql;

namespace KintoHawk.PostgreSql;

/// <summary>
/// A transaction of a <see cref="PostgreSqlStorage"/>. It excludes other writers of the sets it has written to, from its first write on until it is disposed.
/// Two transactions that write to the same sets in different orders may wait for each other; the database then undoes one of them, which is lost.
/// </summary>
sealed class PostgreSqlTransaction : IStorageTransaction
{
    const string Savepoint = "changes";

    readonly SessionTransaction _transaction;
    readonly TimeProvider? _time;
    readonly Reads _reads;
    // Locks stay until the end, so one that is held is not asked for again.
    readonly Dictionary<string, bool> _held = new(StringComparer.Ordinal);
    bool _committed;
    bool _disposed;

    PostgreSqlTransaction(SessionTransaction transaction, TimeProvider? time)
    {
        _transaction = transaction;
        _time = time;
        _reads = new Reads(transaction);
    }

    long? Now => _time?.GetUtcNow().ToUnixTimeMilliseconds();

    public static async ValueTask<PostgreSqlTransaction> BeginAsync(Database objects, Database access, TimeProvider? time, CancellationToken cancellationToken) =>
        new(await SessionTransaction.BeginAsync(objects, access, oneState: false, cancellationToken).ConfigureAwait(false), time);

    public ValueTask<ObjectView> ReadAsync(ObjectPath path, Caller caller, CancellationToken cancellationToken) =>
        Reading.ReadAsync(path, caller, cancellationToken);

    public ValueTask<IReadOnlyList<ObjectView>> ReadManyAsync(IReadOnlyList<ObjectPath> paths, Caller caller, CancellationToken cancellationToken) =>
        Reading.ReadManyAsync(paths, caller, cancellationToken);

    public ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, CancellationToken cancellationToken) =>
        Reading.ListAsync(query, caller, receive: null, cancellationToken);

    public ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, Action<StoredObject> receive, CancellationToken cancellationToken) =>
        Reading.ListAsync(query, caller, receive, cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, AccessControl>> FindAccessListsAsync(IReadOnlyCollection<string> uris, CancellationToken cancellationToken) =>
        Reading.FindAccessListsAsync(uris, cancellationToken);

    public ValueTask<IReadOnlyList<AccessEntry>> FindEntriesAsync(IReadOnlyCollection<string> principals, CancellationToken cancellationToken) =>
        Reading.FindEntriesAsync(principals, cancellationToken);

    public ValueTask<IReadOnlyList<string>> FindUrisAsync(Resource resource, CancellationToken cancellationToken) => Reading.FindUrisAsync(resource, cancellationToken);

    public ValueTask<IReadOnlyList<ObjectCount>> CountAsync(CancellationToken cancellationToken) => Reading.CountAsync(cancellationToken);

    public ValueTask<IReadOnlyList<string>> FindPrincipalsAsync(Caller caller, CancellationToken cancellationToken) =>
        Reading.FindPrincipalsAsync(caller, cancellationToken);

    public async ValueTask RemovePrincipalAsync(string principal, CancellationToken cancellationToken) =>
        await Writing.RunAsync(session => Upkeep.RemovePrincipalAsync(session, principal, cancellationToken)).ConfigureAwait(false);

    public ValueTask<long> PurgeTombstonesAsync(string resourceName, int retained, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(retained);
        return Writing.RunAsync(session => Upkeep.PurgeTombstonesAsync(session, resourceName, retained, cancellationToken));
    }

    public async ValueTask<ChangeOutcome> ApplyAsync(ChangeSet changes, CancellationToken cancellationToken) =>
        (await Writing.RunAsync(session => ApplyTogetherAsync(session, [changes], cancellationToken)).ConfigureAwait(false))[0];

    public async ValueTask<IReadOnlyList<ChangeOutcome>> ApplyManyAsync(IReadOnlyList<ChangeSet> commands, CancellationToken cancellationToken)
    {
        if (commands.Count == 0)
            return [];
        var together = await Writing.RunAsync(session => ApplyTogetherAsync(session, commands, cancellationToken)).ConfigureAwait(false);
        if (commands.Count == 1 || together[0].Succeeded)
            return together;
        // One of them was refused. Nothing is applied, all the locks are held: now each for itself.
        await Writing.RunAsync(async _ =>
        {
            await _transaction.SaveAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        try
        {
            var outcomes = new ChangeOutcome[commands.Count];
            for (var i = 0; i < outcomes.Length; i++)
                outcomes[i] = await ApplyAsync(commands[i], cancellationToken).ConfigureAwait(false);
            return outcomes;
        }
        catch (UnstorableException)
        {
            // Those before it are undone too: none of the commands is applied.
            await Writing.RunAsync(async _ =>
            {
                await _transaction.GoBackAsync(cancellationToken).ConfigureAwait(false);
                return true;
            }).ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask<IStorageTransaction> BeginAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("Transactions do not nest.");

    public ValueTask MigrateAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("The schema is not changed in a transaction.");

    public async ValueTask FlushAsync(CancellationToken cancellationToken) =>
        await Writing.RunAsync(session => Upkeep.FlushAsync(session, cancellationToken)).ConfigureAwait(false);

    public async ValueTask CheckAsync(bool readOnly, CancellationToken cancellationToken)
    {
        await Reading.CheckAsync(cancellationToken).ConfigureAwait(false);
        if (!readOnly)
            await Writing.RunAsync(session => Upkeep.CheckWriteAsync(session, cancellationToken)).ConfigureAwait(false);
    }

    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        var writing = Writing;
        _committed = true;
        await writing.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await _transaction.DisposeAsync().ConfigureAwait(false);
    }

    SessionTransaction Writing
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _committed ? throw new InvalidOperationException("The transaction is committed already.") : _transaction;
        }
    }

    Reads Reading => Writing is not null ? _reads : throw new InvalidOperationException();

    /// <summary>Applies all commands in one trip, or, when one is refused, none of them; then the answer is that refusal alone.</summary>
    async ValueTask<IReadOnlyList<ChangeOutcome>> ApplyTogetherAsync(Session session, IReadOnlyList<ChangeSet> commands, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var batch = new ChangeBatch(session);
            // Before the savepoint: who goes back to it keeps them, so that the next attempt finds what this one saw.
            var locks = FindLocks(commands);
            batch.Lock(locks);
            batch.Control($"SAVEPOINT {Savepoint}");
            foreach (var command in commands)
                ChangeWriter.Write(batch, command, Now);
            batch.Control($"RELEASE SAVEPOINT {Savepoint}");
            foreach (var (name, isExclusive) in locks)
                _held[name] = isExclusive;
            try
            {
                return await batch.ExecuteAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException failure) when (batch.RefusalOf(failure) is { } refused)
            {
                await batch.GoBackAsync(Savepoint, cancellationToken).ConfigureAwait(false);
                return [refused];
            }
            catch (PostgresException failure) when (StorableText.Explain(failure) is not null)
            {
                await batch.GoBackAsync(Savepoint, cancellationToken).ConfigureAwait(false);
                throw StorableText.Explain(failure)!;
            }
            catch (PostgresException failure) when (Collision.IsOne(failure) && failure.SqlState != PostgresErrorCodes.DeadlockDetected && attempt < Collision.MostAttempts)
            {
                // A writer who does not take our locks was faster.
                await batch.GoBackAsync(Savepoint, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    List<(string Name, bool IsExclusive)> FindLocks(IReadOnlyList<ChangeSet> commands) =>
        [.. ObjectLocks.Of(commands).Names.Where(wanted => !_held.TryGetValue(wanted.Name, out var isExclusive) || (wanted.IsExclusive && !isExclusive))];
}
