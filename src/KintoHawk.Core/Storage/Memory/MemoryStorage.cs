using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;

namespace KintoHawk.Core.Storage.Memory;

/// <summary>
/// Keeps everything in the memory of the process, for tests and for servers that may forget. Also the reference the other backends are
/// compared with. Readers take the current immutable snapshot and are never blocked; writers take turns and publish a new one.
/// </summary>
public sealed class MemoryStorage : IStorage, IDisposable
{
    readonly TimeProvider _time;
    readonly SemaphoreSlim _writer = new(1, 1); // guards replacing _state
    volatile MemorySnapshot _state;

    /// <summary>An empty storage.</summary>
    public MemoryStorage(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _state = new MemorySnapshot(Now);
    }

    internal long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    internal MemorySnapshot State => _state;

    /// <inheritdoc/>
    public ValueTask<ObjectView> ReadAsync(ObjectPath path, Caller caller, CancellationToken cancellationToken) =>
        ValueTask.FromResult(SnapshotReader.Read(_state, path, caller));

    /// <inheritdoc/>
    public ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, CancellationToken cancellationToken) =>
        ValueTask.FromResult(SnapshotReader.List(_state, query, caller));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> FindPrincipalsAsync(Caller caller, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_state.PrincipalsOf(caller));

    /// <inheritdoc/>
    public async ValueTask<ChangeOutcome> ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            (var outcome, _state) = SnapshotWriter.Apply(_state, changes, Now);
            return outcome;
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IStorageTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new MemoryTransaction(this);
    }

    /// <inheritdoc/>
    public ValueTask MigrateAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken).ConfigureAwait(false);
        _state = new MemorySnapshot(_state.CreatedAt);
        _writer.Release();
    }

    /// <inheritdoc/>
    public ValueTask CheckAsync(bool readOnly, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Nothing is kept: only the lock is released.</summary>
    public void Dispose() => _writer.Dispose();

    /// <summary>Called by the transaction that holds the writer lock.</summary>
    internal void Publish(MemorySnapshot state) => _state = state;

    /// <summary>Called once by each transaction, when it ends.</summary>
    internal void ReleaseWriter() => _writer.Release();

    /// <inheritdoc/>
    public ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, Action<StoredObject> receive, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, AccessControl>> FindAccessListsAsync(IReadOnlyCollection<string> uris, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AccessEntry>> FindEntriesAsync(IReadOnlyCollection<string> principals, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> FindUrisAsync(Resource resource, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ObjectCount>> CountAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask RemovePrincipalAsync(string principal, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <inheritdoc/>
    public ValueTask<long> PurgeTombstonesAsync(string resourceName, int retained, CancellationToken cancellationToken) => throw new NotSupportedException();
}
