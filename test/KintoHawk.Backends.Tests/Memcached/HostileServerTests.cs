using System.Diagnostics;
using System.Text;
using KintoHawk.Core.Caching;
using KintoHawk.Memcached;

namespace KintoHawk.Backends.Tests.Memcached;

/// <summary>Whatever comes back, the cache says that it cannot answer, and says so in time.</summary>
public sealed class HostileServerTests
{
    static readonly MemcachedCacheOptions s_options = new() { CommandTimeout = TimeSpan.FromMilliseconds(500), ConnectTimeout = TimeSpan.FromMilliseconds(500) };

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("nonsense\r\n", false)]
    [InlineData("STORED", false)]
    [InlineData("ERROR\r\n", false)]
    [InlineData("CLIENT_ERROR bad data chunk\r\n", false)]
    [InlineData("SERVER_ERROR out of memory storing object\r\n", false)]
    [InlineData("VALUE k 16 5\r\nabc", false)]
    [InlineData("VALUE other 16 3\r\nabc\r\nEND\r\n", false)]
    [InlineData("VALUE k 16 3\r\nabcdefgh\r\nEND\r\n", false)]
    [InlineData("VALUE k 16 3\r\nabc\r\nVALUE k 16 3\r\nabc\r\nEND\r\n", false)]
    [InlineData("VALUE k 16 -1\r\n\r\nEND\r\n", false)]
    [InlineData("VALUE k 16 99999999999999999999\r\n", false)]
    [InlineData("VALUE k 16 4294967297\r\nabc\r\nEND\r\n", false)]
    [InlineData("VALUE k 16 3 x\r\nabc\r\nEND\r\n", false)]
    [InlineData("VALUE k 16 134217728\r\n", true)]
    [InlineData("no end of the line ", true)]
    [InlineData("key=a exp=-1\r\n", true)]
    [InlineData("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", false)]
    public async Task Nonsense_is_not_believed(string? answer, bool repeats)
    {
        await using var server = new HostileServer(answer is null ? null : Encoding.ASCII.GetBytes(answer), repeats);
        await using var cache = MemcachedCacheHome.Open([server.Host], "", s_options);
        var start = Stopwatch.GetTimestamp();
        await RefusesAsync(async () => await cache.GetAsync("k", Token));
        await RefusesAsync(async () => await cache.TryAddAsync("k", "1"u8.ToArray(), TimeSpan.FromMinutes(1), Token));
        await RefusesAsync(async () => await cache.ExtendAsync("k", TimeSpan.FromMinutes(1), Token));
        await RefusesAsync(async () => await cache.RemoveAsync("k", Token));
        await RefusesAsync(async () => await cache.FindRisksAsync(Token));

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Many_callers_are_refused_together_when_no_answer_comes()
    {
        await using var server = new HostileServer(null);
        await using var cache = MemcachedCacheHome.Open([server.Host], "", s_options);
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 2000).Select(n => RefusesAsync(async () => await cache.GetAsync($"k{n}", Token))));

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_caller_who_gives_up_does_not_wait_for_the_timeout()
    {
        await using var server = new HostileServer(null);
        await using var cache = MemcachedCacheHome.Open([server.Host], "", new MemcachedCacheOptions { CommandTimeout = TimeSpan.FromMinutes(10) });
        using var giveUp = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cache.GetAsync("k", giveUp.Token));
    }

    [Fact]
    public async Task A_cache_that_is_closed_lets_go_of_who_waits()
    {
        await using var server = new HostileServer(null);
        var cache = MemcachedCacheHome.Open([server.Host], "", new MemcachedCacheOptions { CommandTimeout = TimeSpan.FromMinutes(10) });
        var asked = Enumerable.Range(0, 50).Select(n => RefusesAsync(async () => await cache.GetAsync($"k{n}", Token))).ToArray();
        await cache.DisposeAsync();

        await Task.WhenAll(asked).WaitAsync(TimeSpan.FromSeconds(30), Token);
        await RefusesAsync(async () => await cache.GetAsync("k", Token));
    }

    static async Task RefusesAsync(Func<Task> question) => await Assert.ThrowsAsync<CacheUnavailableException>(question);
}
