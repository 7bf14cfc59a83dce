using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;

namespace KintoHawk.Core.Storage;

/// <summary>
/// A storage in another process, where looking before a write costs a trip: it can look and write in one. What the writer would have looked for is told it as
/// a guard; where the guard does not hold nothing is written, and the writer looks first after all.
/// </summary>
public interface IGuardedPuts
{
    /// <summary>
    /// The containing objects of a path, the bucket first, as this process saw them last; null when it has not seen them lately, or one was missing. Never asks
    /// the backend: they may have changed since, which the guard finds out.
    /// </summary>
    IReadOnlyList<StoredObject>? RecallAncestors(ObjectPath path);

    /// <summary>Stores the object if the guard holds, in one trip. When the task completes with <see cref="GuardedPutOutcome.Held"/> it is durable.</summary>
    /// <exception cref="StorageUnavailableException">The backend cannot answer.</exception>
    /// <exception cref="UnstorableException">The data cannot be said in this storage.</exception>
    ValueTask<GuardedPutOutcome> PutAsync(GuardedPut put, Caller caller, CancellationToken cancellationToken);
}
