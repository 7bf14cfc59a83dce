using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace KintoHawk.Cli.Tests;

public sealed class StartTests : IDisposable
{
    /// <summary>What the documentation of kinto-hawk shows, with an account policy to open sessions with, and a server section.</summary>
    const string KintoHawkIni =
        """
        [server:main]
        use = egg:waitress#main
        host = 127.0.0.1
        port = %(http_port)s

        [app:main]
        use = egg:kinto
        kinto.userid_hmac_secret = a-secret-of-this-file
        kinto.project_name = from ini
        kinto.includes = kinto.plugins.accounts
                         kinto_hawk
        multiauth.policies = account basicaccount
        multiauth.policy.account.use = kinto_hawk.authentication.HawkAuthenticationPolicy
        multiauth.policy.basicaccount.use = kinto.plugins.accounts.AccountsPolicy
        kinto.account_create_principals = system.Everyone
        """;

    static readonly HttpClient _client = new();

    readonly Workspace _workspace = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task One_line_tells_the_url_and_a_signal_ends_it_with_zero()
    {
        await using var server = await _workspace.StartAsync();
        var hello = await HelloAsync(server);

        var result = await server.StopAsync();

        Assert.Equal(server.Url.ToString(), hello.GetProperty("url").GetString());
        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task An_interrupt_ends_it_as_well()
    {
        await using var server = await _workspace.StartAsync();

        server.Signal("INT");

        Assert.Equal(0, (await server.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task The_data_folder_is_for_its_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Platform: Windows has no file modes.");
        await using var server = await _workspace.StartAsync();

        var files = Directory.GetFiles(_workspace.DataFolder);

        Assert.Superset(new HashSet<string> { "storage.sqlite", "cache.sqlite", "userid_hmac_secret" }, files.Select(static file => Path.GetFileName(file)).ToHashSet());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, Workspace.ModeOf(_workspace.DataFolder));
        Assert.All(files, static file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, Workspace.ModeOf(file)));
        Assert.Matches("^[0-9a-f]{64}\n$", await File.ReadAllTextAsync(Path.Combine(_workspace.DataFolder, "userid_hmac_secret"), Cancel));
    }

    [Fact]
    public async Task The_secret_outlives_the_server()
    {
        var file = Path.Combine(_workspace.Folder, "elsewhere", "userid_hmac_secret");
        await using (await _workspace.StartAsync("--data", "elsewhere"))
        {
        }

        var secret = await File.ReadAllTextAsync(file, Cancel);
        await using var again = await _workspace.StartAsync("--data", "elsewhere");

        Assert.Equal(secret, await File.ReadAllTextAsync(file, Cancel));
    }

    [Fact]
    public async Task A_damaged_secret_stops_the_start()
    {
        _workspace.Write("kintohawk-data/userid_hmac_secret", "abc\n");

        var result = await _workspace.RunAsync("start", "--port", "0");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("64 hexadecimal digits", result.Error, StringComparison.Ordinal);
        Assert.Single(Lines(result.Error));
    }

    [Fact]
    public async Task The_ini_of_kinto_hawk_works_as_it_is()
    {
        _workspace.Write("kinto.ini", KintoHawkIni);
        await using var server = await _workspace.StartAsync("--ini", "kinto.ini");

        var created = await _client.PutAsync(
            new Uri(server.Url, "accounts/alice"), new StringContent("""{"data":{"password":"s3cret"}}""", Encoding.UTF8, "application/json"), Cancel);
        var login = await _workspace.RunAsync("login", server.Url.ToString(), "-u", "alice", "-p", "s3cret");
        var bucket = await _workspace.RunAsync("http", "PUT", "/buckets/b", "{}");

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(0, login.ExitCode);
        Assert.Equal(0, bucket.ExitCode);
        Assert.Contains("account:alice", bucket.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_workspace.DataFolder));
    }

    [Fact]
    public async Task The_ini_is_found_by_its_variable()
    {
        var path = _workspace.Write("anywhere.ini", KintoHawkIni);
        await using var server = await _workspace.StartAsync([("KINTO_INI", path)]);

        Assert.Equal("from ini", await NameAsync(server));
    }

    [Fact]
    public async Task The_ini_is_found_at_its_usual_place()
    {
        _workspace.Write("config/kinto.ini", KintoHawkIni);
        await using var server = await _workspace.StartAsync();

        Assert.Equal("from ini", await NameAsync(server));
    }

    [Fact]
    public async Task The_port_of_the_ini_is_taken_unless_the_command_line_has_one()
    {
        var port = FreePort();
        _workspace.Write("kinto.ini", KintoHawkIni.Replace("%(http_port)s", $"{port}", StringComparison.Ordinal));
        using var started = new RunningCommand(_workspace, ["start", "--ini", "kinto.ini"], []);
        var line = await started.Output.ReadLineAsync(Cancel);
        await using var other = await _workspace.StartAsync("--ini", "kinto.ini", "--port", "0");

        Assert.EndsWith($" is ready at http://127.0.0.1:{port}/v1/", line, StringComparison.Ordinal);
        Assert.NotEqual(port, other.Url.Port);
        started.Signal();
        Assert.Equal(0, (await started.FinishAsync()).ExitCode);
    }

