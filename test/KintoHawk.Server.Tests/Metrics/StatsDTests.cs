using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using KintoHawk.Server.Diagnostics;
using KintoHawk.Server.Plugins.StatsD;
using KintoHawk.Server.Settings;
using KintoHawk.Server.Tests.Scenarios;
using Microsoft.Extensions.Logging.Abstractions;

namespace KintoHawk.Server.Tests.Metrics;

public sealed class StatsDTests : IDisposable
{
    readonly Socket _statsD = Listen();

    public void Dispose() => _statsD.Dispose();

    [Fact]
    public void Counts_without_labels_are_counters_and_with_labels_sets()
    {
        Assert.Equal("kinto.cache_hits:1|c", StatsDLine.Count("kinto.", "cache_hits", []));
        Assert.Equal("kinto.users:auth.account.userid.alice|s", StatsDLine.Count("kinto.", "users", [new("auth", "account"), new("userid", "alice")]));
        Assert.Equal("cache_hits:1|c", StatsDLine.Count(StatsDLine.PrefixOf(""), "cache_hits", []));
    }

    [Fact]
    public void Durations_are_in_milliseconds_with_the_labels_in_the_key()
    {
        Assert.Equal("kinto.plugins.history.seconds:1500.000000|ms", StatsDLine.Time("kinto.", "plugins.history.seconds", 1.5, []));
        Assert.Equal("kinto.backend.storage.seconds.method.get:0.250000|ms", StatsDLine.Time("kinto.", "backend.storage.seconds", 0.00025, [new("method", "get")]));
        Assert.Equal(
            "kinto.request_duration_seconds.method.get.bucket_id.:1.000000|ms",
            StatsDLine.Time("kinto.", "request_duration_seconds", 0.001, [new("method", "get"), new("bucket_id", "")]));
    }

    [Fact]
    public void Sizes_are_gauges_without_labels() => Assert.Equal("kinto.request_size:42|g", StatsDLine.Observe("kinto.", "request_size", 42));

    [Fact]
    public void What_would_end_a_measurement_is_left_out_of_values() =>
        Assert.Equal("kinto.users:userid.abcd|s", StatsDLine.Count("kinto.", "users", [new("userid", "a:b|c\r\nd")]));

    [Fact]
    public async Task Every_request_is_told_over_udp()
    {
        await using var server = await RunningServer.StartAsync("memory", Settings("project_name = kinto"), log: null, TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "/v1/accounts/alice"));
        request.Headers.Add("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("alice:" + server.Password)));
        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        var lines = await ReceiveUntilAsync(static line => line.StartsWith("kinto.authentication:", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("kinto.request_summary:method.get.endpoint.account-object.bucket_id..collection_id..group_id..record_id..status.200|s", lines);
        Assert.Contains($"kinto.request_size:{response.Content.Headers.ContentLength}|g", lines);
        Assert.Contains("kinto.authentication:type.account|s", lines);
        Assert.Contains("kinto.users:auth.account.userid.alice|s", lines);
        Assert.Contains("kinto.cache_misses:1|c", lines);
        AssertMatch(@"^kinto\.request_duration_seconds\.method\.get\.endpoint\.account-object\.bucket_id\.\.collection_id\.\.group_id\.\.record_id\.:\d+\.\d{6}\|ms$", lines);
        AssertMatch(@"^kinto\.backend\.storage\.seconds\.method\.get:\d+\.\d{6}\|ms$", lines);
        AssertMatch(@"^kinto\.backend\.cache\.seconds\.method\.get:\d+\.\d{6}\|ms$", lines);
        AssertMatch(@"^kinto\.authentication\.account\.seconds\.method\.authenticated_userid:\d+\.\d{6}\|ms$", lines);
    }

    [Fact]
    public async Task Without_project_name_the_keys_begin_with_the_prefix()
    {
        await using var server = await RunningServer.StartAsync("memory", Settings("project_name =", "statsd_prefix = here"), log: null, TestContext.Current.CancellationToken);
        using var response = await server.Client.GetAsync(new Uri(server.Address, "/v1/"), TestContext.Current.CancellationToken);

        var lines = await ReceiveUntilAsync(static line => line.Contains("request_size", StringComparison.Ordinal));

        Assert.All(lines, static line => Assert.StartsWith("here.", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_measured_last_is_sent_before_the_end()
    {
        using var sender = Sender();
        await sender.StartAsync(TestContext.Current.CancellationToken);
        sender.Observe("first", 1, []);
        await ReceiveUntilAsync(static line => line == "kinto.first:1|g");
        for (var i = 0; i < 50; i++)
            sender.Observe("n", i, []);

        await sender.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal("kinto.n:49|g", (await ReceiveUntilAsync(static line => line.EndsWith(":49|g", StringComparison.Ordinal)))[^1]);
    }

    [Fact]
    public void A_queue_that_nobody_empties_drops_what_does_not_fit()
    {
        using var sender = Sender();
        for (var i = 0; i < 3 * StatsDSender.MostWaiting; i++)
            sender.Count("n", [new MetricLabel("i", "x")]);

        Assert.Equal(StatsDSender.MostWaiting, sender.Waiting);
    }

    [Fact]
    public async Task Requests_are_answered_while_nobody_listens()
    {
        var address = AddressOf(_statsD);
        _statsD.Dispose();
        using var log = new CapturedLog();
        await using var server = await RunningServer.StartAsync(
            "memory", ["includes = kinto.plugins.statsd", $"statsd_url = {address}", "multiauth.policies ="], log, TestContext.Current.CancellationToken);

        for (var i = 0; i < 20; i++)
        {
            using var response = await server.Client.GetAsync(new Uri(server.Address, "/v1/"), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.DoesNotContain(log.Lines, static line => line.Contains("StatsDUnreachable", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_that_cannot_be_resolved_is_logged_and_fails_no_request()
    {
        using var log = new AwaitedLog("StatsDUnreachable");
        await using var server = await RunningServer.StartAsync(
            "memory", ["includes = kinto.plugins.statsd", "statsd_url = udp://nowhere.invalid:8125", "multiauth.policies ="], log, TestContext.Current.CancellationToken);
        using var response = await server.Client.GetAsync(new Uri(server.Address, "/v1/"), TestContext.Current.CancellationToken);

        await log.Seen.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    string[] Settings(params string[] more) =>
        ["includes = kinto.plugins.accounts kinto_hawk kinto.plugins.statsd", $"statsd_url = {AddressOf(_statsD)}", .. more];

    StatsDSender Sender() => new(new KintoHawkOptions { StatsDUrl = new Uri(AddressOf(_statsD)) }, TimeProvider.System, NullLogger<StatsDSender>.Instance);

    static Socket Listen()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 1 << 20 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    static string AddressOf(Socket socket) => $"udp://127.0.0.1:{((IPEndPoint)socket.LocalEndPoint!).Port}";

    async Task<List<string>> ReceiveUntilAsync(Predicate<string> isLast)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        var lines = new List<string>();
        var buffer = new byte[2048];
        do
            lines.Add(Encoding.UTF8.GetString(buffer, 0, await _statsD.ReceiveAsync(buffer, limit.Token)));
        while (!isLast(lines[^1]));
        return lines;
    }

    static void AssertMatch(string pattern, IEnumerable<string> lines) =>
        Assert.Contains(lines, line => Regex.IsMatch(line, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)));
}
