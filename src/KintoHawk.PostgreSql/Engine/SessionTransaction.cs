using System.Data;
using Npgsql;

namespace KintoHawk.PostgreSql.Engine;

/// <summary>A transaction in the database of the objects and, where they have one of their own, in that of the permissions.</summary>
sealed class SessionTransaction : ISessions, IAsyncDisposable
{
    const string Savepoint = "kintohawk";

    readonly Database _objects;
    readonly Database _access;
    readonly NpgsqlTransaction _ofObjects;
    readonly NpgsqlTransaction? _ofAccess;
    bool _isOver;

    SessionTransaction(Database objects, Database access, NpgsqlTransaction ofObjects, NpgsqlTransaction? ofAccess)
    {
        _objects = objects;
        _access = access;
        _ofObjects = ofObjects;
        _ofAccess = ofAccess;
        Session = new Session(ofObjects.Connection!, (ofAccess ?? ofObjects).Connection!);
    }

    /// <summary>The connections.</summary>
    public Session Session { get; }

    /// <summary>True when an error has made it useless: nothing of it will be there.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Begins one. That costs no trip: the driver sends it together with the first statement.</summary>
    /// <param name="objects">The database of the objects.</param>
    /// <param name="access">The database of the permissions; the same where both are one.</param>
    /// <param name="oneState">True when everything that is read in it must be of one state; false when each statement sees what is committed.</param>
    /// <param name="cancellationToken">Stops waiting for connections.</param>
    public static async ValueTask<SessionTransaction> BeginAsync(Database objects, Database access, bool oneState, CancellationToken cancellationToken)
    {
        var isolation = oneState ? IsolationLevel.RepeatableRead : IsolationLevel.ReadCommitted;
        var first = await objects.OpenAsync(cancellationToken).ConfigureAwait(false);
        NpgsqlConnection? second = null;
        try
        {
            if (!ReferenceEquals(objects, access))
                second = await access.OpenAsync(cancellationToken).ConfigureAwait(false);
            return new SessionTransaction(
                objects,
                access,
                await first.BeginTransactionAsync(isolation, cancellationToken).ConfigureAwait(false),
                second is null ? null : await second.BeginTransactionAsync(isolation, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await objects.CloseAsync(first).ConfigureAwait(false);
            if (second is not null)
                await access.CloseAsync(second).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Works with the connections. What fails is thrown as the seam's exception; unless the work has gone back to a savepoint, the transaction is lost.</summary>
    public async ValueTask<TResult> RunAsync<TResult>(Func<Session, ValueTask<TResult>> work)
    {
        if (IsLost)
            throw _objects.Unavailable("The transaction was undone after an error.");
        try
        {
            return await work(Session).ConfigureAwait(false);
        }
        catch (Exception failure) when (Database.IsOfBackend(failure))
        {
            IsLost = true;
            throw _objects.Explain(failure);
        }
        catch (OperationCanceledException)
        {
            IsLost = true;
            throw;
        }
    }

    /// <summary>Asks something. A question that the database refuses, for the data that it names, leaves the transaction as it was.</summary>
    public ValueTask<TResult> AskAsync<TResult>(Func<Session, ValueTask<TResult>> question, CancellationToken cancellationToken) => RunAsync(async session =>
    {
        await SaveAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await question(session).ConfigureAwait(false);
        }
        catch (PostgresException failure) when (StorableText.Explain(failure) is not null)
        {
            await GoBackAsync(cancellationToken).ConfigureAwait(false);
            throw _objects.Explain(failure);
        }
    });

    /// <summary>Remembers where the transaction is now. That costs no trip: the driver sends it together with the next statement.</summary>
    public async ValueTask SaveAsync(CancellationToken cancellationToken)
    {
        await _ofObjects.SaveAsync(Savepoint, cancellationToken).ConfigureAwait(false);
        if (_ofAccess is not null)
            await _ofAccess.SaveAsync(Savepoint, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Undoes what came after the last <see cref="SaveAsync"/>. Locks that were taken after it are given up.</summary>
    public async ValueTask GoBackAsync(CancellationToken cancellationToken)
    {
        await _ofObjects.RollbackAsync(Savepoint, cancellationToken).ConfigureAwait(false);
        if (_ofAccess is not null)
            await _ofAccess.RollbackAsync(Savepoint, cancellationToken).ConfigureAwait(false);
    }

    public TResult AskAccess<TResult>(Func<NpgsqlConnection, TResult> question)
    {
        try
        {
            return question(Session.Access);
        }
        catch (Exception failure) when (Database.IsOfBackend(failure))
        {
            IsLost = true;
            throw _access.Explain(failure);
        }
    }

    /// <summary>Makes the changes durable: first those of the permissions, so that no object is there without its access list.</summary>
    public async ValueTask CommitAsync(CancellationToken cancellationToken) => await RunAsync(async _ =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        IsLost = true;
        // Not to be stopped half-way: who goes away must not decide that one database keeps what the other undoes.
        if (_ofAccess is not null)
            await _ofAccess.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        await _ofObjects.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        return true;
    }).ConfigureAwait(false);

    /// <summary>Undoes what is not committed, and gives the connections back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isOver)
            return;
        _isOver = true;
        IsLost = true;
        await EndAsync(_ofObjects).ConfigureAwait(false);
        await _objects.CloseAsync(Session.Objects).ConfigureAwait(false);
        if (_ofAccess is null)
            return;
        await EndAsync(_ofAccess).ConfigureAwait(false);
        await _access.CloseAsync(Session.Access).ConfigureAwait(false);
    }

    static async ValueTask EndAsync(NpgsqlTransaction transaction)
    {
        try
        {
            await transaction.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (Database.IsOfBackend(failure))
        {
            // Nothing was committed, and nothing will be: the pool throws a broken connection away.
        }
    }
}
