using KintoHawk.Backends.Tests.Specs;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Caching.Memory;
using Microsoft.Extensions.Time.Testing;

namespace KintoHawk.Backends.Tests.Memory;

public sealed class MemoryCacheTests() : CacheSpec(new MemoryCacheHome())
{
    [Fact]
    public async Task Expired_entries_are_forgotten_by_the_writes()
    {
        var cache = new MemoryCache(Time);
        for (var n = 0; n < 10_000; n++)
        {
            await cache.TryAddAsync($"nonce{n}", Bytes("x"), TimeSpan.FromSeconds(60), Token);
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(cache.Count, 60, 62);
    }

    [Fact]
    public async Task A_full_cache_refuses_rather_than_drops()
    {
        var cache = new MemoryCache(Time, maxSize: 1000);
        var stored = 0;
        await Assert.ThrowsAsync<CacheUnavailableException>(async () =>
        {
            for (; stored < 100; stored++)
                await cache.SetAsync($"k{stored}", Bytes("value"), TimeSpan.FromMinutes(1), Token);
        });

        Assert.InRange(stored, 2, 10);
        Assert.Equal(stored, cache.Count);
        Assert.NotNull(await cache.GetAsync("k0", Token));
        await cache.SetAsync("k0", Bytes("other"), TimeSpan.FromMinutes(1), Token);

        Time.Advance(TimeSpan.FromMinutes(1));
        await cache.SetAsync("next", Bytes("value"), TimeSpan.FromMinutes(1), Token);
        Assert.NotNull(await cache.GetAsync("next", Token));
        Assert.InRange(cache.Count, 1, 2);
    }

    [Fact]
    public async Task Room_is_found_again_after_removal_and_flush()
    {
        var cache = new MemoryCache(new FakeTimeProvider(), maxSize: 500);
        for (var n = 0; n < 100; n++)
        {
            await cache.SetAsync($"k{n}", new byte[200], TimeSpan.FromHours(1), Token);
            if (n % 2 == 0)
                Assert.True(await cache.RemoveAsync($"k{n}", Token));
            else
                await cache.FlushAsync(Token);
        }

        Assert.Equal(0, cache.Count);
    }
}
