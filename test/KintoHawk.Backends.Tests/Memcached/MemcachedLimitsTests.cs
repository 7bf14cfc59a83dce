using System.Diagnostics;
using KintoHawk.Core.Caching;
using KintoHawk.TestBackends;

namespace KintoHawk.Backends.Tests.Memcached;

/// <summary>Servers that are small, full, locked up, or elsewhere.</summary>
public sealed class MemcachedLimitsTests
{
    static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_too_large_is_refused_and_what_comes_next_is_not()
    {
        await using var server = await PrivateMemcached.StartAsync();
        await using var cache = MemcachedCacheHome.Open([server.Host], "");
        for (var round = 0; round < 5; round++)
        {
            var failure = await Assert.ThrowsAsync<CacheUnavailableException>(async () => await cache.SetAsync("k", new byte[1 << 20], s_hour, Token));
            Assert.Contains("too large", failure.Message, StringComparison.Ordinal);
            Assert.True(await cache.TryAddAsync($"k{round}", "1"u8.ToArray(), s_hour, Token));
        }
    }

    [Fact]
    public async Task A_full_server_that_may_not_evict_refuses_and_keeps_what_it_has()
    {
        await using var server = await PrivateMemcached.StartAsync("-M", "-m", "4");
        await using var cache = MemcachedCacheHome.Open([server.Host], "");
        var stored = 0;
        await Assert.ThrowsAsync<CacheUnavailableException>(async () =>
        {
            for (; stored < 20_000; stored++)
                await cache.SetAsync($"k{stored}", new byte[2000], s_hour, Token);
        });

        for (var n = 0; n < stored; n++)
            Assert.NotNull(await cache.GetAsync($"k{n}", Token));
        Assert.DoesNotContain(await cache.FindRisksAsync(Token), static risk => risk.Contains("full", StringComparison.Ordinal) || risk.Contains("has dropped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_evicts_is_told_of()
    {
        await using var server = await PrivateMemcached.StartAsync("-m", "4");
        await using var cache = MemcachedCacheHome.Open([server.Host], "");
        Assert.Contains(await cache.FindRisksAsync(Token), static risk => risk.Contains("drops entries when it is full", StringComparison.Ordinal));

        for (var n = 0; n < 10_000; n++)
            await cache.SetAsync($"k{n}", new byte[2000], s_hour, Token);
        Assert.Contains(await cache.FindRisksAsync(Token), static risk => risk.Contains("has dropped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_prefix_cannot_be_flushed_where_keys_are_not_listed()
    {
        await using var server = await PrivateMemcached.StartAsync("-X");
        await using var cache = MemcachedCacheHome.Open([server.Host], "kinto:");
        await using var all = MemcachedCacheHome.Open([server.Host], "");
        await cache.SetAsync("k", "1"u8.ToArray(), s_hour, Token);

        var failure = await Assert.ThrowsAsync<CacheUnavailableException>(async () => await cache.FlushAsync(Token));
        Assert.Contains("-X", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(await cache.GetAsync("k", Token));
        await all.FlushAsync(Token);
        Assert.Null(await cache.GetAsync("k", Token));
    }

    [Fact]
    public async Task Without_prefix_a_flush_empties_the_server()
    {
        await using var server = await PrivateMemcached.StartAsync();
        await using var cache = MemcachedCacheHome.Open([server.Host], "");
        await using var other = MemcachedCacheHome.Open([server.Host], "other:");
        await cache.SetAsync("k", "1"u8.ToArray(), s_hour, Token);
        await other.SetAsync("k", "1"u8.ToArray(), s_hour, Token);
        await cache.FlushAsync(Token);

        Assert.Null(await cache.GetAsync("k", Token));
        Assert.Null(await other.GetAsync("k", Token));
        Assert.True(await cache.TryAddAsync("k", "1"u8.ToArray(), s_hour, Token));
        Assert.NotNull(await cache.GetAsync("k", Token));
    }

    [Fact]
    public async Task A_server_may_be_reached_by_its_socket()
    {
        var path = Path.Combine(Path.GetTempPath(), $"kh-{Guid.NewGuid():N}.sock");
        using var server = Process.Start(Programs.Find("memcached", "memcached"), ["-s", path, "-u", "nobody"]);
        try
        {
            await using var cache = MemcachedCacheHome.Open([$"unix:{path}"], "");
            var start = Stopwatch.GetTimestamp();
            while (true)
            {
                try
                {
                    await cache.CheckAsync(Token);
                    break;
                }
                catch (CacheUnavailableException) when (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20))
                {
                    await Task.Delay(10, Token);
                }
            }

            Assert.True(await cache.TryAddAsync("k", "1"u8.ToArray(), s_hour, Token));
            Assert.False(await cache.TryAddAsync("k", "1"u8.ToArray(), s_hour, Token));
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(Token);
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_refused_at_once()
    {
        await using var cache = MemcachedCacheHome.Open([$"127.0.0.1:{FreePort.Take()}"], "");
        for (var n = 0; n < 3; n++)
            await Assert.ThrowsAsync<CacheUnavailableException>(async () => await cache.GetAsync("k", Token));
    }
}
