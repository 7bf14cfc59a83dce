using KintoHawk.Core.Caching;
using Microsoft.Extensions.Time.Testing;

namespace KintoHawk.Backends.Tests;

/// <summary>The cache of a backend that asks a clock of ours.</summary>
sealed class BackendCacheHome(IBackend backend) : CacheHome
{
    public override FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public override TimeSpan Short => TimeSpan.FromMinutes(1);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await backend.DisposeAsync();
    }

    protected override ValueTask<ICache> OpenCacheAsync(string prefix) => backend.OpenCacheAsync(Clock, prefix);
}
