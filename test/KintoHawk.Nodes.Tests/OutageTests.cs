using System.Text.Json;
using KintoHawk.Nodes.Tests.Load;
using KintoHawk.Nodes.Tests.Serving;

namespace KintoHawk.Nodes.Tests;

/// <summary>Databases that are killed with kill -9 under load and come back, while the nodes go on running.</summary>
public sealed class OutageTests(DurablePostgreSql durable) : IClassFixture<DurablePostgreSql>
{
    const int Nodes = 2;

    static readonly TimeSpan _longestRecovery = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task PostgreSql_and_a_redis_that_keeps_its_data_may_be_killed_and_nothing_acknowledged_is_lost()
    {
        await using var redis = await PrivateRedis.StartAsync("--appendonly", "yes", "--appendfsync", "always");
        await using var cluster = await StartAsync(Settings.RedisCache(redis));
        await using var load = await OutageLoad.StartAsync(cluster, sessionsSurvive: true);

        for (var kill = 0; kill < Rounds.Of(1, 20); kill++)
        {
            await RecoversAsync(load, cluster, "storage", durable.Server.KillAsync, durable.Server.StartAsync);
            await load.AssertNothingIsAcceptedAgainAsync(static answer => answer.IsRefusedReplay);
            await RecoversAsync(load, cluster, "cache", redis.KillAsync, redis.StartAsync);
            await load.AssertNothingIsAcceptedAgainAsync(static answer => answer.IsRefusedReplay);
        }

        await load.FinishAsync();
    }

    [Fact]
    public async Task PostgreSql_with_everything_in_it_may_be_killed_and_nothing_acknowledged_is_lost()
    {
        await using var cluster = await StartAsync(Settings.PostgreSqlCache);
        await using var load = await OutageLoad.StartAsync(cluster, sessionsSurvive: true);

        for (var kill = 0; kill < Rounds.Of(2, 20); kill++)
        {
            await RecoversAsync(load, cluster, "storage", durable.Server.KillAsync, durable.Server.StartAsync);
            await load.AssertNothingIsAcceptedAgainAsync(static answer => answer.IsRefusedReplay);
        }

        await load.FinishAsync();
    }

    /// <summary>The nonces are gone with the sessions: what was signed before is signed by a session that nobody knows, so that it is refused all the same.</summary>
    [Fact]
    public async Task A_redis_that_keeps_nothing_may_be_killed_and_clients_log_in_again()
    {
        await using var redis = await PrivateRedis.StartAsync();
        await using var cluster = await StartAsync(Settings.RedisCache(redis));

        await ForgetsAsync(cluster, redis.KillAsync, redis.StartAsync);
    }

    [Fact]
    public async Task A_memcached_may_be_killed_and_clients_log_in_again()
    {
        await using var memcached = await PrivateMemcached.StartAsync();
        await using var cluster = await StartAsync(Settings.MemcachedCache(memcached));

        await ForgetsAsync(cluster, memcached.KillAsync, memcached.StartAsync);
    }

    static async Task ForgetsAsync(Cluster cluster, Func<Task> kill, Func<Task> start)
    {
        await using var load = await OutageLoad.StartAsync(cluster, sessionsSurvive: false);
        for (var round = 0; round < Rounds.Of(1, 20); round++)
        {
            var before = Call.Get("buckets/b").SignedBy(cluster.Session);
            await RecoversAsync(load, cluster, "cache", kill, start);
            foreach (var node in cluster.Nodes)
                Assert.Equal(401, (await node.SendAsync(before)).Status);
        }

        await load.FinishAsync();
    }

    /// <summary>Kills one database under load, and checks what the nodes say meanwhile and how fast they are back.</summary>
    static async Task RecoversAsync(OutageLoad load, Cluster cluster, string part, Func<Task> kill, Func<Task> start)
    {
        var recovery = await load.OutageAsync(kill, () => AssertHeartbeatsAsync(cluster, part), start);
        Assert.True(recovery <= _longestRecovery, $"{part}: the first success at every node came {recovery.TotalMilliseconds} ms after its return.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{part}: all nodes back after {recovery.TotalMilliseconds} ms");
        using var limit = Patience.Limit();
        foreach (var node in cluster.Nodes)
        {
            // A connection may come and go for a moment when a server comes back.
            while (await node.SendAsync(Call.Get("__heartbeat__")) is var heartbeat && heartbeat.Status != 200)
            {
                Assert.True(heartbeat.IsOutage, heartbeat.ToString());
                await Task.Delay(10, limit.Token);
            }
        }
    }

    /// <summary>While a database is away the heartbeat names it, and that for balancers goes on.</summary>
    static async Task AssertHeartbeatsAsync(Cluster cluster, string part)
    {
        foreach (var node in cluster.Nodes)
        {
            Assert.Equal(200, (await node.SendAsync(Call.Get("__lbheartbeat__"))).Status);
            var heartbeat = await node.SendAsync(Call.Get("__heartbeat__"));
            Assert.True(heartbeat.IsOutage, heartbeat.ToString());
            using var parts = JsonDocument.Parse(heartbeat.Body);
            Assert.False(parts.RootElement.GetProperty(part).GetBoolean());
            // Who needs no session is served without the cache.
            if (part == "cache")
                Assert.Equal(200, (await node.SendAsync(Call.Get("buckets/b"))).Status);
        }
    }

    Task<Cluster> StartAsync(IEnumerable<string> cache) => StartAsync(_ => cache);

    async Task<Cluster> StartAsync(Func<string, IEnumerable<string>> cache)
    {
        var url = await durable.Server.CreateDatabaseAsync();
        return await Cluster.StartAsync(Nodes, [.. Settings.Storage(url), .. cache(url)]);
    }
}
