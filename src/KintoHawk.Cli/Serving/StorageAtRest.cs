using KintoHawk.Cli.Upkeep;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Archiving;
using KintoHawk.Server.Settings;

namespace KintoHawk.Cli.Serving;

/// <summary>The storage of settings whose backend keeps what it is given, as it is: no schema is made or changed.</summary>
sealed class StorageAtRest : IAsyncDisposable
{
    StorageAtRest(IStorage storage) => Storage = storage;

    public IStorage Storage { get; }

    public IStorageArchive Archive => (IStorageArchive)Storage;

    /// <summary>Opens it. Settings that <see cref="Schemas.RefuseStorageAsync"/> refuses have none.</summary>
    /// <exception cref="StorageUnavailableException">It cannot be opened.</exception>
    public static StorageAtRest Open(KintoHawkOptions options, TimeProvider time) => new(StorageOpening.Open(options, time));

    public ValueTask DisposeAsync() => ((IAsyncDisposable)Storage).DisposeAsync();
}
