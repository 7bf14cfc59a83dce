using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;

namespace KintoHawk.Server.Endpoints;

/// <summary>The storage as one item of a <see cref="BatchGroup"/> sees it.</summary>
sealed class GroupedStorage(BatchGroup group, ItemScope scope) : IStorage
{
    readonly TaskCompletionSource _paused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource<ChangeOutcome> _outcome = new();
    Task _running = Task.CompletedTask;
    bool _isWaiting;

    // The changes it waited to make were made, or not: from then on it is the only one that runs, and does everything at once.
    bool _isAlone;

    /// <summary>What the item waits to change.</summary>
    public ChangeSet Changes { get; private set; } = new();

    public bool IsInTransaction => Inner is IStorageTransaction;

    IStorage Inner => group.Storage;

    /// <summary>Completes when the item waits to change something, or is done.</summary>
    public async ValueTask PauseAsync(Task running)
    {
        _running = running;
        if (!running.IsCompleted && !_isWaiting)
            await Task.WhenAny(running, _paused.Task);
    }

    /// <summary>Lets the item go on to its end.</summary>
    public async ValueTask ContinueAsync(ChangeOutcome outcome)
    {
        _isAlone = true;
        _outcome.SetResult(outcome);
        await EndAsync();
    }

    /// <summary>Lets the item fail.</summary>
    public async ValueTask FailAsync(Exception failure)
    {
        _isAlone = true;
        _outcome.SetException(failure);
        await EndAsync();
    }

    public async ValueTask<ObjectView> ReadAsync(ObjectPath path, Caller caller, CancellationToken cancellationToken)
    {
        if (!_isAlone && scope.Covers(path) && group.Recall(path, caller) is { } known)
            return known;
        await WaitForOthersAsync(cancellationToken);
        return await Inner.ReadAsync(path, caller, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<ObjectView>> ReadManyAsync(IReadOnlyList<ObjectPath> paths, Caller caller, CancellationToken cancellationToken)
    {
        await WaitForOthersAsync(cancellationToken);
        return await Inner.ReadManyAsync(paths, caller, cancellationToken);
    }

    public async ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, CancellationToken cancellationToken)
    {
        await WaitForOthersAsync(cancellationToken);
        return await Inner.ListAsync(query, caller, cancellationToken);
    }

    public async ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, Action<StoredObject> receive, CancellationToken cancellationToken)
    {
        await WaitForOthersAsync(cancellationToken);
        return await Inner.ListAsync(query, caller, receive, cancellationToken);
    }

    public async ValueTask<IReadOnlyDictionary<string, AccessControl>> FindAccessListsAsync(IReadOnlyCollection<string> uris, CancellationToken cancellationToken)
    {
        if (!_isAlone && !group.IsOver && await group.FindAccessListsAsync(uris, cancellationToken) is { } lists)
            return lists;
        await WaitForOthersAsync(cancellationToken);
        return await Inner.FindAccessListsAsync(uris, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<AccessEntry>> FindEntriesAsync(IReadOnlyCollection<string> principals, CancellationToken cancellationToken)
    {
        await WaitForOthersAsync(cancellationToken);
        return await Inner.FindEntriesAsync(principals, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<string>> FindUrisAsync(Resource resource, CancellationToken cancellationToken)
    {
        await WaitForOthersAsync(cancellationToken);
        return await Inner.FindUrisAsync(resource, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<ObjectCount>> CountAsync(CancellationToken cancellationToken)
    {
        await WaitForOthersAsync(cancellationToken);
        return await Inner.CountAsync(cancellationToken);
    }

    public async ValueTask RemovePrincipalAsync(string principal, CancellationToken cancellationToken)
    {
        await LeaveScopeAsync(cancellationToken);
        await Inner.RemovePrincipalAsync(principal, cancellationToken);
    }

    public async ValueTask<long> PurgeTombstonesAsync(string resourceName, int retained, CancellationToken cancellationToken)
    {
        await LeaveScopeAsync(cancellationToken);
        return await Inner.PurgeTombstonesAsync(resourceName, retained, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<string>> FindPrincipalsAsync(Caller caller, CancellationToken cancellationToken)
    {
        await WaitForOthersAsync(cancellationToken);
        return await Inner.FindPrincipalsAsync(caller, cancellationToken);
    }

    public async ValueTask<ChangeOutcome> ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        if (!_isAlone && !group.IsOver && IsInTransaction && scope.Covers(changes))
        {
            Changes = changes;
            group.Enqueue(this);
            _isWaiting = true;
            _paused.SetResult();
            return await _outcome.Task;
        }

        if (scope.Covers(changes))
            await WaitForOthersAsync(cancellationToken);
        else
            await LeaveScopeAsync(cancellationToken);
        return await Inner.ApplyAsync(changes, cancellationToken);
    }

    public async ValueTask<IStorageTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        await LeaveScopeAsync(cancellationToken);
        return await Inner.BeginAsync(cancellationToken);
    }

    public async ValueTask MigrateAsync(CancellationToken cancellationToken)
    {
        await LeaveScopeAsync(cancellationToken);
        await Inner.MigrateAsync(cancellationToken);
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        await LeaveScopeAsync(cancellationToken);
        await Inner.FlushAsync(cancellationToken);
    }

    public ValueTask CheckAsync(bool readOnly, CancellationToken cancellationToken) => Inner.CheckAsync(readOnly, cancellationToken);

    /// <summary>The items before this one are done when it sees what they have changed. One that is alone is the first of those that are left.</summary>
    ValueTask WaitForOthersAsync(CancellationToken cancellationToken) => _isAlone ? default : group.FlushAsync(cancellationToken);

    async ValueTask LeaveScopeAsync(CancellationToken cancellationToken)
    {
        await WaitForOthersAsync(cancellationToken);
        group.IsOver = true;
    }

    async ValueTask EndAsync()
    {
        // What it fails with is told to whoever waits for its answer.
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
