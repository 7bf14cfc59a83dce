using KintoHawk.Backends.Tests.Specs;

namespace KintoHawk.Backends.Tests.Redis;

public sealed class RedisCacheTests : CacheSpec
{
    readonly RedisCacheHome _home;

    public RedisCacheTests() : this(new RedisCacheHome()) { }

    RedisCacheTests(RedisCacheHome home) : base(home) => _home = home;

    [Fact]
    public async Task What_kinto_wrote_is_honoured()
    {
        await _home.SayAsync("PSETEX", "hawk:id:nonce:1", 60_000, "\"\"");
        await _home.SayAsync("PSETEX", "hawk:863085", 5_184_000_000, """ "{\"key\":\"k\"}" """.Trim());

        Assert.False(await Cache.TryAddAsync("hawk:id:nonce:1", Bytes("\"\""), Hour, Token));
        Assert.Equal(""" "{\"key\":\"k\"}" """.Trim(), await GetAsync("hawk:863085"));
        Assert.True(await Cache.ExtendAsync("hawk:863085", Hour, Token));
        Assert.True(await Cache.RemoveAsync("hawk:863085", Token));
    }

    [Fact]
    public async Task What_kinto_reads_is_what_it_would_have_written()
    {
        await Cache.SetAsync("hawk:863085", Bytes("\"{}\""), TimeSpan.FromDays(60), Token);
        Assert.True(await Cache.TryAddAsync("nonce", Bytes("\"\""), TimeSpan.FromSeconds(150), Token));

        Assert.Equal("\"{}\"", (string?)await _home.SayAsync("GET", "hawk:863085"));
        Assert.InRange((long)await _home.SayAsync("PTTL", "hawk:863085"), 5_184_000_000 - 60_000, 5_184_000_000);
        Assert.Equal("\"\"", (string?)await _home.SayAsync("GET", "nonce"));
        Assert.InRange((long)await _home.SayAsync("PTTL", "nonce"), 90_000, 150_000);
    }
}
