using KintoHawk.Core.Caching;
using KintoHawk.Core.Storage;
using KintoHawk.Sqlite.Engine;
using KintoHawk.Sqlite.Objects;

namespace KintoHawk.Sqlite;

/// <summary>What <see cref="SqliteStorage.MigrateAsync"/> and <see cref="SqliteCache.Open"/> would do to a file. Neither makes nor changes one.</summary>
public static class SqliteMigrations
{
    const string OnlyLook = "PRAGMA query_only = ON";

    /// <summary>What is to be done to the file of a storage.</summary>
    /// <param name="path">The file; it need not be there.</param>
    /// <exception cref="StorageUnavailableException">The file cannot be read, is not one of ours, or was written by a newer program.</exception>
    public static MigrationPlan OfStorage(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var target = Sql.Migrations.Count;
        if (!File.Exists(path))
            return new MigrationPlan(path, Exists: false, 0, target, Sql.Migrations);
        try
        {
            using var connection = Connection.Open(path, OnlyLook);
            var version = Schema.ReadVersion(connection);
            return version <= target
                ? new MigrationPlan(path, Exists: true, version, target, [.. Sql.Migrations.Skip(version)])
                : throw Schema.TooNew(version);
        }
        catch (SqliteException failure)
        {
            throw new StorageUnavailableException($"The database file {path} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>What is to be done to the file of a cache. Its schema has one version.</summary>
    /// <param name="path">The file; it need not be there.</param>
    /// <exception cref="CacheUnavailableException">The file cannot be read.</exception>
    public static MigrationPlan OfCache(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            return new MigrationPlan(path, Exists: false, 0, 1, [Sql.Cache.Schema]);
        try
        {
            using var connection = Connection.Open(path, OnlyLook);
            using var table = connection.Use(Sql.Cache.HasSchema);
            return table.Step() ? new MigrationPlan(path, Exists: true, 1, 1, []) : new MigrationPlan(path, Exists: true, 0, 1, [Sql.Cache.Schema]);
        }
        catch (SqliteException failure)
        {
            throw new CacheUnavailableException($"The cache file {path} cannot be read: {failure.Message}", failure);
        }
    }
}
