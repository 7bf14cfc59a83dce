using System.Text.RegularExpressions;
using KintoHawk.Backends.Tests.Specs;

namespace KintoHawk.Backends.Tests.Memcached;

public sealed partial class MemcachedCacheTests : CacheSpec
{
    readonly MemcachedCacheHome _home;

    public MemcachedCacheTests() : this(new MemcachedCacheHome(1)) { }

    MemcachedCacheTests(MemcachedCacheHome home) : base(home) => _home = home;

    [Fact]
    public async Task What_kinto_wrote_is_honoured()
    {
        var end = DateTimeOffset.UnixEpoch.AddDays(30_000).ToUnixTimeSeconds();
        await KintoSetsAsync("hawk:id:nonce:1", $$"""{"value":"","ttl":{{end}}}""", 60);
        await KintoSetsAsync("hawk:863085", $$"""{"ttl": {{end}}, "value": "{\"key\":\"k\"}"}""", 2_000_000);
        await KintoSetsAsync("openid", $$"""{"value":{"sub":"\u00E9","n":[1.50,null]},"ttl":{{end}}}""", 60);

        Assert.False(await Cache.TryAddAsync("hawk:id:nonce:1", Bytes("\"\""), Hour, Token));
        Assert.Equal("\"\"", await GetAsync("hawk:id:nonce:1"));
        Assert.Equal(""" "{\"key\":\"k\"}" """.Trim(), await GetAsync("hawk:863085"));
        Assert.Equal("""{"sub":"\u00E9","n":[1.50,null]}""", await GetAsync("openid"));
        Assert.True(await Cache.ExtendAsync("hawk:863085", Hour, Token));
        Assert.True(await Cache.RemoveAsync("hawk:863085", Token));
    }

    [Fact]
    public async Task What_kinto_reads_is_what_it_would_have_written()
    {
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        await Cache.SetAsync("hawk:863085", Bytes("\"{}\""), TimeSpan.FromDays(60), Token);
        Assert.True(await Cache.TryAddAsync("nonce", Bytes("\"\""), TimeSpan.FromSeconds(150), Token));

        await KintoFindsAsync("hawk:863085", "\"{}\"", before + 5_184_000);
        await KintoFindsAsync("nonce", "\"\"", before + 150);
        Assert.True(await Cache.ExtendAsync("nonce", TimeSpan.FromDays(60), Token));
        await KintoFindsAsync("nonce", "\"\"", before + 5_184_000);
    }

    [Fact]
    public async Task A_value_that_is_no_json_does_not_disturb_kinto()
    {
        await Cache.SetAsync("k", new byte[] { 0xff, 0x0a }, Hour, Token);

        Assert.Matches("\n\\{\"value\":null,\"ttl\":\\d+,\"base64\":\"/wo=\"\\}\nEND\n", await MemcachedCacheHome.SayAsync(0, $"get {_home.Scope}kinto:k", "END"));
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("[]")]
    [InlineData("{\"ttl\":1}")]
    [InlineData("{\"value\":")]
    [InlineData("{\"value\":null,\"ttl\":1,\"base64\":\"?\"}")]
    public async Task What_nobody_of_us_wrote_has_no_value_and_is_in_the_way(string value)
    {
        await KintoSetsAsync("k", value, 60);

        Assert.Null(await GetAsync("k"));
        Assert.False(await Cache.TryAddAsync("k", Bytes("1"), Hour, Token));
        Assert.False(await Cache.ExtendAsync("k", Hour, Token));
        await Cache.SetAsync("k", Bytes("1"), Hour, Token);
        Assert.Equal("1", await GetAsync("k"));
    }

    Task<string> KintoSetsAsync(string key, string value, int expiry) =>
        MemcachedCacheHome.SayAsync(0, $"set {_home.Scope}kinto:{key} 16 {expiry} {Bytes(value).Length}\r\n{value}", "STORED");

    /// <summary>The entry, byte for byte, with a second or so for the time between.</summary>
    async Task KintoFindsAsync(string key, string value, long end)
    {
        var found = EntryPattern().Match(await MemcachedCacheHome.SayAsync(0, $"get {_home.Scope}kinto:{key}", "END"));
        Assert.True(found.Success);
        Assert.Equal($"{_home.Scope}kinto:{key}", found.Groups["key"].Value);
        Assert.Equal("16", found.Groups["flags"].Value);
        Assert.Equal(value, found.Groups["value"].Value);
        Assert.InRange(long.Parse(found.Groups["end"].Value), end, end + 60);

        var left = await MemcachedCacheHome.SayAsync(0, $"mg {_home.Scope}kinto:{key} t", "HD");
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Assert.InRange(now + long.Parse(left.Trim()[4..]), end - 2, end + 62);
    }

    [GeneratedRegex("^VALUE (?<key>\\S+) (?<flags>\\d+) \\d+\n\\{\"value\":(?<value>.*),\"ttl\":(?<end>\\d+)\\}\nEND\n$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EntryPattern();
}
