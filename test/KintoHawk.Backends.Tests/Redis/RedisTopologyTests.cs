using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using KintoHawk.Core.Caching;
using KintoHawk.Redis;
using KintoHawk.TestBackends;

namespace KintoHawk.Backends.Tests.Redis;

/// <summary>A real Redis Cluster, and a real primary with a replica and Sentinels; the primary is killed.</summary>
public sealed partial class RedisTopologyTests
{
    const int Slots = 16384;
    const string Password = "sesame";

    static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    static readonly RedisCacheOptions s_options = new() { CommandTimeout = TimeSpan.FromSeconds(2), ConnectTimeout = TimeSpan.FromSeconds(2) };

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cluster_is_one_cache_and_goes_on_when_a_node_is_replaced()
    {
        PrivateRedis[] nodes = await Task.WhenAll(Enumerable.Range(0, 4).Select(static _ => PrivateRedis.StartAsync("--cluster-enabled", "yes", "--cluster-node-timeout", "1000", "--databases", "1")));
        try
        {
            await FormClusterAsync(nodes);
            // One node is enough to find the others.
            await using var cache = RedisCacheHome.Open($"redis://127.0.0.1:{nodes[2].Port}", "kinto:", s_options);
            await using var other = RedisCacheHome.Open($"redis://127.0.0.1:{nodes[1].Port},127.0.0.1:{nodes[2].Port}", "other:", s_options);
            await UntilAsync(() => cache.CheckAsync(Token));
            await other.SetAsync("k", "1"u8.ToArray(), s_hour, Token);
            await RaceAsync(cache);
            await cache.FlushAsync(Token);
            for (var n = 0; n < 100; n++)
                Assert.Null(await cache.GetAsync($"k{n}", Token));
            Assert.NotNull(await other.GetAsync("k", Token));

            var keys = await AddAsync(cache, 300);
            await ReplicatedAsync(nodes[0]);
            await nodes[0].KillAsync();
            await FollowAsync(cache, keys);
            await UntilAsync(() => cache.FlushAsync(Token));
            Assert.Null(await cache.GetAsync(keys[0], Token));
        }
        finally
        {
            foreach (var node in nodes)
                await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task Sentinels_lead_to_the_new_primary()
    {
        await using var primary = await PrivateRedis.StartAsync("--requirepass", Password, "--masterauth", Password);
        await using var replica = await PrivateRedis.StartAsync("--replicaof", $"127.0.0.1 {primary.Port}", "--requirepass", Password, "--masterauth", Password);
        await using var one = await PrivateSentinel.StartAsync("kinto", primary, Password, 2);
        await using var two = await PrivateSentinel.StartAsync("kinto", primary, Password, 2);
        await using var three = await PrivateSentinel.StartAsync("kinto", primary, Password, 2);
        var url = $"redis://:{Password}@127.0.0.1:{one.Port},127.0.0.1:{two.Port},127.0.0.1:{three.Port}/0?service_name=kinto";
        await using var cache = RedisCacheHome.Open(url, "kinto:", s_options);
        await UntilAsync(() => cache.CheckAsync(Token));
        await RaceAsync(cache);
        var keys = await AddAsync(cache, 300);
        await ReplicatedAsync(primary);
        foreach (var sentinel in (PrivateSentinel[])[one, two, three])
            await KnowsAllAsync(sentinel);

        await primary.KillAsync();
        await FollowAsync(cache, keys);
        await cache.FlushAsync(Token);
        Assert.Null(await cache.GetAsync(keys[0], Token));
    }

    [Fact]
    public async Task A_primary_that_must_have_a_replica_refuses_without()
    {
        await using var server = await PrivateRedis.StartAsync("--min-replicas-to-write", "1");
        await using var cache = RedisCacheHome.Open(server.Url, "", s_options);

        Assert.Null(await cache.GetAsync("k", Token));
        await Assert.ThrowsAsync<CacheUnavailableException>(async () => await cache.TryAddAsync("k", "1"u8.ToArray(), s_hour, Token));
        await Assert.ThrowsAsync<CacheUnavailableException>(async () => await cache.CheckAsync(Token));
    }

    [Fact]
    public async Task Sentinels_that_are_not_there_are_no_cache()
    {
        await using var cache = RedisCacheHome.Open($"redis://127.0.0.1:{FreePort.Take()}/0?service_name=kinto", "", s_options);
        for (var n = 0; n < 3; n++)
            await Assert.ThrowsAsync<CacheUnavailableException>(async () => await cache.GetAsync("k", Token));
    }

    /// <summary>Three primaries with a third of the slots each, and a replica of the first.</summary>
    static async Task FormClusterAsync(PrivateRedis[] nodes)
    {
        for (var n = 0; n < 3; n++)
            await SayAsync(nodes[n].Port, "CLUSTER", "ADDSLOTSRANGE", (n * Slots / 3).ToString(), (((n + 1) * Slots / 3) - 1).ToString());
        for (var n = 1; n < nodes.Length; n++)
            await SayAsync(nodes[n].Port, "CLUSTER", "MEET", "127.0.0.1", nodes[0].Port.ToString());
        foreach (var node in nodes)
            await UntilSaidAsync(node.Port, static info => info.Contains("cluster_state:ok", StringComparison.Ordinal) && info.Contains("cluster_known_nodes:4", StringComparison.Ordinal), "CLUSTER", "INFO");
        await SayAsync(nodes[3].Port, "CLUSTER", "REPLICATE", await SayAsync(nodes[0].Port, "CLUSTER", "MYID"));
        await UntilSaidAsync(nodes[3].Port, static info => info.Contains("master_link_status:up", StringComparison.Ordinal), "INFO", "replication");
        foreach (var node in nodes)
            await UntilSaidAsync(node.Port, static list => list.Contains("slave", StringComparison.Ordinal), "CLUSTER", "NODES");
    }

    static async Task RaceAsync(RedisCache cache)
    {
        for (var round = 0; round < 100; round++)
        {
            var added = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => cache.TryAddAsync($"k{round}", "1"u8.ToArray(), s_hour, Token).AsTask()));
            Assert.Single(added, static won => won);
        }
    }

