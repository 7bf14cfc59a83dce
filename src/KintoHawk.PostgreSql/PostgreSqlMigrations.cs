using KintoHawk.Core.Caching;
using KintoHawk.Core.Storage;
using KintoHawk.PostgreSql.Engine;
using KintoHawk.PostgreSql.Objects;

namespace KintoHawk.PostgreSql;

/// <summary>What <see cref="PostgreSqlStorage.MigrateAsync"/> and <see cref="PostgreSqlCache.MigrateAsync"/> would do to databases. Changes none.</summary>
public static class PostgreSqlMigrations
{
    /// <summary>The cache of Kinto has no version of its own.</summary>
    const int CacheVersion = 1;

    static readonly PostgreSqlPoolOptions _unpooled = new() { IsPooled = false };

    /// <summary>What is to be done to the databases of a storage. Versions are those of Kinto; our functions and indexes have none there.</summary>
    /// <param name="objects">The database of the objects.</param>
    /// <param name="permissions">The database of the permissions; null when it is that of the objects.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The plan for the objects, and with them for the permissions that are in their database; then the plan for permissions in another.</returns>
    /// <exception cref="StorageUnavailableException">A database does not answer, or is one that cannot be worked with.</exception>
    public static async Task<IReadOnlyList<MigrationPlan>> OfStorageAsync(PostgreSqlAddress objects, PostgreSqlAddress? permissions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objects);
        if (permissions is null || permissions.Equals(objects))
            return [await OfPartsAsync(objects, SchemaParts.Objects | SchemaParts.Access, cancellationToken).ConfigureAwait(false)];
        return
        [
            await OfPartsAsync(objects, SchemaParts.Objects, cancellationToken).ConfigureAwait(false),
            await OfPartsAsync(permissions, SchemaParts.Access, cancellationToken).ConfigureAwait(false),
        ];
    }

    /// <summary>What is to be done to the database of a cache.</summary>
    /// <param name="address">The database.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="CacheUnavailableException">The database does not answer.</exception>
    public static async Task<MigrationPlan> OfCacheAsync(PostgreSqlAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        var cache = new PostgreSqlCache(address, _unpooled);
        await using (cache.ConfigureAwait(false))
        {
            return await cache.HasTableAsync(cancellationToken).ConfigureAwait(false)
                ? new MigrationPlan(address.Display, Exists: true, CacheVersion, CacheVersion, [])
                : new MigrationPlan(address.Display, Exists: false, 0, CacheVersion, [Sql.Load("Migrations.cache")]);
        }
    }

    static async Task<MigrationPlan> OfPartsAsync(PostgreSqlAddress address, SchemaParts parts, CancellationToken cancellationToken)
    {
        var database = new Database(address, _unpooled, PostgreSqlStorage.Unavailable);
        await using (database.ConfigureAwait(false))
        {
            var state = await database.RunAsync(connection => SchemaState.ReadAsync(connection, cancellationToken), cancellationToken).ConfigureAwait(false);
            state.Refuse(parts, address.Display);
            var (version, target) = parts.HasFlag(SchemaParts.Objects) ? (state.Storage, SchemaState.StorageTarget) : (state.Permission, SchemaState.PermissionTarget);
            return new MigrationPlan(
                address.Display, version > 0, version, target, state.IsCurrent(parts) ? [] : [.. SchemaUpdate.StepsFrom(state, parts, createdAt: null).Select(static step => step.Text)]);
        }
    }
}
