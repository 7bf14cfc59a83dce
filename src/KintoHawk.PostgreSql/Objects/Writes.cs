using KintoHawk.Core.Storage;
using KintoHawk.PostgreSql.Engine;
using Npgsql;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>Commands outside of transactions: each is one trip, or, where permissions have a database of their own, a transaction in each.</summary>
sealed class Writes(Database objects, Database access, TimeProvider? time)
{
    bool IsOneDatabase => ReferenceEquals(objects, access);

    long? Now => time?.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Applies all changes, or none.</summary>
    public async ValueTask<ChangeOutcome> ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        if (IsOneDatabase)
            return await objects.RunAsync(connection => ApplyAsync(new Session(connection, connection), changes, cancellationToken), cancellationToken).ConfigureAwait(false);

        for (var attempt = 1; ; attempt++)
        {
            var transaction = await PostgreSqlTransaction.BeginAsync(objects, access, time, cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                try
                {
                    var outcome = await transaction.ApplyAsync(changes, cancellationToken).ConfigureAwait(false);
                    if (outcome.Succeeded)
                        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                    return outcome;
                }
                catch (StorageUnavailableException failure) when (Collision.IsOne(failure.InnerException) && attempt < Collision.MostAttempts)
                {
                    // From the beginning: nothing is committed yet.
                }
            }
        }
    }

    public async ValueTask RemovePrincipalAsync(string principal, CancellationToken cancellationToken) =>
        await RunAsync(session => Upkeep.RemovePrincipalAsync(session, principal, cancellationToken), cancellationToken).ConfigureAwait(false);

    public ValueTask<long> PurgeTombstonesAsync(string resourceName, int retained, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(retained);
        return RunAsync(session => Upkeep.PurgeTombstonesAsync(session, resourceName, retained, cancellationToken), cancellationToken);
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken) =>
        await RunAsync(session => Upkeep.FlushAsync(session, cancellationToken), cancellationToken).ConfigureAwait(false);

    /// <summary>Writes something and takes it back.</summary>
    public async ValueTask CheckAsync(CancellationToken cancellationToken) =>
        await RunAsync(session => Upkeep.CheckWriteAsync(session, cancellationToken), cancellationToken).ConfigureAwait(false);

    async ValueTask<ChangeOutcome> ApplyAsync(Session session, ChangeSet changes, CancellationToken cancellationToken)
    {
        var locks = ObjectLocks.Of(changes).Names;
        for (var attempt = 1; ; attempt++)
        {
            // Without an explicit transaction the statements of a batch are one: all of them apply, or none.
            await using var batch = new ChangeBatch(session);
            batch.Lock(locks);
            ChangeWriter.Write(batch, changes, Now);
            try
            {
                return (await batch.ExecuteAsync(cancellationToken).ConfigureAwait(false))[0];
            }
            catch (PostgresException failure) when (batch.RefusalOf(failure) is { } refused)
            {
                return refused;
            }
            catch (PostgresException failure) when (Collision.IsOne(failure) && attempt < Collision.MostAttempts)
            {
                // A writer who does not take our locks was faster.
            }
        }
    }

    ValueTask<TResult> RunAsync<TResult>(Func<Session, ValueTask<TResult>> work, CancellationToken cancellationToken) => objects.RunAsync(
        connection => IsOneDatabase
            ? work(new Session(connection, connection))
            : access.RunAsync(other => work(new Session(connection, other)), cancellationToken),
        cancellationToken);
}
