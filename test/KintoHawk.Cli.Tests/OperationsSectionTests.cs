using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace KintoHawk.Cli.Tests;

/// <summary>The real server with one ini per section that is about running it, and with the inis that documentation of the reference shows.</summary>
public sealed class OperationsSectionTests : IDisposable
{
    readonly Workspace _workspace = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Limits()
    {
        await using var server = await IniServer.StartAsync(_workspace, "limits");
        await server.AddAccountsAsync("alice");
        await server.ExpectAsync(201, "PUT", "buckets/b", "{}", "alice");

        await server.ExpectAsync(413, "PUT", "buckets/b", $$$"""{"data":{"a":"{{{new string('a', 500)}}}"}}""", "alice");
        await server.ExpectAsync(400, "PUT", "buckets/b", """{"data":{"a":[[[[]]]]}}""", "alice");
        await server.ExpectAsync(400, "PUT", "buckets/b/groups/g", """{"data":{"members":["a","b"]}}""", "alice");
        await server.ExpectAsync(400, "PUT", "buckets/b", """{"permissions":{"read":["a","b","c"]}}""", "alice");
        await server.ExpectAsync(400, "GET", "buckets?_limit=1&_sort=id&_since=1", user: "alice");
        await server.ExpectAsync(414, "GET", "?" + new string('a', 1024));
        await server.ExpectAsync(431, "GET", "", null, null, ("X-Long", new string('a', 1500)));
        await server.ExpectAsync(431, "GET", "", null, null, [.. Enumerable.Range(0, 20).Select(static i => ($"X-{i}", "1"))]);
        // Both ends are the server's: a header that never ends, and a connection on which nothing happens.
        Assert.StartsWith("HTTP/1.1 408 ", await TalkAsync(server, "GET /v1/ HTTP/1.1\r\nHost"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 ", await TalkAsync(server, "GET /v1/ HTTP/1.1\r\nHost: x\r\n\r\n"), StringComparison.Ordinal);
        // A frame of HTTP/2 that says goodbye, because HTTP/1.1 is required (RFC 9113, error 13), and nothing after it.
        Assert.Equal("\0\0\b\a\0\0\0\0\0\0\0\0\0\0\0\0\r", await TalkAsync(server, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    }

    [Fact]
    public async Task History()
    {
        await using var server = await IniServer.StartAsync(_workspace, "history");
        await server.AddAccountsAsync("alice", "bob");
        await server.ExpectAsync(201, "PUT", "buckets/b", "{}", "alice");
        await server.ExpectAsync(201, "PUT", "buckets/b/collections/seen", "{}", "alice");
        await server.ExpectAsync(201, "PUT", "buckets/b/collections/unseen", "{}", "alice");
        await server.ExpectAsync(201, "PUT", "buckets/b/collections/bobs", "{}", "bob");
        async Task<int> CountAsync(string filter) => (await server.ExpectAsync(200, "GET", "buckets/b/history" + filter, user: "alice")).At("data")!.Value.GetArrayLength();

        Assert.Equal((1, 0, 0), (await CountAsync("?collection_id=seen"), await CountAsync("?collection_id=unseen"), await CountAsync("?user_id=account:bob")));
        for (var i = 0; i < 8; i++)
            await server.ExpectAsync(i == 0 ? 201 : 200, "PUT", "buckets/b/collections/seen/records/r", $$$"""{"data":{"i":{{{i}}}}}""", "alice");
        // Two stay, and one more is tolerated before the older ones go.
        Assert.InRange(await CountAsync("?resource_name=record"), 2, 3);
    }

    [Fact]
    public async Task Project()
    {
        _workspace.Write("my-version.json", """{"commit":"abc"}""");
        _workspace.Write("admin/index.html", "<title>my console</title>");
        _workspace.Write("admin/VERSION", "9.9.9");
        await using var server = await IniServer.StartAsync(_workspace, "project");
        var hello = await server.HelloAsync();

        Assert.Equal(
            ("settings test", "1.10", "https://kinto.example/docs", "9.9.9"),
            (hello.At("project_name")!.Value.GetString(), hello.At("project_version")!.Value.GetString(), hello.At("project_docs")!.Value.GetString(),
                hello.At("capabilities", "admin", "version")!.Value.GetString()));
        Assert.Equal("abc", (await server.ExpectAsync(200, "GET", "__version__")).At("commit")!.Value.GetString());
        Assert.Contains("my console", (await server.ExpectAsync(200, "GET", "admin/")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Monitoring()
    {
        using var statsd = new UdpClient(0, AddressFamily.InterNetwork);
        var port = ((System.Net.IPEndPoint)statsd.Client.LocalEndPoint!).Port;
        await using var server = await IniServer.StartAsync(_workspace, "monitoring", ("KINTO_STATSD_URL", $"udp://127.0.0.1:{port}"));
        await server.ExpectAsync(401, "GET", "buckets/b/collections/c");
        var metrics = (await server.ExpectAsync(200, "GET", "__metrics__")).Text;

        Assert.Contains("\nsettingstest_request_duration_seconds_bucket{", "\n" + metrics, StringComparison.Ordinal);
        Assert.Contains("le=\"7.0\"", metrics, StringComparison.Ordinal);
        Assert.Contains("bucket_id=", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("collection_id=", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("settingstest_request_size", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("_created", metrics, StringComparison.Ordinal);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        Assert.StartsWith("monitored.", Encoding.ASCII.GetString((await statsd.ReceiveAsync(patience.Token)).Buffer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_without_effect()
    {
        await using var server = await IniServer.StartAsync(_workspace, "without-effect");
        await server.HelloAsync();
        await server.ExpectAsync(404, "POST", "__flush__");
        var log = await server.StopAsync();

        var keys = IniServer.TextOf("without-effect").Split('\n').SkipWhile(static line => !line.StartsWith("kinto.sentry_dsn", StringComparison.Ordinal))
            .Where(static line => line.Contains('=', StringComparison.Ordinal)).Select(static line => line.Split('=')[0].Trim()).ToList();
        Assert.True(keys.Count > 15);
        Assert.All(keys, key => Assert.Contains($" {key} has no effect: ", log, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Server_section()
    {
        await using var server = await IniServer.StartAsync(_workspace, "server");
        var hello = await server.HelloAsync();
        var log = await server.StopAsync();

        Assert.Equal("127.0.0.1", server.Address.Host);
        Assert.StartsWith("https://127.0.0.1:", hello.At("url")!.Value.GetString(), StringComparison.Ordinal);
        Assert.Contains("threads of [server:main] has no effect", log, StringComparison.Ordinal);
        Assert.Contains("trusted_proxy of [server:main] has no effect", log, StringComparison.Ordinal);
        Assert.DoesNotContain("http_scheme is not https", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logging_sections()
    {
        await using var server = await IniServer.StartAsync(_workspace, "logging");
        await server.AddAccountsAsync("alice");
        await server.ExpectAsync(403, "GET", "buckets/none", null, "alice", ("X-Request-Id", "of-this-test\x1b[31m"));
        await server.ExpectAsync(200, "POST", "batch", """{"requests":[{"path":"/"}]}""", "alice");
        var lines = (await server.StopAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var records = lines.Where(static line => line.StartsWith('{')).Select(static line => JsonDocument.Parse(line).RootElement).ToList();

        Assert.All(records, static record => Assert.Equal("logged", record.GetProperty("Logger").GetString()));
        var denied = Assert.Single(records, static record => record.GetProperty("Type").GetString() == "kinto.core.authorization").GetProperty("Fields");
        Assert.Equal(
            ("read", "/buckets/none", "account:alice", "of-this-test\x1b[31m"),
            (denied.GetProperty("perm").GetString(), denied.GetProperty("uri").GetString(), denied.GetProperty("userid").GetString(), denied.GetProperty("rid").GetString()));
        var summaries = records.Where(static record => record.GetProperty("Type").GetString() == "request.summary").Select(static record => record.GetProperty("Fields")).ToList();
        Assert.Equal([201, 403, 200], summaries.Select(static fields => fields.GetProperty("code").GetInt32()));
        Assert.Equal(1, summaries[2].GetProperty("batch_size").GetInt32());
        Assert.Equal("Basic ***", summaries[1].GetProperty("headers").GetProperty("Authorization").GetString());
        // Nothing else: items go nowhere, the rest is below the level of its handler, and no secret is anywhere.
        Assert.DoesNotContain(records, static record => record.GetProperty("Type").GetString() is "subrequest.summary");
        Assert.DoesNotContain(lines, static line => line.Contains(IniServer.Password, StringComparison.Ordinal) || line.Contains('\x1b'));
    }

    [Theory]
    [InlineData("template", "account:alice")]
    [InlineData("kinto-hawk", null)]
    public async Task Inis_of_the_documentation_work_as_they_are(string name, string? user)
    {
        await using var server = await IniServer.StartAsync(_workspace, name);
        await server.AddAccountsAsync("alice", "admin");

        Assert.Equal(user, (await server.HelloAsync("alice")).At("user", "id")?.GetString());
        if (user is null)
        {
            await server.ExpectAsync(201, "POST", "hawk-sessions", user: "alice");
            await server.ExpectAsync(202, "POST", "__flush__");
            return;
        }

        await server.ExpectAsync(403, "PUT", "buckets/b", "{}", "alice");
        await server.ExpectAsync(201, "PUT", "buckets/b", "{}", "admin");
        await server.ExpectAsync(200, "GET", "buckets/default", user: "alice");
        await server.ExpectAsync(307, "GET", "admin");
        var log = await server.StopAsync();
        // The colour formatter's lines, about our events and about requests.
        Assert.Contains("INFO     GET /v1/ 200 account:alice", log, StringComparison.Ordinal);
    }

    static async Task<string> TalkAsync(IniServer server, string text)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(server.Address.Host, server.Address.Port, Cancel);
        await using var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), Cancel);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(Cancel);
    }
}
