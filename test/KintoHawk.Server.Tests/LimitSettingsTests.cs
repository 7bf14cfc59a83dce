using System.Net.Http.Headers;
using System.Text;
using KintoHawk.Server.Tests.MalformedInput;
using KintoHawk.Server.Tests.Scenarios;

namespace KintoHawk.Server.Tests;

/// <summary>The limits of docs/operations/limits.md that settings move, each tried on both of its sides over a real socket.</summary>
public sealed class LimitSettingsTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_body_that_is_too_large_is_413_whether_or_not_its_length_is_announced()
    {
        await using var server = await StartAsync("kintohawk.max_body_bytes = 1000");

        await ExpectAsync(server, 201, "PUT", "/buckets/b", Body(1000));
        var refused = await ExpectAsync(server, 413, "PUT", "/buckets/b", Body(1001));
        var chunked = await RawAsync(server, $"PUT /v1/buckets/b HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n{Body(1001)}\r\n0\r\n\r\n");

        Assert.Equal(113, refused.Json!.Value.GetProperty("errno").GetInt32());
        Assert.Contains(" 413 ", chunked[..20], StringComparison.Ordinal);
        Assert.Contains("\"errno\":113", chunked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_nested_too_deeply_is_400_also_in_a_batch()
    {
        await using var server = await StartAsync("kintohawk.max_json_depth = 6");

        await ExpectAsync(server, 201, "PUT", "/buckets/b", """{"data":{"a":[[[[1]]]]}}""");
        await ExpectAsync(server, 400, "PUT", "/buckets/b", """{"data":{"a":[[[[[1]]]]]}}""");
        await ExpectAsync(server, 400, "PATCH", "/buckets/b", """[{"op":"add","path":"/data/b","value":[[[[[1]]]]]}]""", "application/json-patch+json");
        var refused = await ExpectAsync(server, 400, "POST", "/batch", """{"requests":[{"method":"PUT","path":"/buckets/c","body":{"data":{"a":[[1]]}}}]}""");

        Assert.Contains("nested deeper than 6 levels", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_with_too_many_members_is_400_however_they_come()
    {
        await using var server = await StartAsync("kintohawk.max_group_members = 2");
        await ExpectAsync(server, 201, "PUT", "/buckets/b", "{}");

        await ExpectAsync(server, 201, "PUT", "/buckets/b/groups/g", """{"data":{"members":["a","b"]}}""");
        await ExpectAsync(server, 400, "PUT", "/buckets/b/groups/h", """{"data":{"members":["a","b","c"]}}""");
        var patched = await ExpectAsync(server, 400, "PATCH", "/buckets/b/groups/g", """[{"op":"add","path":"/data/members/-","value":"c"}]""", "application/json-patch+json");

        Assert.Equal("There are more than 2 members", patched.Json!.Value.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_permission_with_too_many_principals_is_400_however_they_come()
    {
        await using var server = await StartAsync("kintohawk.max_principals = 2");

        await ExpectAsync(server, 201, "PUT", "/buckets/b", """{"permissions":{"read":["a:a","a:b"],"write":["a:a","a:b"]}}""");
        var refused = await ExpectAsync(server, 400, "PUT", "/buckets/c", """{"permissions":{"read":["a:a","a:b","a:c"]}}""");
        await ExpectAsync(server, 400, "PATCH", "/buckets/b", """{"permissions":{"read":["a:a","a:b","a:c"]}}""");
        await ExpectAsync(server, 400, "PATCH", "/buckets/b", """[{"op":"add","path":"/permissions/read/a:c"}]""", "application/json-patch+json");
        // Repeating a principal does not make it more.
        await ExpectAsync(server, 200, "PUT", "/buckets/b", """{"permissions":{"read":["a:a","a:a","a:a"]}}""");

        Assert.Equal("permissions.read in body: There are more than 2 principals", refused.Json!.Value.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_query_with_too_many_parameters_is_400_also_in_a_batch()
    {
        await using var server = await StartAsync("kintohawk.max_query_parameters = 3");

        await ExpectAsync(server, 200, "GET", "/buckets?_limit=1&_sort=id&_since=0");
        var refused = await ExpectAsync(server, 400, "GET", "/buckets?_limit=1&_sort=id&_since=0&_before=5");
        var batch = await ExpectAsync(server, 200, "POST", "/batch", """{"requests":[{"path":"/buckets?&&&"}]}""");

        Assert.Equal(107, refused.Json!.Value.GetProperty("errno").GetInt32());
        Assert.Contains("more than 3 parameters", batch.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_line_or_header_that_is_too_long_is_refused_by_the_web_server()
    {
        await using var server = await StartAsync("kintohawk.max_request_line_bytes = 2000", "kintohawk.max_header_bytes = 3000", "kintohawk.max_header_count = 12");

        await ExpectStatusAsync(server, 200, "/?" + new string('a', 1900), "");
        await ExpectStatusAsync(server, 414, "/?" + new string('a', 2000), "");
        await ExpectStatusAsync(server, 200, "/", $"X-A: {new string('a', 2900)}\r\n");
        await ExpectStatusAsync(server, 431, "/", $"X-A: {new string('a', 3000)}\r\n");
        await ExpectStatusAsync(server, 200, "/", string.Concat(Enumerable.Range(0, 10).Select(static i => $"X-{i}: a\r\n")));
        await ExpectStatusAsync(server, 431, "/", string.Concat(Enumerable.Range(0, 11).Select(static i => $"X-{i}: a\r\n")));
    }

    [Fact]
    public async Task A_header_that_does_not_come_to_its_end_is_answered_with_408()
    {
        await using var server = await StartAsync("kintohawk.header_timeout_seconds = 1");

        // The client has said a part and waits; only the server's clock can end this.
        Assert.StartsWith("HTTP/1.1 408 ", await RawAsync(server, "GET /v1/ HTTP/1.1\r\nHost: x\r\nX-Slow"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_idle_connection_is_closed()
    {
        await using var server = await StartAsync("kintohawk.keep_alive_timeout_seconds = 1");

        // The connection stays open after the answer until the server has had enough: the end of the stream is what is waited for.
        Assert.StartsWith("HTTP/1.1 200 ", await RawAsync(server, "GET /v1/ HTTP/1.1\r\nHost: x\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_trickles_is_given_up()
    {
        await using var server = await StartAsync("kintohawk.min_body_bytes_per_second = 100000");

        var answer = await RawAsync(server, "POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":408", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_too_many_is_closed_at_once()
    {
        await using var server = await StartAsync("kintohawk.max_connections = 1");
        using var first = new System.Net.Sockets.TcpClient();
        await first.ConnectAsync(server.Address.Host, server.Address.Port, Cancelled);
        var stream = first.GetStream();
        await stream.WriteAsync("GET /v1/ HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), Cancelled);
        Assert.True(await stream.ReadAsync(new byte[16], Cancelled) > 0);

        var second = await RawHttp.SendAsync(server.Address, "GET /v1/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8.ToArray(), Cancelled);

        Assert.Equal("", second.Text);
    }

    static string Body(int length) => $$$"""{"data":{"a":"{{{new string('a', length - 17)}}}"}}""";

    static Task<RunningServer> StartAsync(params string[] settings) => RunningServer.StartAsync("memory", settings, log: null, Cancelled);

    static async Task ExpectStatusAsync(RunningServer server, int status, string path, string headers)
    {
        var answer = await RawAsync(server, $"GET /v1{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
    }

    static async Task<string> RawAsync(RunningServer server, string request) =>
        (await RawHttp.SendAsync(server.Address, Encoding.ASCII.GetBytes(request), Cancelled)).Text;

    static async Task<Reply> ExpectAsync(RunningServer server, int status, string method, string path, string? body = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.Address, "/v1" + path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"alice:{server.Password}")));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, type);
        using var response = await server.Client.SendAsync(request, Cancelled);
        var reply = await Reply.ReadAsync(response, Cancelled);
        Assert.True(reply.Status == status, $"{method} {path}: {reply.Status} {reply.Text}");
        return reply;
    }
}
