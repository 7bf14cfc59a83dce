using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.PostgreSql.Engine;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>Placeholder of this branch; the real one comes with h/pgread.</summary>
sealed class Survey(Session session)
{
    public ValueTask<IReadOnlyDictionary<string, AccessControl>> FindAccessListsAsync(IReadOnlyCollection<string> uris, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{session} {uris} {cancellationToken}");

    public ValueTask<IReadOnlyList<AccessEntry>> FindEntriesAsync(IReadOnlyCollection<string> principals, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{session} {principals} {cancellationToken}");

    public ValueTask<IReadOnlyList<string>> FindUrisAsync(Resource resource, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{session} {resource} {cancellationToken}");

    public ValueTask<IReadOnlyList<ObjectCount>> CountAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{session} {cancellationToken}");
}
