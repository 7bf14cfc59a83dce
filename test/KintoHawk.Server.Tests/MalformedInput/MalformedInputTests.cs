using System.Globalization;
using KintoHawk.Server.Tests.Scenarios;

namespace KintoHawk.Server.Tests.MalformedInput;

/// <summary>
/// Whatever is sent, the answer is never that the server has failed, it comes soon, and nothing changes that the sender may not change. The requests are
/// those of all scenarios, each with something wrong; the same number always makes the same request.
/// </summary>
public sealed class MalformedInputTests
{
    const int Least = 5200;

    /// <summary>The memory cannot be read as a whole, so that only the answers count there.</summary>
    const int LeastInMemory = 1300;

    const string Records = "/v1/buckets/malformed/collections/c/records";
    const string OnlyVariable = "KINTOHAWK_MALFORMED";

    static readonly string[] _settings =
    [
        "includes = kinto.plugins.accounts kinto_hawk kinto.plugins.default_bucket kinto.plugins.history kinto.plugins.counters kinto.plugins.admin kinto.plugins.prometheus",
        "multiauth.policies = account hawk basicauth",
        "account_create_principals = account:admin",
        "bucket_create_principals = account:alice account:admin",
        "experimental_collection_schema_validation = true",
        "admin_assets_path = ${scenarios}/admin-build",
    ];

    static readonly string[] _fixture =
    [
        "/v1/buckets/malformed", "/v1/buckets/malformed/groups/g", "/v1/buckets/malformed/collections/c", Records + "/r", Records + "/r1", Records + "/r2", Records + "/r3", Records + "/r4", Records + "/r5",
    ];

    [Fact]
    public async Task No_malformed_request_makes_the_server_fail_or_slow_or_changes_what_it_must_not()
    {
        await using var server = await StartAsync("sqlite");
        var state = new StorageState(server.Storage!, TestContext.Current.CancellationToken);
        await state.RememberAsync();
        var run = new CorpusRun(server, state);

        foreach (var request in Requests(Least))
            await run.SendAsync(request);

        TestContext.Current.TestOutputHelper?.WriteLine($"{run.Sent} sent, {run.Refused} refused, {run.Changed} changed something, the slowest took {run.Slowest.TotalMilliseconds:0} ms");
        Judge(run);
        if (IsPartial)
            return;
        Assert.True(run.Sent >= Least, $"Only {run.Sent} requests were sent.");
        Assert.True(run.Refused > run.Sent / 4, $"Only {run.Refused} of {run.Sent} requests were refused: the mutations are too gentle.");
        Assert.True(run.Changed > run.Sent / 50, $"Only {run.Changed} of {run.Sent} requests changed something: the mutations are too rough to get anywhere.");
    }

    [Fact]
    public async Task No_malformed_request_makes_a_server_with_everything_in_memory_fail_or_slow()
    {
        await using var server = await StartAsync("memory");
        var run = new CorpusRun(server, state: null);

        foreach (var request in Requests(LeastInMemory))
            await run.SendAsync(request);

        Judge(run);
    }

    [Fact]
    public void Every_scenario_gives_requests_and_a_number_always_the_same()
    {
        var once = Requests(Least).Select(static request => request.ToString()).ToList();

        Assert.Equal(once, Requests(Least).Select(static request => request.ToString()));
        Assert.Empty(CorpusSeed.All.Select(static seed => seed.Scenario).Except(Requests(Least).Select(static request => request.Scenario), StringComparer.Ordinal));
    }

    /// <summary>Every request of every scenario at least once.</summary>
    static IEnumerable<CorpusRequest> Requests(int least)
    {
        var only = Environment.GetEnvironmentVariable(OnlyVariable) is { } number ? int.Parse(number, CultureInfo.InvariantCulture) : (int?)null;
        var seeds = CorpusSeed.All;
        for (var i = 0; i < Math.Max(least, seeds.Count); i++)
            if (only is null || only == i)
                yield return CorpusRequest.Make(i, seeds[i % seeds.Count]);
    }

    static async Task<RunningServer> StartAsync(string backend)
    {
        Assert.SkipWhen(ServerFixture.Elsewhere is not null, "Malformed requests delete what they find, accounts too; a server that runs elsewhere is spared.");
        var server = await RunningServer.StartAsync(backend, _settings, log: null, TestContext.Current.CancellationToken);
        foreach (var path in _fixture)
        {
            var request = new MutatedRequest("PUT", path, "", "", path.EndsWith("/g", StringComparison.Ordinal) ? """{"data":{"members":["account:bob"]}}""" : """{"data":{"n":1,"s":"text"}}""");
            var (status, text) = await RawHttp.SendAsync(server.Address, request.ToBytes(server.Address, CorpusRun.Basic("alice", server.Password)), TestContext.Current.CancellationToken);
            Assert.True(status == 201, text);
        }

        return server;
    }

    static bool IsPartial => Environment.GetEnvironmentVariable(OnlyVariable) is not null || Environment.GetEnvironmentVariable("KINTOHAWK_SCENARIOS") is not null;

    static void Judge(CorpusRun run) => Assert.True(
        run.Failures.Count == 0,
        $"{run.Failures.Count} failures; {OnlyVariable}=NUMBER sends one request alone.\n{string.Join('\n', run.Failures.Take(20))}");
}
