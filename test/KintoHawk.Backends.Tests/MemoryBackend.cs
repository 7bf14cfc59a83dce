using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Memory;

namespace KintoHawk.Backends.Tests;

sealed class MemoryBackend : IBackend
{
    public ValueTask<IStorage> OpenStorageAsync(TimeProvider time) => ValueTask.FromResult<IStorage>(new MemoryStorage(time));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
