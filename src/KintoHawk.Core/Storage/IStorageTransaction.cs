namespace KintoHawk.Core.Storage;

/// <summary>
/// A storage whose changes others see only after <see cref="CommitAsync"/>, and which sees its own at once.
/// A refused <see cref="IStorage.ApplyAsync"/> leaves the earlier changes of the transaction in place. Disposing without commit undoes everything.
/// After the commit it answers nothing more. One call at a time; other writers wait until it is disposed, at least those of the sets it has written to, so keep it short.
/// </summary>
public interface IStorageTransaction : IStorage, IAsyncDisposable
{
    /// <summary>
    /// Applies several commands in this order, each all or nothing for itself: a refused one leaves the others as they are. One trip where the backend is another
    /// process and nothing is refused.
    /// </summary>
    /// <exception cref="UnstorableException">Something in one of the commands cannot be stored: then none of them is applied.</exception>
    async ValueTask<IReadOnlyList<ChangeOutcome>> ApplyManyAsync(IReadOnlyList<ChangeSet> commands, CancellationToken cancellationToken)
    {
        var outcomes = new ChangeOutcome[commands.Count];
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] = await ApplyAsync(commands[i], cancellationToken).ConfigureAwait(false);
        return outcomes;
    }

    /// <summary>Makes the changes durable and visible. At most once.</summary>
    ValueTask CommitAsync(CancellationToken cancellationToken);
}
