using KintoHawk.Cli.Serving;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Storage;
using KintoHawk.PostgreSql;
using KintoHawk.Server.Settings;
using KintoHawk.Sqlite;

namespace KintoHawk.Cli.Upkeep;

/// <summary>The schemas of the backends that the settings name, found out without making or changing anything.</summary>
static class Schemas
{
    static readonly PostgreSqlPoolOptions _unpooled = new() { IsPooled = false };

    /// <summary>That of the storage, that of the permissions where it is one of its own, and what is added to them; none for a storage in memory.</summary>
    /// <exception cref="StorageUnavailableException">What is there cannot be used.</exception>
    public static async Task<IReadOnlyList<BackendSchema>> OfStorageAsync(KintoHawkOptions options, CancellationToken cancellationToken)
    {
        if (options.StorageBackend is BackendKind.Sqlite)
            return [new("storage", BackendKind.Sqlite, SqliteMigrations.OfStorage(options.StorageUrl))];
        if (options.StorageBackend is not BackendKind.PostgreSql)
            return [];
        var (objects, permissions) = (Addresses.OfObjects(options), Addresses.OfPermissions(options));
        var plans = await PostgreSqlMigrations.OfStorageAsync(objects, permissions, _unpooled, cancellationToken);
        string[] roles = permissions is null ? ["storage", "permission", BackendSchema.Additions] : ["storage", BackendSchema.Additions, "permission", BackendSchema.Additions];
        return [.. plans.Zip(roles, (plan, role) => new BackendSchema(role, BackendKind.PostgreSql, plan with { Place = (role == "permission" ? permissions ?? objects : objects).Display }))];
    }

    /// <summary>That of the cache; null for one without schema.</summary>
    /// <exception cref="CacheUnavailableException">What is there cannot be used.</exception>
    public static async Task<BackendSchema?> OfCacheAsync(KintoHawkOptions options, CancellationToken cancellationToken) => options.CacheBackend switch
    {
        BackendKind.Sqlite => new("cache", BackendKind.Sqlite, SqliteMigrations.OfCache(options.CacheUrl)),
        BackendKind.PostgreSql => new("cache", BackendKind.PostgreSql, await PlanOfCacheAsync(Addresses.OfPostgreSqlCache(options), cancellationToken)),
        _ => null,
    };

    /// <summary>Why a command that works on what is stored cannot begin, as a sentence; null when it can.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="willWrite">False for a command that only reads.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="StorageUnavailableException">What is there cannot be used.</exception>
    public static async Task<string?> RefuseStorageAsync(KintoHawkOptions options, bool willWrite, CancellationToken cancellationToken) =>
        options.StorageBackend is BackendKind.Memory
            ? "storage_backend is memory: nothing is stored outside of a running server."
            : (await OfStorageAsync(options, cancellationToken))
                .Select(schema => willWrite ? schema.Refuse() : schema.RefuseReading())
                .FirstOrDefault(static refusal => refusal is not null);

    /// <summary>The cache of Kinto has no version of its own, and one table.</summary>
    static async Task<MigrationPlan> PlanOfCacheAsync(PostgreSqlAddress address, CancellationToken cancellationToken)
    {
        await using var cache = new PostgreSqlCache(address, _unpooled);
        return await cache.HasTableAsync(cancellationToken)
            ? new MigrationPlan(address.Display, Exists: true, 1, 1, [])
            : new MigrationPlan(address.Display, Exists: false, 0, 1, [PostgreSqlCache.Schema]);
    }
}
