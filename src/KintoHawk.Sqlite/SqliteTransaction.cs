using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.Sqlite.Engine;
using KintoHawk.Sqlite.Objects;

namespace KintoHawk.Sqlite;

/// <summary>Holds the writer of a <see cref="SqliteStorage"/>, inside a transaction, until it is disposed.</summary>
sealed class SqliteTransaction(WriterLease lease, TimeProvider time) : IStorageTransaction
{
    bool _committed;
    bool _disposed;

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public ValueTask<ObjectView> ReadAsync(ObjectPath path, Caller caller, CancellationToken cancellationToken) =>
        Run(connection => new ObjectReader(connection).Read(path, caller, PrincipalsOf(caller)));

    public ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, CancellationToken cancellationToken) =>
        Run(connection => new ListReader(connection, query, cancellationToken).Read(caller, PrincipalsOf(caller)));

    public ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, Action<StoredObject> receive, CancellationToken cancellationToken) =>
        Run(connection => new ListReader(connection, query, cancellationToken).Read(caller, PrincipalsOf(caller), receive));

    public ValueTask<IReadOnlyDictionary<string, AccessControl>> FindAccessListsAsync(IReadOnlyCollection<string> uris, CancellationToken cancellationToken) =>
        Run(connection => new Survey(connection, cancellationToken).FindAccessLists(uris));

    public ValueTask<IReadOnlyList<AccessEntry>> FindEntriesAsync(IReadOnlyCollection<string> principals, CancellationToken cancellationToken) =>
        Run(connection => new Survey(connection, cancellationToken).FindEntries(principals));

    public ValueTask<IReadOnlyList<string>> FindUrisAsync(Resource resource, CancellationToken cancellationToken) =>
        Run(connection => new Survey(connection, cancellationToken).FindUris(resource));

    public ValueTask<IReadOnlyList<ObjectCount>> CountAsync(CancellationToken cancellationToken) =>
        Run(connection => new Survey(connection, cancellationToken).Count());

    public ValueTask RemovePrincipalAsync(string principal, CancellationToken cancellationToken) =>
        Run(connection => Upkeep.RemovePrincipal(connection, principal));

    public ValueTask<long> PurgeTombstonesAsync(string resourceName, int retained, CancellationToken cancellationToken) =>
        Run(connection => Upkeep.PurgeTombstones(connection, resourceName, retained));

    public ValueTask<IReadOnlyList<string>> FindPrincipalsAsync(Caller caller, CancellationToken cancellationToken) =>
        Run(connection => new ObjectReader(connection).FindPrincipals(caller));

    public ValueTask<ChangeOutcome> ApplyAsync(ChangeSet changes, CancellationToken cancellationToken) =>
        Run(connection => new ObjectWriter(connection, Now).Apply(changes));

    public ValueTask<IStorageTransaction> BeginAsync(CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Transactions do not nest.");

    public ValueTask MigrateAsync(CancellationToken cancellationToken) => Run(connection => Schema.Migrate(connection, Now));

    public ValueTask FlushAsync(CancellationToken cancellationToken) => Run(static connection => connection.Execute(Sql.Flush));

    public ValueTask CheckAsync(bool readOnly, CancellationToken cancellationToken) => Run(readOnly ? Schema.CheckRead : Schema.CheckWrite);

    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        await Run(static connection => connection.Use("COMMIT").Run()).ConfigureAwait(false);
        _committed = true;
    }

    public ValueTask DisposeAsync()
    {
        if (_disposed)
            return ValueTask.CompletedTask;
        _disposed = true;
        try
        {
            lease.Return();
        }
        catch (SqliteException)
        {
            // Nothing was committed, and nothing will be: the writer looks after its connection.
        }

        return ValueTask.CompletedTask;
    }

    IReadOnlyList<string> PrincipalsOf(Caller caller) =>
        CallerPrincipals.Of(caller, () => Answer(connection => new ObjectReader(connection).FindPrincipals(caller)));

    ValueTask Run(Action<Connection> work)
    {
        Answer(connection =>
        {
            work(connection);
            return true;
        });
        return ValueTask.CompletedTask;
    }

    ValueTask<TResult> Run<TResult>(Func<Connection, TResult> work) => ValueTask.FromResult(Answer(work));

    TResult Answer<TResult>(Func<Connection, TResult> work)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_committed)
            throw new InvalidOperationException("The transaction is committed already.");
        // Some errors end the transaction by themselves; going on would write outside of it, each statement for itself.
        if (!lease.Connection.InTransaction)
            throw SqliteStorage.Unavailable("The transaction was undone after an error.", null);
        try
        {
            return work(lease.Connection);
        }
        catch (SqliteException failure)
        {
            throw SqliteStorage.Unavailable("The database cannot answer now.", failure);
        }
    }
}
