using KintoHawk.Core.Storage;

namespace KintoHawk.Backends.Tests;

/// <summary>Makes the storages of one backend, and throws them away afterwards.</summary>
public interface IBackend : IAsyncDisposable
{
    /// <summary>An empty storage, ready for use.</summary>
    ValueTask<IStorage> OpenStorageAsync(TimeProvider time);
}
