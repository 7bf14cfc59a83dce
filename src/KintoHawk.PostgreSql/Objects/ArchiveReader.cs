using KintoHawk.Core.Objects;
using KintoHawk.Core.Storage.Archiving;
using KintoHawk.PostgreSql.Engine;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>Placeholder of this branch; the real one comes with h/pgread.</summary>
sealed class ArchiveReader(Session session)
{
    /// <summary>Hands over one state: begins and ends a transaction of its own on the connections.</summary>
    public ValueTask<bool> ReadAsync(ArchiveScope scope, Action<ArchiveEntry> receive, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{session} {scope} {receive} {cancellationToken}");

    /// <summary>The object or tombstone with everything that belongs to it; null when there is neither.</summary>
    public ValueTask<ArchiveEntry.Object?> FindAsync(ObjectPath path, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{session} {path} {cancellationToken}");
}
