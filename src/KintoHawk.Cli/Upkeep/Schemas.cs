using KintoHawk.Core.Caching;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Settings;
using KintoHawk.Sqlite;

namespace KintoHawk.Cli.Upkeep;

/// <summary>The state of the backends that the settings name, found out without making or changing anything. Null for those that keep nothing.</summary>
static class Schemas
{
    /// <exception cref="StorageUnavailableException">What is there cannot be used.</exception>
    public static MigrationPlan? OfStorage(KintoHawkOptions options) =>
        options.StorageBackend is BackendKind.Sqlite ? SqliteMigrations.OfStorage(options.StorageUrl) : null;

    /// <exception cref="CacheUnavailableException">What is there cannot be used.</exception>
    public static MigrationPlan? OfCache(KintoHawkOptions options) =>
        options.CacheBackend is BackendKind.Sqlite ? SqliteMigrations.OfCache(options.CacheUrl) : null;

    /// <summary>Why a command that works on what is stored cannot begin, as a sentence; null when it can.</summary>
    /// <exception cref="StorageUnavailableException">What is there cannot be used.</exception>
    public static string? RefuseStorage(KintoHawkOptions options) => OfStorage(options) switch
    {
        null => "storage_backend is memory: nothing is stored outside of a running server.",
        { Exists: false } missing => $"There is no database at {missing.Place}.",
        { IsCurrent: false } old => $"The database {old.Place} has schema version {old.Version}; this program wants {old.Target}. Run 'kintohawk migrate' first.",
        _ => null,
    };
}
