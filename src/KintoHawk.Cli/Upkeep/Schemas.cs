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
    /// <summary>That of the storage, and that of the permissions where they have a database of their own; none for a storage in memory.</summary>
    /// <exception cref="StorageUnavailableException">What is there cannot be used.</exception>
    public static async Task<IReadOnlyList<BackendSchema>> OfStorageAsync(KintoHawkOptions options, CancellationToken cancellationToken)
    {
        if (options.StorageBackend is BackendKind.Sqlite)
            return [new("storage", BackendKind.Sqlite, SqliteMigrations.OfStorage(options.StorageUrl))];
        if (options.StorageBackend is not BackendKind.PostgreSql)
            return [];
        var plans = await PostgreSqlMigrations.OfStorageAsync(Addresses.OfObjects(options), Addresses.OfPermissions(options), cancellationToken);
        return [.. plans.Select(static (plan, index) => new BackendSchema(index == 0 ? "storage" : "permission", BackendKind.PostgreSql, plan))];
    }

    /// <summary>That of the cache; null for one without schema.</summary>
    /// <exception cref="CacheUnavailableException">What is there cannot be used.</exception>
    public static async Task<BackendSchema?> OfCacheAsync(KintoHawkOptions options, CancellationToken cancellationToken) => options.CacheBackend switch
    {
        BackendKind.Sqlite => new("cache", BackendKind.Sqlite, SqliteMigrations.OfCache(options.CacheUrl)),
        BackendKind.PostgreSql => new("cache", BackendKind.PostgreSql, await PostgreSqlMigrations.OfCacheAsync(Addresses.OfPostgreSqlCache(options), cancellationToken)),
        _ => null,
    };

    /// <summary>Why a command that works on what is stored cannot begin, as a sentence; null when it can.</summary>
    /// <exception cref="StorageUnavailableException">What is there cannot be used.</exception>
    public static async Task<string?> RefuseStorageAsync(KintoHawkOptions options, CancellationToken cancellationToken) =>
        options.StorageBackend is BackendKind.Memory
            ? "storage_backend is memory: nothing is stored outside of a running server."
            : (await OfStorageAsync(options, cancellationToken)).Select(static schema => schema.Refuse()).FirstOrDefault(static refusal => refusal is not null);
}
