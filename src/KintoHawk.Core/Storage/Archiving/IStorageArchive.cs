namespace KintoHawk.Core.Storage.Archiving;

/// <summary>
/// A storage whose content can be read and put back exactly as it stands: timestamps, tombstones, access lists, members and clocks.
/// Every member throws <see cref="StorageUnavailableException"/> when the backend cannot answer.
/// </summary>
public interface IStorageArchive
{
    /// <summary>
    /// Hands over one state of the storage, entry by entry: objects first, ordered by partition, kind and id (byte by byte), so that nothing comes
    /// before what contains it; then clocks, in the same order. Kinds that this server does not serve are left out. Never writes.
    /// </summary>
    ValueTask ReadAsync(ArchiveScope scope, Action<ArchiveEntry> receive, CancellationToken cancellationToken);

    /// <summary>
    /// Puts entries where they belong, durably. Either all are decided on and those to be written are written, or, when one outcome is
    /// <see cref="RestoreOutcome.Conflict"/> or <see cref="RestoreOutcome.Orphan"/>, nothing is written.
    /// </summary>
    /// <returns>For each entry what became of it.</returns>
    ValueTask<IReadOnlyList<RestoreOutcome>> RestoreAsync(IReadOnlyList<ArchiveEntry> entries, RestorePolicy policy, CancellationToken cancellationToken);

    /// <summary>
    /// What <see cref="RestoreAsync"/> would answer now. Never writes. What contains an entry is taken to be there: it may be among the entries to come.
    /// </summary>
    ValueTask<IReadOnlyList<RestoreOutcome>> RehearseAsync(IReadOnlyList<ArchiveEntry> entries, RestorePolicy policy, CancellationToken cancellationToken);
}
