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
    public ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, Action<StoredObject> receive, CancellationToken cancellationToken) =>
        ValueTask.FromResult(SnapshotReader.List(_state, query, caller, receive));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, AccessControl>> FindAccessListsAsync(IReadOnlyCollection<string> uris, CancellationToken cancellationToken) =>
        ValueTask.FromResult(SnapshotSurvey.FindAccessLists(_state, uris));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AccessEntry>> FindEntriesAsync(IReadOnlyCollection<string> principals, CancellationToken cancellationToken) =>
        ValueTask.FromResult(SnapshotSurvey.FindEntries(_state, principals));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> FindUrisAsync(Resource resource, CancellationToken cancellationToken) =>
        ValueTask.FromResult(SnapshotSurvey.FindUris(_state, resource));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ObjectCount>> CountAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(SnapshotSurvey.Count(_state));

    /// <inheritdoc/>
    public async ValueTask RemovePrincipalAsync(string principal, CancellationToken cancellationToken) =>
        await WriteAsync(state => (true, SnapshotUpkeep.RemovePrincipal(state, principal)), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<long> PurgeTombstonesAsync(string resourceName, int retained, CancellationToken cancellationToken) =>
        WriteAsync(state => SnapshotUpkeep.PurgeTombstones(state, resourceName, retained), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> FindPrincipalsAsync(Caller caller, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_state.PrincipalsOf(caller));

    /// <inheritdoc/>
    public ValueTask<ChangeOutcome> ApplyAsync(ChangeSet changes, CancellationToken cancellationToken) =>
        WriteAsync(state => SnapshotWriter.Apply(state, changes, Now), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IStorageTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new MemoryTransaction(this);
    }

    /// <inheritdoc/>
    public ValueTask MigrateAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask FlushAsync(CancellationToken cancellationToken) =>
        await WriteAsync(static state => (true, new MemorySnapshot(state.CreatedAt)), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask CheckAsync(bool readOnly, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Nothing is kept: only the lock is released.</summary>
    public void Dispose() => _writer.Dispose();

    /// <summary>Called by the transaction that holds the writer lock.</summary>
    internal void Publish(MemorySnapshot state) => _state = state;

    /// <summary>Called once by each transaction, when it ends.</summary>
    internal void ReleaseWriter() => _writer.Release();

    async ValueTask<TResult> WriteAsync<TResult>(Func<MemorySnapshot, (TResult Result, MemorySnapshot After)> write, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            (var result, _state) = write(_state);
            return result;
        }
        finally
        {
            _writer.Release();
        }
    }
}