    static async Task<string[]> AddAsync(RedisCache cache, int count)
    {
        string[] keys = [.. Enumerable.Range(0, count).Select(static n => $"nonce{n}")];
        var added = await Task.WhenAll(keys.Select(key => cache.TryAddAsync(key, Encoding.UTF8.GetBytes(key), s_hour, Token).AsTask()));
        Assert.All(added, Assert.True);
        return keys;
    }

    /// <summary>What was replicated is refused by the new primary; until it is there nothing is answered wrong.</summary>
    static async Task FollowAsync(RedisCache cache, string[] keys)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var key in keys)
        {
            while (true)
            {
                try
                {
                    Assert.False(await cache.TryAddAsync(key, "again"u8.ToArray(), s_hour, Token), key);
                    break;
                }
                catch (CacheUnavailableException) when (Stopwatch.GetElapsedTime(start) < s_patience)
                {
                    await Task.Delay(10, Token);
                }
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"all keys answered after {Stopwatch.GetElapsedTime(start).TotalMilliseconds} ms");
        Assert.True(await cache.TryAddAsync("new", "1"u8.ToArray(), s_hour, Token));
        Assert.True(await cache.RemoveAsync(keys[0], Token));
    }

    /// <summary>The replica has what its primary has acknowledged so far.</summary>
    static Task ReplicatedAsync(PrivateRedis primary) => UntilSaidAsync(
        primary.Port,
        static info => OffsetPattern().Match(info) is { Success: true } replica && info.Contains($"master_repl_offset:{replica.Groups["offset"].Value}\r", StringComparison.Ordinal),
        "INFO",
        "replication");

    [GeneratedRegex("^slave0:.*offset=(?<offset>\\d+),", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OffsetPattern();

    static async Task KnowsAllAsync(PrivateSentinel sentinel)
    {
        await UntilSaidAsync(sentinel.Port, static replicas => replicas.Contains("slave", StringComparison.Ordinal), "SENTINEL", "replicas", "kinto");
        await UntilSaidAsync(sentinel.Port, static others => others.Split("runid").Length == 3, "SENTINEL", "sentinels", "kinto");
    }

    static async Task UntilAsync(Func<ValueTask> works)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await works();
                return;
            }
            catch (CacheUnavailableException) when (Stopwatch.GetElapsedTime(start) < s_patience)
            {
                await Task.Delay(20, Token);
            }
        }
    }

    static async Task UntilSaidAsync(int port, Func<string, bool> isIt, params string[] command)
    {
        var start = Stopwatch.GetTimestamp();
        for (var said = await SayAsync(port, command); !isIt(said); said = await SayAsync(port, command))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < s_patience, $"{string.Join(' ', command)}: {said}");
            await Task.Delay(20, Token);
        }
    }

    /// <summary>Asks one server, not the cluster that it belongs to.</summary>
    static async Task<string> SayAsync(int port, params string[] command)
    {
        var start = new ProcessStartInfo(Programs.Find("redis-cli", "redis-tools"), ["-p", $"{port}", .. command]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        // Who asks for none does not mind it.
        start.Environment["REDISCLI_AUTH"] = Password;
        using var client = Process.Start(start)!;
        var said = await client.StandardOutput.ReadToEndAsync(Token);
        await client.WaitForExitAsync(Token);
        return said.Trim();
    }
}
