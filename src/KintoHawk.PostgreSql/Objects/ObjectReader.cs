using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.PostgreSql.Engine;
using Npgsql;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>Placeholder of this branch; the real one comes with h/pgread.</summary>
sealed class ObjectReader(Session session)
{
    public ValueTask<ObjectView> ReadAsync(ObjectPath path, Caller caller, IReadOnlyList<string> principals, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{session} {path} {caller} {principals.Count} {cancellationToken}");

    public ValueTask<IReadOnlyList<ObjectView>> ReadManyAsync(IReadOnlyList<ObjectPath> paths, Caller caller, IReadOnlyList<string> principals, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{session} {paths} {caller} {principals.Count} {cancellationToken}");

    public ValueTask<IReadOnlyList<string>> FindPrincipalsAsync(Caller caller, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{session} {caller} {cancellationToken}");

    public static IReadOnlyList<string> FindPrincipals(NpgsqlConnection access, Caller caller) =>
        throw new NotSupportedException($"{access} {caller}");
}
