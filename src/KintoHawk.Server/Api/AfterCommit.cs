using KintoHawk.Core.Storage;

namespace KintoHawk.Server.Api;

/// <summary>What a change prepared and has to finish once it is durable, or to give up when it is not made.</summary>
/// <param name="CompleteAsync">For when the change is durable.</param>
/// <param name="AbandonAsync">For when it is not made.</param>
sealed record PendingWork(Func<CancellationToken, ValueTask> CompleteAsync, Func<CancellationToken, ValueTask> AbandonAsync);

/// <summary>Work that may only happen once the changes of a request are durable, such as revoking the sessions of a changed account.</summary>
sealed class AfterCommit
{
    readonly List<PendingWork> _work = [];

    /// <summary>
    /// True when something outside the storage was changed that is not changed back when the changes of the request are not made: then they must not be made
    /// in a second attempt, which would find it changed.
    /// </summary>
    public bool HasActed { get; set; }

    public void Add(PendingWork work) => _work.Add(work);

    /// <summary>
    /// Commits. When nobody can tell whether it happened, because the connection was lost or the caller has gone, the work is neither finished nor given up:
    /// what it has prepared ends by itself.
    /// </summary>
    public async ValueTask CommitAsync(IStorageTransaction transaction, CancellationToken cancellationToken)
    {
        try
        {
            await transaction.CommitAsync(cancellationToken);
        }
        catch (Exception failure) when (!IsUndone(failure))
        {
            _work.Clear();
            throw;
        }
    }

    /// <summary>Whether a failure says for certain that the changes it has interrupted are not made.</summary>
    public static bool IsUndone(Exception failure) => failure is UnstorableException or StorageUnavailableException { IsTransient: true };

    /// <summary>The changes are durable.</summary>
    public async ValueTask RunAsync()
    {
        var work = _work.ToArray();
        _work.Clear();
        // All of it, and then the first failure: one account's must not keep the others' from being done.
        await Task.WhenAll(work.Select(static pending => pending.CompleteAsync(CancellationToken.None).AsTask()));
    }

    /// <summary>The changes are undone.</summary>
    public async ValueTask AbandonAsync()
    {
        foreach (var work in _work)
            await work.AbandonAsync(CancellationToken.None);
        _work.Clear();
    }
}
