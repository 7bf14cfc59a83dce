using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using KintoHawk.Server.Tests.Scenarios;

namespace KintoHawk.Server.Tests.Logging;

/// <summary>What is logged about requests to a server.</summary>
public sealed class RequestLogTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    static string Sections(string level) => WrittenLog.Console("class = kinto.core.JsonLogFormatter", "INFO", "kinto.core.StreamHandlerWithRequestID")
        .Replace("keys = root", "keys = root, summary", StringComparison.Ordinal) + $"\n[logger_summary]\nqualname = request.summary\nlevel = {level}\n";

    [Fact]
    public async Task A_request_is_one_record_with_the_fields_of_the_reference()
    {
        var records = await RecordsAsync("INFO", server => SendAsync(
            server, "GET", "/?_limit=1&_limit=2&access_token=hidden", null,
            ("User-Agent", "tester/1.0"), ("Accept-Language", "fr"), ("X-Request-Id", "me-1")));

        var record = Assert.Single(records, static record => record.GetProperty("Type").GetString() == "request.summary");
        var fields = record.GetProperty("Fields");
        Assert.Equal(6, record.GetProperty("Severity").GetInt32());
        Assert.Equal(
            ["agent", "path", "method", "lang", "rid", "querystring", "uid", "authn_type", "errno", "time", "code", "t"],
            fields.EnumerateObject().Select(static field => field.Name));
        Assert.Equal(
            ("tester/1.0", "/v1/", "GET", "fr", "me-1", "alice", "account", 0, 200),
            (Text(fields, "agent"), Text(fields, "path"), Text(fields, "method"), Text(fields, "lang"), Text(fields, "rid"), Text(fields, "uid"), Text(fields, "authn_type"),
                fields.GetProperty("errno").GetInt32(), fields.GetProperty("code").GetInt32()));
        Assert.Equal("""{"_limit":"2","access_token":"***"}""", fields.GetProperty("querystring").GetRawText());
        Assert.True(fields.GetProperty("t").GetInt64() >= 0);
        Assert.True(DateTime.TryParseExact(Text(fields, "time"), ["yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.ffffff"], CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
    }

    [Fact]
    public async Task Fields_that_a_request_does_not_have_are_left_out_and_an_error_has_its_number()
    {
        var records = await RecordsAsync("INFO", static async server =>
        {
            using var response = await server.Client.GetAsync(new Uri(server.Address, "/v1/buckets/b"), Cancelled);
            Assert.False(response.Headers.Contains("X-Request-Id"));
        });

        var fields = Assert.Single(records, static record => record.GetProperty("Type").GetString() == "request.summary").GetProperty("Fields");
        Assert.Equal(["path", "method", "rid", "errno", "time", "code", "t"], fields.EnumerateObject().Select(static field => field.Name));
        Assert.Equal(104, fields.GetProperty("errno").GetInt32());
        Assert.Equal(401, fields.GetProperty("code").GetInt32());
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", Text(fields, "rid"));
    }

    [Fact]
    public async Task A_refused_permission_is_told_under_the_id_of_its_request()
    {
        var records = await RecordsAsync("INFO", static async server =>
        {
            await SendAsync(server, "PUT", "/buckets/mine", "{}");
            await SendAsync(server, "PATCH", "/buckets/mine", """{"data":{"a":1}}""", ("X-Request-Id", "me-2"), ("user", "bob"));
        });

        var denied = Assert.Single(records, static record => record.GetProperty("Type").GetString() == "kinto.core.authorization");
        Assert.Equal(6, denied.GetProperty("Severity").GetInt32());
        Assert.Equal(
            """{"perm":"write","uri":"/buckets/mine","userid":"account:bob","rid":"me-2","msg":"Permission 'write' on '/buckets/mine' not granted to 'account:bob'."}""",
            denied.GetProperty("Fields").GetRawText().Replace("\\u0027", "'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_batch_is_one_record_and_one_for_each_of_its_items()
    {
        var records = await RecordsAsync("INFO", static server => SendAsync(
            server, "POST", "/batch", """{"requests":[{"method":"PUT","path":"/buckets/b"},{"path":"/buckets/none"}]}""", ("X-Request-Id", "me-3")));

        var summary = Assert.Single(records, static record => record.GetProperty("Type").GetString() == "request.summary").GetProperty("Fields");
        Assert.Equal(2, summary.GetProperty("batch_size").GetInt32());
        var items = records.Where(static record => record.GetProperty("Type").GetString() == "subrequest.summary").Select(static record => record.GetProperty("Fields")).ToList();
        Assert.Equal(
            ["PUT /v1/buckets/b 201 0 me-3 alice 2 subrequest.summary", "GET /v1/buckets/none 403 121 me-3 alice 2 subrequest.summary"],
            items.Select(static item => $"{item.GetProperty("method")} {item.GetProperty("path")} {item.GetProperty("code")} {item.GetProperty("errno")} {item.GetProperty("rid")} {item.GetProperty("uid")} {item.GetProperty("batch_size")} {item.GetProperty("msg")}"));
    }

    [Fact]
    public async Task At_debug_headers_and_bodies_are_told_without_their_secrets()
    {
        var password = "";
        var records = await RecordsAsync("DEBUG", async server =>
        {
            password = server.Password;
            await SendAsync(server, "PUT", "/accounts/zoe", """{"data":{"password":"hidden-1","color":"blue"}}""", ("user", ""), ("Cookie", "sid=hidden-2"));
            await SendAsync(server, "PATCH", "/accounts/alice", """[{"op":"add","path":"/data/password","value":"hidden-3"}]""", ("Content-Type", "application/json-patch+json"));
            await SendAsync(server, "PUT", "/accounts/yan", """{"data":{"password":12345678901}}""", ("user", ""));
            await SendAsync(server, "POST", "/batch", """{"defaults":{"headers":{"Authorization":"Basic hidden-4"}},"requests":[{"path":"/"}]}""");
            await SendAsync(server, "PUT", "/buckets/b", """{"data":{"password":"hidden-5",""");
            await SendAsync(server, "POST", "/hawk-sessions", null, ("password", "hidden-3"));
            await SendAsync(server, "POST", "/batch", """{"requests":[{"method":"PUT","path":"/accounts/xia","body":{"data":{"password":12345678901}}}]}""", ("user", ""));
            await SendAsync(server, "POST", "/batch", """{"requests":[{"path":"/openid/google/token?code=hidden-6&state=hidden-7"}]}""");
        });

        var summaries = records.Where(static record => record.GetProperty("Type").GetString() == "request.summary").Select(static record => record.GetProperty("Fields")).ToList();
        var all = string.Join('\n', summaries.Select(static fields => fields.GetRawText()));
        Assert.DoesNotContain("hidden-", all, StringComparison.Ordinal);
        Assert.DoesNotContain("12345678901", all, StringComparison.Ordinal);
        Assert.DoesNotContain(password, all, StringComparison.Ordinal);
        Assert.Equal("""{"data":{"password":"***","color":"blue"}}""", Text(summaries[0], "body"));
        Assert.Equal("***", summaries[0].GetProperty("headers").GetProperty("Cookie").GetString());
        Assert.Equal("Basic ***", summaries[1].GetProperty("headers").GetProperty("Authorization").GetString());
        Assert.Equal(201, summaries[0].GetProperty("code").GetInt32());
        Assert.Contains("\"color\":\"blue\"", summaries[0].GetProperty("response").GetProperty("body").GetString(), StringComparison.Ordinal);
        Assert.Equal("application/json", summaries[0].GetProperty("response").GetProperty("headers").GetProperty("Content-Type").GetString());
        Assert.Equal("(31 bytes)", Text(summaries[4], "body"));
        Assert.Matches(@"^\([0-9]+ bytes\)$", summaries[6].GetProperty("response").GetProperty("body").GetString()!);
        Assert.Equal("""{"requests":[{"path":"/openid/google/token?***"}]}""", Text(summaries[7], "body"));
        Assert.Equal("***", summaries[5].GetProperty("response").GetProperty("headers").GetProperty("Hawk-Session-Token").GetString());
    }

    [Fact]
    public async Task A_long_id_is_cut_and_a_hostile_one_is_escaped()
    {
        var records = await RecordsAsync("INFO", static server => SendAsync(server, "GET", "/", null, ("X-Request-Id", new string('x', 300))));

        Assert.Equal(new string('x', 200), Text(Assert.Single(records).GetProperty("Fields"), "rid"));
    }

    static string? Text(JsonElement fields, string name) => fields.GetProperty(name).GetString();

    static async Task<IReadOnlyList<JsonElement>> RecordsAsync(string level, Func<RunningServer, Task> play)
    {
        using var log = new WrittenLog(Sections(level), time: TimeProvider.System);
        await using (var server = await RunningServer.StartAsync("memory", [], log.Provider, Cancelled))
            await play(server);
        log.Dispose();
        return log.Records;
    }

    /// <summary>Sends a request; the headers <c>user</c> and <c>password</c> say whose it is, which is alice unless they are there.</summary>
    static async Task SendAsync(RunningServer server, string method, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.Address, "/v1" + path));
        var user = headers.FirstOrDefault(static header => header.Name == "user").Value ?? "alice";
        var password = headers.FirstOrDefault(static header => header.Name == "password").Value ?? server.Password;
        if (user.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, headers.FirstOrDefault(static header => header.Name == "Content-Type").Value ?? "application/json");
        foreach (var (name, value) in headers.Where(static header => header.Name is not ("user" or "password" or "Content-Type")))
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await server.Client.SendAsync(request, Cancelled);
        Assert.True((int)response.StatusCode < 500);
    }
}
