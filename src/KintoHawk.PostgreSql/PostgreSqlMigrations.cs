using KintoHawk.Core.Storage;
using KintoHawk.PostgreSql.Engine;
using KintoHawk.PostgreSql.Objects;

namespace KintoHawk.PostgreSql;

/// <summary>What <see cref="PostgreSqlStorage.MigrateAsync"/> would do to the databases. It only looks.</summary>
public static class PostgreSqlMigrations
{
    /// <summary>
    /// A plan for each part: the tables of Kinto's storage, those of its permissions, and what we add (functions and indexes whose names begin with
    /// <c>kintohawk_</c>), once for each database.
    /// </summary>
    /// <param name="objects">The database of the objects.</param>
    /// <param name="permissions">The database of the permissions; null when it is that of the objects.</param>
    /// <param name="pool">How long to wait.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StorageUnavailableException">A database cannot be reached, or is one that <see cref="PostgreSqlStorage.MigrateAsync"/> would refuse.</exception>
    public static async ValueTask<IReadOnlyList<MigrationPlan>> OfStorageAsync(
        PostgreSqlAddress objects, PostgreSqlAddress? permissions, PostgreSqlPoolOptions pool, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objects);
        ArgumentNullException.ThrowIfNull(pool);
        if (permissions is null || permissions.Equals(objects))
            return await PlanAsync(objects, SchemaParts.Objects | SchemaParts.Access, pool, cancellationToken).ConfigureAwait(false);
        return
        [
            .. await PlanAsync(objects, SchemaParts.Objects, pool, cancellationToken).ConfigureAwait(false),
            .. await PlanAsync(permissions, SchemaParts.Access, pool, cancellationToken).ConfigureAwait(false),
        ];
    }

    static async ValueTask<IReadOnlyList<MigrationPlan>> PlanAsync(PostgreSqlAddress address, SchemaParts parts, PostgreSqlPoolOptions pool, CancellationToken cancellationToken)
    {
        await using var database = new Database(address, pool, PostgreSqlStorage.Unavailable);
        return await Schema.PlanAsync(database, parts, cancellationToken).ConfigureAwait(false);
    }
}
