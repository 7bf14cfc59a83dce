using KintoHawk.Core.Caching;
using KintoHawk.Redis;
using KintoHawk.TestBackends;
using StackExchange.Redis;

namespace KintoHawk.Backends.Tests.Redis;

/// <summary>Some keys of the Redis of these tests.</summary>
sealed class RedisCacheHome : CacheHome
{
    /// <summary>Before the prefixes of this test.</summary>
    public string Scope { get; } = Guid.NewGuid().ToString("N") + ":";

    public static RedisCache Open(string url, string prefix, RedisCacheOptions? options = null)
    {
        Assert.True(RedisAddress.TryParse(url, out var address, out var error), error);
        return new RedisCache(address, options ?? new RedisCacheOptions { CommandTimeout = TimeSpan.FromSeconds(20) }, prefix);
    }

    /// <summary>What another program says to it, under the prefix of <see cref="Specs.CacheSpec.Cache"/>.</summary>
    public async Task<RedisResult> SayAsync(string command, string key, params object[] arguments)
    {
        var server = await PrivateRedis.SharedAsync();
        await using var raw = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{server.Port}");
        return await raw.GetDatabase().ExecuteAsync(command, [Scope + "kinto:" + key, .. arguments]);
    }

    protected override async ValueTask<ICache> OpenCacheAsync(string prefix) => Open((await PrivateRedis.SharedAsync()).Url, Scope + prefix);
}
