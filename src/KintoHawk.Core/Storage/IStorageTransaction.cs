namespace KintoHawk.Core.Storage;

/// <summary>
/// A storage whose changes others see only after <see cref="CommitAsync"/>, and which sees its own at once.
/// A refused <see cref="IStorage.ApplyAsync"/> leaves the earlier changes of the transaction in place. Disposing without commit undoes everything.
/// After the commit it answers nothing more. One call at a time; other writers wait until it is disposed, so keep it short.
/// </summary>
public interface IStorageTransaction : IStorage, IAsyncDisposable
{
    /// <summary>Makes the changes durable and visible. At most once.</summary>
    ValueTask CommitAsync(CancellationToken cancellationToken);
}
