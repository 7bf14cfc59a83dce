using KintoHawk.Backends.Tests.Specs;
using KintoHawk.Core.Caching;
using KintoHawk.Memcached;
using KintoHawk.TestBackends;

namespace KintoHawk.Backends.Tests.Memcached;

/// <summary>The same cache on three servers.</summary>
public sealed class MemcachedServersTests : CacheSpec
{
    readonly MemcachedCacheHome _home;

    public MemcachedServersTests() : this(new MemcachedCacheHome(3)) { }

    MemcachedServersTests(MemcachedCacheHome home) : base(home) => _home = home;

    /// <summary>Computed with Kinto's client: <c>(((crc32(key) >> 16) &amp; 0x7fff) or 1) % servers</c>.</summary>
    [Theory]
    [InlineData("hawk:863085b395153c720215a4534da4024f605a8f6bb8be1ea01e3cf4a900230c6c", 1, 3)]
    [InlineData("__heartbeat__", 0, 0)]
    [InlineData("kinto:hawk:id:nonce:1", 1, 6)]
    [InlineData("\u00e9", 0, 4)]
    [InlineData("c", 2, 6)]
    [InlineData("d", 2, 2)]
    public void Keys_are_where_kinto_looks_for_them(string key, int ofThree, int ofSeven)
    {
        Assert.Equal(ofThree, ServerChoice.IndexOf(Bytes(key), 3));
        Assert.Equal(ofSeven, ServerChoice.IndexOf(Bytes(key), 7));
    }

    [Fact]
    public async Task Every_server_has_a_part()
    {
        for (var n = 0; n < 300; n++)
            await Cache.SetAsync($"k{n}", Bytes("1"), Hour, Token);

        var found = 0;
        for (var server = 0; server < 3; server++)
        {
            var list = await MemcachedCacheHome.SayAsync(server, "lru_crawler metadump hash", "END");
            var here = list.Split('\n').Count(line => line.StartsWith("key=" + Uri.EscapeDataString(_home.Scope), StringComparison.Ordinal));
            Assert.InRange(here, 60, 140);
            found += here;
        }

        Assert.Equal(300, found);
    }

    [Fact]
    public async Task A_key_whose_server_is_away_is_nowhere_else()
    {
        await using var away = await PrivateMemcached.StartAsync();
        var other = (await _home.HostsAsync())[0];
        await using var cache = MemcachedCacheHome.Open([other, away.Host], _home.Scope);
        string[] keys = [.. Enumerable.Range(0, 40).Select(static n => $"nonce{n}")];
        foreach (var key in keys)
            Assert.True(await cache.TryAddAsync(key, Bytes("\"\""), Hour, Token));

        await away.KillAsync();
        var refused = 0;
        foreach (var key in keys)
        {
            try
            {
                Assert.False(await cache.TryAddAsync(key, Bytes("\"\""), Hour, Token));
            }
            catch (CacheUnavailableException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 5, 35);
        await Assert.ThrowsAsync<CacheUnavailableException>(async () => await cache.CheckAsync(Token));
        await Assert.ThrowsAsync<CacheUnavailableException>(async () => await cache.FlushAsync(Token));
    }
}
