using KintoHawk.Backends.Tests.Memcached;
using KintoHawk.Backends.Tests.PostgreSql;
using KintoHawk.Backends.Tests.Redis;
using KintoHawk.Core.Caching;
using KintoHawk.TestBackends;
using KintoHawk.TestServers;

namespace KintoHawk.Backends.Tests;

/// <summary>Each server of caches is killed as by <c>kill -9</c> under load, and started again.</summary>
public sealed class CacheRestartTests
{
    static readonly TimeSpan s_longestReturn = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task PostgreSql_is_killed_and_returns()
    {
        await using var server = await PrivatePostgreSql.StartAsync(new PostgreSqlSettings());
        var url = await server.CreateDatabaseAsync();
        await using var cache = PostgreSqlCacheHome.Open(url, "kinto:", null);
        await cache.MigrateAsync(TestContext.Current.CancellationToken);
        await RunAsync(cache, forgets: false, server.KillAsync, server.StartAsync);
    }

    [Fact]
    public async Task Redis_is_killed_and_returns()
    {
        await using var server = await PrivateRedis.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var cache = RedisCacheHome.Open(server.Url, "kinto:");
        await RunAsync(cache, forgets: false, server.KillAsync, server.StartAsync);
    }

    [Fact]
    public async Task Memcached_is_killed_and_returns()
    {
        await using var server = await PrivateMemcached.StartAsync();
        await using var cache = MemcachedCacheHome.Open([server.Host], "kinto:");
        await RunAsync(cache, forgets: true, server.KillAsync, server.StartAsync);
    }

    static async Task RunAsync(ICache cache, bool forgets, Func<Task> kill, Func<Task> start)
    {
        var load = new RestartingCache(cache, forgets);
        var rounds = Rounds.Of(ordinary: 2, full: 20);
        for (var round = 0; round < rounds; round++)
        {
            var waited = await load.SurviveAsync(round, kill, start);
            Assert.Empty(load.Wrong);
            Assert.True(waited < s_longestReturn, $"{Rounds.Named(round)}: first answer after {waited.TotalMilliseconds} ms");
            TestContext.Current.TestOutputHelper?.WriteLine($"{Rounds.Named(round)}: first answer after {waited.TotalMilliseconds} ms; {load.Answers} answers, {load.Refusals} refusals");
        }
    }
}
