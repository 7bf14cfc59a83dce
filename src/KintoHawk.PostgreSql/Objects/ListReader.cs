using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Objects;
using KintoHawk.PostgreSql.Engine;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>Placeholder of this branch; the real one comes with h/pgread.</summary>
sealed class ListReader(Session session, ObjectQuery query)
{
    public ValueTask<ObjectPage> ReadAsync(Caller caller, IReadOnlyList<string> principals, Action<StoredObject>? receive, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{session} {query} {caller} {principals.Count} {receive} {cancellationToken}");
}
