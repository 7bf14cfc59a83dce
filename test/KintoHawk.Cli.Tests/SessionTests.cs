using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hawk;

namespace KintoHawk.Cli.Tests;

public sealed partial class SessionTests : IAsyncLifetime
{
    const string Password = "very-s3cret-password";

    readonly Workspace _workspace = new();
    RunningServer _server = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.Equal(0, (await _workspace.RunAsync("create-user", "-u", "alice", "-p", Password)).ExitCode);
        _server = await _workspace.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _workspace.Dispose();
    }

    [Fact]
    public async Task The_tour_login_write_read_list_logout_refused()
    {
        Assert.Equal($"Logged in to {_server.Url.ToString().TrimEnd('/')} as alice.\n", (await LoginAsync()).Output);
        var put = await _workspace.RunAsync("http", "PUT", "/buckets/b", """{"data":{"title":"né"}}""");
        var get = await _workspace.RunAsync("http", "GET", "/v1/buckets/b");
        var list = await _workspace.RunAsync("http", "get", "buckets?_limit=10");
        var logout = await _workspace.RunAsync("logout");
        var refused = await _workspace.RunAsync("http", "GET", "/buckets/b");

        Assert.Equal((0, 0, 0, 0, 1), (put.ExitCode, get.ExitCode, list.ExitCode, logout.ExitCode, refused.ExitCode));
        Assert.StartsWith("HTTP/1.1 201 Created\n", put.Output, StringComparison.Ordinal);
        Assert.Contains("\n\n{\n", get.Output, StringComparison.Ordinal);
        Assert.Contains("\"title\": \"né\"", get.Output, StringComparison.Ordinal);
        Assert.Contains("ETag: \"", get.Output, StringComparison.Ordinal);
        Assert.Contains("\"title\": \"né\"", list.Output, StringComparison.Ordinal);
        Assert.Empty(get.Error);
        Assert.False(File.Exists(_workspace.SessionFile));
        Assert.Contains("kintohawk login", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_session_is_kept_for_its_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Platform: Windows has no file modes.");

        await LoginAsync();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, Workspace.ModeOf(_workspace.SessionFile));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, Workspace.ModeOf(Path.GetDirectoryName(_workspace.SessionFile)!));
        Assert.Equal([_workspace.SessionFile], Directory.GetFiles(Path.GetDirectoryName(_workspace.SessionFile)!));
    }

    [Fact]
    public async Task The_version_of_the_url_may_be_left_out()
    {
        var result = await _workspace.RunAsync("login", _server.Url.GetLeftPart(UriPartial.Authority), "-u", "alice", "-p", Password);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(0, (await _workspace.RunAsync("http", "GET", "/")).ExitCode);
    }

    [Theory]
    [InlineData("--password-stdin")]
    [InlineData(null)]
    public async Task The_password_can_come_from_the_input(string? option)
    {
        string[] login = ["login", _server.Url.ToString(), "-u", "alice"];

        var result = await _workspace.RunAsync(Password + "\n", option is null ? login : [.. login, option]);

        Assert.Equal(0, result.ExitCode);
        Assert.True(File.Exists(_workspace.SessionFile));
    }

    [Fact]
    public async Task A_wrong_password_leaves_no_session()
    {
        var result = await _workspace.RunAsync("login", _server.Url.ToString(), "-u", "alice", "-p", "wrong-password");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("refuses this name or password", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-password", result.Everything, StringComparison.Ordinal);
        Assert.False(File.Exists(_workspace.SessionFile));
    }

    [Theory]
    [InlineData("localhost:8888")]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("http://alice:s3cret@127.0.0.1/")]
    public async Task A_url_that_is_no_server_is_refused(string url)
    {
        var result = await _workspace.RunAsync("login", url, "-u", "alice", "-p", Password);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("is not the URL of a server", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bodies_come_from_the_command_line_a_file_or_the_input()
    {
        await LoginAsync();
        _workspace.Write("body.json", """{"data":{"from":"file"}}""");

        var file = await _workspace.RunAsync("http", "PUT", "/buckets/one", "@body.json");
        var input = await _workspace.RunAsync("""{"data":{"from":"input"}}""", ["http", "PUT", "/buckets/two", "-"]);
        var missing = await _workspace.RunAsync("http", "PUT", "/buckets/three", "@missing.json");

        Assert.Contains("\"from\": \"file\"", file.Output, StringComparison.Ordinal);
        Assert.Contains("\"from\": \"input\"", input.Output, StringComparison.Ordinal);
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("missing.json", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_are_sent()
    {
        await LoginAsync();
        await _workspace.RunAsync("http", "PUT", "/buckets/b", "{}");

        var result = await _workspace.RunAsync("http", "PUT", "/buckets/b", "{}", "-H", "If-None-Match: *", "-H", "Content-Type: application/json; charset=utf-8");

        Assert.Equal(4, result.ExitCode);
        Assert.StartsWith("HTTP/1.1 412 ", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Authorization: Basic YWxpY2U6eA==")]
    [InlineData("Host: elsewhere")]
    [InlineData("no colon")]
    [InlineData("Content-Type: text/plain")]
    public async Task Headers_that_cannot_be_given_are_refused(string header)
    {
        await LoginAsync();

        var result = await _workspace.RunAsync("http", "GET", "/buckets", "-H", header);

        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.NotEmpty(result.Error);
    }

    [Fact]
    public async Task Json_output_is_one_object_for_scripts()
    {
        await LoginAsync();

        var found = await _workspace.RunAsync("http", "PUT", "/buckets/b", """{"data":{"n":12345678901234567890}}""", "--json");
        var refused = await _workspace.RunAsync("http", "GET", "/buckets/none", "--json");
        var head = await _workspace.RunAsync("http", "HEAD", "/buckets/b", "--json");

        using var first = JsonDocument.Parse(found.Output);
        Assert.Equal(201, first.RootElement.GetProperty("status").GetInt32());
        Assert.Equal("application/json", first.RootElement.GetProperty("headers").GetProperty("Content-Type").GetString());
        Assert.Equal("12345678901234567890", first.RootElement.GetProperty("body").GetProperty("data").GetProperty("n").GetRawText());
        Assert.True(first.RootElement.GetProperty("verified").GetBoolean());
        using var second = JsonDocument.Parse(refused.Output);
        Assert.Equal((4, 403), (refused.ExitCode, second.RootElement.GetProperty("status").GetInt32()));
        Assert.True(second.RootElement.GetProperty("verified").GetBoolean());
        using var third = JsonDocument.Parse(head.Output);
        Assert.Equal(JsonValueKind.Null, third.RootElement.GetProperty("body").ValueKind);
    }

    [Fact]
    public async Task Verbose_shows_what_was_signed_and_not_the_mac()
    {
        await LoginAsync();

        var result = await _workspace.RunAsync("http", "PUT", "/buckets/b", "{}", "-v");

        Assert.Contains($"  PUT\n  /v1/buckets/b\n  127.0.0.1\n  {_server.Url.Port}\n", result.Error, StringComparison.Ordinal);
        Assert.Contains("mac=\"(not shown)\"", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("mac=\"(not shown)\"", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/v1/buckets", "is not on the server of the session")]
    [InlineData("https://example.com/v1/buckets", "is not on the server of the session")]
    [InlineData("ftp://example.com/", "is not a URL that requests can be sent to")]
    public async Task Another_server_is_never_asked(string url, string said)
    {
        await LoginAsync();

        var result = await _workspace.RunAsync("http", "GET", url, "-v");

        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Signed text", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//example.com/buckets")]
    [InlineData("@example.com/buckets")]
    [InlineData(".example.com/buckets")]
    [InlineData("/x?next=http://example.com/")]
    public async Task A_path_cannot_name_another_server(string path)
    {
        await LoginAsync();

        var result = await _workspace.RunAsync("http", "GET", path, "-v");

        Assert.Equal(4, result.ExitCode);
        Assert.Contains($"  127.0.0.1\n  {_server.Url.Port}\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_url_of_the_server_is_asked()
    {
        await LoginAsync();

        Assert.Equal(0, (await _workspace.RunAsync("http", "GET", new Uri(_server.Url, "buckets").ToString())).ExitCode);
    }

    [Fact]
    public async Task A_response_that_was_altered_on_the_way_is_not_shown()
    {
        await using var proxy = await LoginThroughProxyAsync();
        await _workspace.RunAsync("http", "PUT", "/buckets/b", """{"data":{"balance":100}}""");
        var honest = await _workspace.RunAsync("http", "GET", "/buckets/b");

        proxy.Alter = static response => response.Replace("100", "900", StringComparison.Ordinal);
        var altered = await _workspace.RunAsync("http", "GET", "/buckets/b");

        Assert.Equal(0, honest.ExitCode);
        Assert.Contains("\"balance\": 100", honest.Output, StringComparison.Ordinal);
        Assert.Equal(6, altered.ExitCode);
        Assert.Empty(altered.Output);
        Assert.DoesNotContain("900", altered.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_success_without_signature_is_not_shown()
    {
        await using var proxy = await LoginThroughProxyAsync();

        proxy.Alter = static response => response.Replace("Server-Authorization:", "X-Nothing:", StringComparison.Ordinal);
        var result = await _workspace.RunAsync("http", "GET", "/buckets");

        Assert.Equal(6, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("not signed", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_response_to_another_request_is_not_shown()
    {
        await using var proxy = await LoginThroughProxyAsync();
        string? recorded = null;
        proxy.Alter = response => recorded ??= response;

        var first = await _workspace.RunAsync("http", "GET", "/buckets");
        var second = await _workspace.RunAsync("http", "GET", "/buckets");

        Assert.Equal(0, first.ExitCode);
        Assert.Equal(6, second.ExitCode);
    }

    [Fact]
    public async Task An_error_of_a_proxy_is_shown_and_called_unverified()
    {
        await using var proxy = await LoginThroughProxyAsync();
        proxy.Alter = static _ => "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\nContent-Length: 4\r\nX-Odd: a\u001b[31mb\r\nConnection: close\r\n\r\nbusy";

        var shown = await _workspace.RunAsync("http", "GET", "/buckets");
        var json = await _workspace.RunAsync("http", "GET", "/buckets", "--json");

        Assert.Equal(5, shown.ExitCode);
        Assert.EndsWith("\n\nbusy\n", shown.Output, StringComparison.Ordinal);
        Assert.Contains("unverified", shown.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', shown.Output);
        using var document = JsonDocument.Parse(json.Output);
        Assert.Equal("busy", document.RootElement.GetProperty("body").GetString());
        Assert.False(document.RootElement.GetProperty("verified").GetBoolean());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Only_the_time_that_the_server_proves_is_taken(bool isProven)
    {
        await using var proxy = await LoginThroughProxyAsync();
        var ahead = TimeProvider.System.GetUtcNow().AddSeconds(45);
        var credential = isProven ? (await StoredSessionAsync()).ToCredential() : HawkSession.Create().ToCredential();
        var challenge = $"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: {HawkServer.StaleChallenge(credential, ahead)}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        var responses = 0;
        proxy.Alter = response => ++responses == 1 ? challenge : response;

        var result = await _workspace.RunAsync("http", "GET", "/buckets", "-v");

        var signed = SignedTime().Matches(result.Error).Select(static match => long.Parse(match.Groups["ts"].Value, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(isProven ? (0, 2) : (4, 1), (result.ExitCode, signed.Count));
        Assert.True(signed[0] < ahead.ToUnixTimeSeconds());
        Assert.True(!isProven || signed[1] >= ahead.ToUnixTimeSeconds());
    }

    [Fact]
    public async Task Logging_out_works_without_the_server_and_says_so()
    {
        await LoginAsync();
        await _server.StopAsync();

        var lost = await _workspace.RunAsync("http", "GET", "/buckets");
        var result = await _workspace.RunAsync("logout");

        Assert.Equal(1, lost.ExitCode);
        Assert.Contains("cannot be reached", lost.Error, StringComparison.Ordinal);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("removed here", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_workspace.SessionFile));
    }

    [Fact]
    public async Task Logging_out_ends_the_session_on_the_server()
    {
        await LoginAsync();
        var kept = await File.ReadAllTextAsync(_workspace.SessionFile, Cancel);
        Assert.Equal(0, (await _workspace.RunAsync("logout")).ExitCode);

        await File.WriteAllTextAsync(_workspace.SessionFile, kept, Cancel);
        var result = await _workspace.RunAsync("http", "GET", "/buckets");

        Assert.Equal(4, result.ExitCode);
        Assert.StartsWith("HTTP/1.1 401 ", result.Output, StringComparison.Ordinal);
        Assert.Contains("unverified", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_session_survives_a_restart_of_the_server()
    {
        var port = _server.Url.Port;
        await LoginAsync();
        await _server.StopAsync();
        await _server.DisposeAsync();

        _server = await _workspace.StartAsync("--port", $"{port}");

        Assert.Equal(0, (await _workspace.RunAsync("http", "GET", "/buckets")).ExitCode);
    }

    [Fact]
    public async Task No_secret_is_ever_printed()
    {
        var printed = (await LoginAsync()).Everything;
        var session = await StoredSessionAsync();
        printed += (await _workspace.RunAsync("http", "PUT", "/buckets/b", "{}", "-v")).Everything;
        printed += (await _workspace.RunAsync("http", "GET", "/hawk-sessions", "-v", "--json")).Everything;
        printed += (await _workspace.RunAsync("logout")).Everything;
        printed += (await _server.StopAsync()).Everything;

        var secret = (await File.ReadAllTextAsync(Path.Combine(_workspace.DataFolder, "userid_hmac_secret"), Cancel)).Trim();
        Assert.All([Password, session.Token, session.Key, secret], hidden => Assert.DoesNotContain(hidden, printed, StringComparison.OrdinalIgnoreCase));
        Assert.Contains(session.Id, printed, StringComparison.Ordinal);
    }

    async Task<HawkSession> StoredSessionAsync()
    {
        using var stored = JsonDocument.Parse(await File.ReadAllTextAsync(_workspace.SessionFile, Cancel));
        Assert.True(HawkSession.TryFromToken(stored.RootElement.GetProperty("token").GetString(), out var session));
        return session;
    }

    Task<CommandResult> LoginAsync() => _workspace.RunAsync("login", _server.Url.ToString(), "-u", "alice", "-p", Password);

    async Task<AlteringProxy> LoginThroughProxyAsync()
    {
        var proxy = new AlteringProxy(_server.Url);
        Assert.Equal(0, (await _workspace.RunAsync("login", proxy.Url.ToString(), "-u", "alice", "-p", Password)).ExitCode);
        return proxy;
    }

    [GeneratedRegex(@"hawk\.1\.header\n  (?<ts>\d+)\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SignedTime();
}
