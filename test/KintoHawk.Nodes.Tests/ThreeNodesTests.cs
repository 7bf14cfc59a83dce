using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Hawk;
using KintoHawk.Nodes.Tests.Serving;

namespace KintoHawk.Nodes.Tests;

/// <summary>What docs/operations/three-nodes.md promises, with its own files.</summary>
public sealed class ThreeNodesTests
{
    const string Records = "buckets/b/collections/c/records";

    [Fact]
    public async Task The_example_serves_signed_requests_from_all_nodes_and_loses_none_in_a_rolling_restart()
    {
        await using var example = await ThreeNodes.StartAsync();
        var session = await example.LogInAsync("alice", "s3cret of alice");
        foreach (var path in (string[])["buckets/b", "buckets/b/collections/c"])
            Assert.Equal(201, (await example.ExpectAsync(session, Call.Put(path, "{}"))).Status);

        await AssertPublicAddressAsync(example, session);
        await AssertRoundRobinAsync(example, session);
        await AssertHealthAsync(example);
        await AssertNothingIsLostAsync(example, session);
    }

    /// <summary>The nodes build URLs and check signatures with the public name, whatever else a request says.</summary>
    static async Task AssertPublicAddressAsync(ThreeNodes example, HawkCredential session)
    {
        var hello = await example.Client.SendAsync(ThreeNodes.Public(Call.Get("")).SignedBy(session));
        using var view = JsonDocument.Parse(hello.Body);
        Assert.Equal("https://kinto.example.org/v1/", view.RootElement.GetProperty("url").GetString());
        Assert.Equal("account:alice", view.RootElement.GetProperty("user").GetProperty("id").GetString());

        // Behind nginx, and at a node itself: nobody is believed who says that the request came in elsewhere.
        var forged = Call.Get("buckets/b").SignedBy(session) with
        {
            Headers = [new("X-Forwarded-Host", Call.Host), new("X-Forwarded-Proto", "http"), new("X-Forwarded-Port", "80"), new("Forwarded", $"host={Call.Host};proto=http")],
        };
        Assert.Equal(401, (await example.Client.SendAsync(forged)).Status);
        foreach (var node in example.Nodes)
        {
            Assert.Equal(401, (await node.SendAsync(forged)).Status);
            Assert.Equal(200, (await node.SendAsync(ThreeNodes.Public(Call.Get("buckets/b")).SignedBy(session) with { Headers = forged.Headers })).Status);
            var seen = await node.SendAsync(Call.Get("") with { Headers = forged.Headers });
            Assert.Contains("\"https://kinto.example.org/v1/\"", seen.Body, StringComparison.Ordinal);
        }
    }

    static async Task AssertRoundRobinAsync(ThreeNodes example, HawkCredential session)
    {
        var before = example.Asked.Count;
        for (var n = 0; n < 30; n++)
            await example.ExpectAsync(session, Call.Get("buckets/b"));
        // nginx writes its log after its answer.
        using var limit = Patience.Limit();
        while (example.Asked.Count < before + 30)
            await Task.Delay(10, limit.Token);

        var shares = example.Asked.Skip(before).CountBy(static node => node).ToArray();
        Assert.Equal(3, shares.Length);
        // Each worker of nginx takes turns by itself.
        Assert.All(shares, static share => Assert.InRange(share.Value, 9, 11));
    }

    static async Task AssertHealthAsync(ThreeNodes example)
    {
        Assert.Equal(200, (await example.Client.SendAsync(ThreeNodes.Public(Call.Get("__lbheartbeat__")))).Status);
        Assert.Equal(404, (await example.Client.SendAsync(ThreeNodes.Public(Call.Get("__heartbeat__")))).Status);
        foreach (var node in example.Nodes)
        {
            Assert.Equal(200, (await node.SendAsync(Call.Get("__lbheartbeat__"))).Status);
            Assert.Equal(200, (await node.SendAsync(Call.Get("__heartbeat__"))).Status);
        }
    }

    /// <summary>One node after the other is stopped and started under load.</summary>
    static async Task AssertNothingIsLostAsync(ThreeNodes example, HawkCredential session)
    {
        var isOver = false;
        var written = new ConcurrentDictionary<string, RecordState>(StringComparer.Ordinal);
        var done = 0;
        var load = Race.RunAsync(8, WorkAsync);
        for (var round = 0; round < Rounds.Of(1, 5); round++)
        {
            for (var node = 0; node < example.Nodes.Count; node++)
            {
                var goal = Volatile.Read(ref done) + 100;
                await ReachAsync(goal);
                await example.RestartAsync(node);
            }
        }

        await ReachAsync(Volatile.Read(ref done) + 100);
        Volatile.Write(ref isOver, true);
        await load;

        var list = await example.Client.SendAsync(ThreeNodes.Public(Call.Get(Records + "?_since=%220%22")).SignedBy(session));
        var stored = list.Data.EnumerateArray().ToDictionary(static item => item.GetProperty("id").GetString()!, RecordState.Read, StringComparer.Ordinal);
        Assert.Equal(written.Count, stored.Count);
        Assert.All(written, pair => Assert.Equal(pair.Value, stored[pair.Key]));

        async Task<int> WorkAsync(int number)
        {
            for (var n = 0; !Volatile.Read(ref isOver); n++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"r{number}-{n / 3 % 10}");
                var token = string.Create(CultureInfo.InvariantCulture, $"{number}-{n}");
                var path = $"{Records}/{id}";
                var call = (n % 3) switch { 0 => Call.Put(path, RecordState.BodyOf(token)), 1 => Call.Get(path), _ => n % 9 == 8 ? Call.Delete(path) : Call.Put(path, RecordState.BodyOf(token)) };
                var answer = await example.ExpectAsync(session, call);
                var state = RecordState.Read(answer.Data);
                if (call.Method == "GET")
                    Assert.Equal(written[id], state);
                written[id] = state;
                Interlocked.Increment(ref done);
            }

            return number;
        }

        async Task ReachAsync(int goal)
        {
            using var limit = Patience.Limit();
            while (Volatile.Read(ref done) < goal && !load.IsCompleted)
                await Task.Delay(10, limit.Token);
            if (load.IsCompleted)
                await load;
        }
    }
}
