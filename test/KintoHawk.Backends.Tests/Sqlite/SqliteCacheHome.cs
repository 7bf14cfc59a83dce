using KintoHawk.Core.Caching;

namespace KintoHawk.Backends.Tests.Sqlite;

/// <summary>Caches in one file.</summary>
sealed class SqliteCacheHome(SqliteBackend backend) : ClockedCacheHome
{
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await backend.DisposeAsync();
    }

    protected override ValueTask<ICache> OpenCacheAsync(string prefix) => backend.OpenCacheAsync(Clock, prefix);
}
