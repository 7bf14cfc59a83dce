using KintoHawk.Cli.Upkeep;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Memory;
using KintoHawk.PostgreSql;
using KintoHawk.Server.Settings;
using KintoHawk.Sqlite;

namespace KintoHawk.Cli.Serving;

/// <summary>Opens the storage that the settings name.</summary>
static class StorageOpening
{
    static readonly TimeSpan _untilTold = TimeSpan.FromSeconds(3);
    static readonly TimeSpan _untilToldAgain = TimeSpan.FromSeconds(30);

    /// <summary>Opens it as it is: no schema is made or changed.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be opened.</exception>
    public static IStorage Open(KintoHawkOptions options, TimeProvider time) => options.StorageBackend switch
    {
        BackendKind.Sqlite => SqliteStorage.Open(options.StorageUrl, time),
        // The timestamps are those of the clock of the database, which all servers share.
        BackendKind.PostgreSql => PostgreSqlStorage.Open(
            Addresses.OfObjects(options), Addresses.OfPermissions(options), Addresses.OfReplica(options), Addresses.ToPool(options.StoragePool), time: null,
            Addresses.ToPool(options.PermissionPool)),
        _ => new MemoryStorage(time),
    };

    /// <summary>Creates or updates the schema of a storage that a server is to work with.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be used, or the settings forbid to update it.</exception>
    public static async Task PrepareAsync(IStorage storage, KintoHawkOptions options, CancellationToken cancellationToken)
    {
        if (options.ReadOnly)
        {
            foreach (var schema in await Schemas.OfStorageAsync(options, cancellationToken))
                if (schema.RefuseReadOnlyServer() is { } refusal)
                    throw new StorageUnavailableException(refusal);
            if (options.StorageBackend is BackendKind.PostgreSql)
                return;
        }

        await MigrateAsync(storage, options, cancellationToken);
    }

    /// <summary>Creates or updates the schema. When that takes long, standard error says every now and then that it goes on, and what it may be waiting for.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be changed.</exception>
    public static async Task MigrateAsync(IStorage storage, KintoHawkOptions options, CancellationToken cancellationToken)
    {
        var migration = storage.MigrateAsync(cancellationToken).AsTask();
        if (options.StorageBackend is not BackendKind.PostgreSql)
        {
            await migration;
            return;
        }

        var silence = _untilTold;
        while (await Task.WhenAny(migration, Task.Delay(silence, cancellationToken)) != migration && !cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync(
                $"Bringing the schema of {Addresses.OfObjects(options)} up to date. Indexes are made while others work, and wait for every transaction that is open in the database (pg_stat_activity shows them).");
            silence = _untilToldAgain;
        }

        await migration;
    }

    /// <summary>What tells one storage from another; it may have secrets.</summary>
    public static string PlaceOf(KintoHawkOptions options) => options.StorageBackend switch
    {
        BackendKind.Memory => "memory",
        BackendKind.Sqlite => $"sqlite {Path.GetFullPath(options.StorageUrl)}",
        _ => $"{options.StorageUrl} {options.PermissionUrl} {options.StorageReadUrl} {Addresses.ToPool(options.StoragePool)} {Addresses.ToPool(options.PermissionPool)}",
    };
}
