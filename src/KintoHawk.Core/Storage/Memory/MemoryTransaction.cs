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

    public ValueTask<ObjectView> ReadAsync(ObjectPath path, Caller caller, CancellationToken cancellationToken) =>
        ValueTask.FromResult(SnapshotReader.Read(_state, path, caller));

    public ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, CancellationToken cancellationToken) =>
        ValueTask.FromResult(SnapshotReader.List(_state, query, caller));

    public ValueTask<IReadOnlyList<string>> FindPrincipalsAsync(Caller caller, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_state.PrincipalsOf(caller));

    public ValueTask<ChangeOutcome> ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        ThrowIfEnded();
        (var outcome, _state) = SnapshotWriter.Apply(_state, changes, storage.Now);
        return ValueTask.FromResult(outcome);
    }

    public ValueTask<IStorageTransaction> BeginAsync(CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Transactions do not nest.");

    public ValueTask MigrateAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        ThrowIfEnded();
        _state = new MemorySnapshot(_state.CreatedAt);
        return ValueTask.CompletedTask;
    }

    public ValueTask CheckAsync(bool readOnly, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        ThrowIfEnded();
        _committed = true;
        storage.Publish(_state);
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

    void ThrowIfEnded()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_committed)
            throw new InvalidOperationException("The transaction is committed already.");
    }
}