    [Fact]
    public async Task Environment_variables_win_over_the_ini_and_over_the_default()
    {
        _workspace.Write("kinto.ini", KintoHawkIni);
        await using var withFile = await _workspace.StartAsync([("KINTO_PROJECT_NAME", "from variable")], "--ini", "kinto.ini");
        await using var embedded = await _workspace.StartAsync([("KINTO_PROJECT_NAME", "from variable"), ("KINTO_HTTP_API_VERSION", "0.1")]);

        Assert.Equal("from variable", await NameAsync(withFile));
        Assert.Equal("from variable", await NameAsync(embedded));
        Assert.Equal("/v0/", embedded.Url.AbsolutePath);
    }

    [Fact]
    public async Task Wrong_settings_stop_the_start_with_a_line_each()
    {
        _workspace.Write("kinto.ini", KintoHawkIni + "\nkinto.paginate_by = many\nkinto.storage_backend = oracle\n");

        var result = await _workspace.RunAsync("start", "--ini", "kinto.ini", "--port", "0");

        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Output);
        var lines = Lines(result.Error);
        Assert.Equal(2, lines.Length);
        Assert.Contains(lines, static line => line.Contains("kinto.paginate_by", StringComparison.Ordinal) && line.Contains("many", StringComparison.Ordinal) && line.Contains("accepted", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.Contains("kinto.storage_backend", StringComparison.Ordinal) && line.Contains("oracle", StringComparison.Ordinal) && line.Contains("accepted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_ini_stops_the_start()
    {
        var result = await _workspace.RunAsync("start", "--ini", "missing.ini");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("missing.ini", Assert.Single(Lines(result.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_cannot_be_opened_stops_the_start()
    {
        var result = await _workspace.RunAsync("", ["start", "--port", "0"], ("KINTO_STORAGE_URL", Path.Combine(_workspace.Folder, "no-folder", "file.sqlite")));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("no-folder", Assert.Single(Lines(result.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_file_for_storage_and_cache_is_refused()
    {
        var path = Path.Combine(_workspace.Folder, "one.sqlite");

        var result = await _workspace.RunAsync("", ["start", "--port", "0"], ("KINTO_STORAGE_URL", path), ("KINTO_CACHE_URL", path));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("cache_url", Assert.Single(Lines(result.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var result = await _workspace.RunAsync("start", "--port", $"{port}");

        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.StartsWith($"Cannot listen on 127.0.0.1:{port}", Assert.Single(Lines(result.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_in_flight_is_finished_after_the_signal()
    {
        const string body = """{"data":{"password":"s3cret"}}""";
        await using var server = await _workspace.StartAsync([("KINTO_ACCOUNT_CREATE_PRINCIPALS", "system.Everyone")]);
        using var connection = new TcpClient();
        await connection.ConnectAsync(server.Url.Host, server.Url.Port, Cancel);
        await using var stream = connection.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"PUT /v1/accounts/late HTTP/1.1\r\nHost: {server.Url.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nExpect: 100-continue\r\n\r\n"), Cancel);
        // The server asks for the body: it has begun to work on the request.
        Assert.StartsWith("HTTP/1.1 100", await reader.ReadLineAsync(Cancel), StringComparison.Ordinal);

        server.Signal();
        await RefusesConnectionsAsync(server.Url);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(body), Cancel);
        Assert.Equal("", await reader.ReadLineAsync(Cancel));
        var status = await reader.ReadLineAsync(Cancel);
        var result = await server.EndAsync();

        Assert.Equal("HTTP/1.1 201 Created", status);
        Assert.Equal(0, result.ExitCode);
        Assert.False(File.Exists(Path.Combine(_workspace.DataFolder, "storage.sqlite-wal")));
    }

    [Fact]
    public async Task Two_first_starts_at_once_share_everything()
    {
        var starts = await Task.WhenAll(_workspace.StartAsync(), _workspace.StartAsync());
        await using var first = starts[0];
        await using var second = starts[1];
        Assert.Equal(0, (await _workspace.RunAsync("create-user", "-u", "alice", "-p", "s3cret")).ExitCode);
        Assert.Equal(0, (await _workspace.RunAsync("login", first.Url.ToString(), "-u", "alice", "-p", "s3cret")).ExitCode);
        Assert.Equal(0, (await _workspace.RunAsync("http", "PUT", "/buckets/b", "{}")).ExitCode);

        // The session of the first is good at the second, which it would not be with another secret.
        var session = await File.ReadAllTextAsync(_workspace.SessionFile, Cancel);
        await File.WriteAllTextAsync(_workspace.SessionFile, session.Replace(first.Url.Authority, second.Url.Authority, StringComparison.Ordinal), Cancel);
        var read = await _workspace.RunAsync("http", "GET", "/buckets/b");

        Assert.Equal(0, read.ExitCode);
        Assert.Empty(Directory.GetFiles(_workspace.DataFolder, "*.tmp"));
    }

    static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    static async Task<JsonElement> HelloAsync(RunningServer server)
    {
        using var hello = JsonDocument.Parse(await _client.GetStringAsync(server.Url, Cancel));
        return hello.RootElement.Clone();
    }

    static async Task<string?> NameAsync(RunningServer server) => (await HelloAsync(server)).GetProperty("project_name").GetString();

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Waits until nobody listens any more, which is the first thing that a signal does.</summary>
    static async Task RefusesConnectionsAsync(Uri url)
    {
        try
        {
            while (true)
            {
                using var attempt = new TcpClient();
                await attempt.ConnectAsync(url.Host, url.Port, Cancel);
            }
        }
        catch (SocketException)
        {
            // That is what was waited for.
        }
    }
}
