using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;

namespace KintoHawk.Core.Storage.Memory;

/// <summary>Holds the writer lock of a <see cref="MemoryStorage"/> and works on a snapshot of its own until it commits.</summary>
sealed class MemoryTransaction(MemoryStorage storage) : IStorageTransaction
{
    MemorySnapshot _state = storage.State;
    bool _committed;
    bool _disposed;

    /// <summary>What the transaction sees; after its end nothing.</summary>
    MemorySnapshot State
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _committed ? throw new InvalidOperationException("The transaction is committed already.") : _state;
        }
        set => _state = value;
    }

    public ValueTask<ObjectView> ReadAsync(ObjectPath path, Caller caller, CancellationToken cancellationToken) =>
        ValueTask.FromResult(SnapshotReader.Read(State, path, caller));

    public ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, CancellationToken cancellationToken) =>
        ValueTask.FromResult(SnapshotReader.List(State, query, caller));

    public ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, Action<StoredObject> receive, CancellationToken cancellationToken) =>
        ValueTask.FromResult(SnapshotReader.List(State, query, caller, receive));

    public ValueTask<IReadOnlyDictionary<string, AccessControl>> FindAccessListsAsync(IReadOnlyCollection<string> uris, CancellationToken cancellationToken) =>
        ValueTask.FromResult(SnapshotSurvey.FindAccessLists(State, uris));

    public ValueTask<IReadOnlyList<AccessEntry>> FindEntriesAsync(IReadOnlyCollection<string> principals, CancellationToken cancellationToken) =>
        ValueTask.FromResult(SnapshotSurvey.FindEntries(State, principals));

    public ValueTask<IReadOnlyList<string>> FindUrisAsync(Resource resource, CancellationToken cancellationToken) =>
        ValueTask.FromResult(SnapshotSurvey.FindUris(State, resource));

    public ValueTask<IReadOnlyList<ObjectCount>> CountAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(SnapshotSurvey.Count(State));

    public ValueTask RemovePrincipalAsync(string principal, CancellationToken cancellationToken)
    {
        State = SnapshotUpkeep.RemovePrincipal(State, principal);
        return ValueTask.CompletedTask;
    }

    public ValueTask<long> PurgeTombstonesAsync(string resourceName, int retained, CancellationToken cancellationToken)
    {
        (var removed, State) = SnapshotUpkeep.PurgeTombstones(State, resourceName, retained);
        return ValueTask.FromResult(removed);
    }

    public ValueTask<IReadOnlyList<string>> FindPrincipalsAsync(Caller caller, CancellationToken cancellationToken) =>
        ValueTask.FromResult(State.PrincipalsOf(caller));

    public ValueTask<ChangeOutcome> ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        (var outcome, State) = SnapshotWriter.Apply(State, changes, storage.Now);
        return ValueTask.FromResult(outcome);
    }

    public ValueTask<IStorageTransaction> BeginAsync(CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Transactions do not nest.");

    public ValueTask MigrateAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        State = new MemorySnapshot(State.CreatedAt);
        return ValueTask.CompletedTask;
    }

    public ValueTask CheckAsync(bool readOnly, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        storage.Publish(State);
        _committed = true;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            storage.ReleaseWriter();
        }

        return ValueTask.CompletedTask;
    }
}
