using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace KintoHawk.Cli.Tests;

public sealed class ReloadTests : IDisposable
{
    const string Ini =
        """
        [server:main]
        use = egg:waitress#main
        host = 127.0.0.1

        [app:main]
        use = egg:kinto
        kinto.userid_hmac_secret = a-secret-of-this-file
        kinto.project_name = first
        kinto.includes = kinto.plugins.accounts
        multiauth.policies = account
        multiauth.policy.account.use = kinto.plugins.accounts.AccountsPolicy
        kinto.account_create_principals = system.Everyone

        """;

    readonly Workspace _workspace = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_changed_file_is_taken_over_and_what_is_in_memory_survives()
    {
        Write(Ini);
        await using var server = await _workspace.StartAsync("--ini", "kinto.ini", "--reload");
        await server.CallAsync("PUT", "accounts/alice", """{"data":{"password":"pw"}}""");

        Write(Ini.Replace("first", "second", StringComparison.Ordinal));
        await BecomesAsync(server, "second");

        await server.CallAsync("GET", "accounts/alice", user: "alice:pw");
        var end = await server.StopAsync();
        Assert.Equal(0, end.ExitCode);
        Assert.Contains("read again and are in use at " + server.Url, end.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_takes_new_settings_over_without_being_asked_to_watch()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Platform: Windows has no SIGHUP.");
        Write(Ini);
        await using var server = await _workspace.StartAsync("--ini", "kinto.ini");

        Write(Ini.Replace("first", "second", StringComparison.Ordinal));
        server.Signal("HUP");

        await BecomesAsync(server, "second");
    }

    [Fact]
    public async Task A_changed_environment_file_is_taken_over()
    {
        Write(Ini);
        _workspace.Write("variables", "# names\nKINTO_PROJECT_NAME='from file'\n");
        await using var server = await _workspace.StartAsync([("KINTO_PROJECT_NAME", "from process")], "--ini", "kinto.ini", "--env-file", "variables", "--reload");
        Assert.Equal("from file", await NameAsync(server));

        _workspace.Write("variables", "KINTO_PROJECT_NAME=changed\n");

        await BecomesAsync(server, "changed");
    }

    [Fact]
    public async Task Wrong_settings_are_told_and_the_old_ones_stay()
    {
        Write(Ini);
        await using var server = await _workspace.StartAsync("--ini", "kinto.ini", "--reload");

        Write(Ini.Replace("first", "second", StringComparison.Ordinal) + "kinto.paginate_by = many\n");
        await server.SaysAsync("kinto.paginate_by is 'many'");
        Assert.Equal("first", await NameAsync(server));
        Write(Ini.Replace("first", "third", StringComparison.Ordinal) + $"kinto.cache_backend = sqlite\nkinto.cache_url = {_workspace.Folder}/no-folder/cache.sqlite\n");
        await server.SaysAsync("no-folder");
        Assert.Equal("first", await NameAsync(server));

        Write(Ini.Replace("first", "fourth", StringComparison.Ordinal));
        await BecomesAsync(server, "fourth");
        Assert.Equal(0, (await server.StopAsync()).ExitCode);
    }

    [Fact]
    public async Task A_port_that_is_taken_leaves_the_server_where_it_is()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Write(WithPort(Ini, 0));
        await using var server = await _workspace.StartAtOwnPortAsync("--ini", "kinto.ini", "--reload");

        Write(WithPort(Ini.Replace("first", "second", StringComparison.Ordinal), ((IPEndPoint)listener.LocalEndpoint).Port));
        await server.SaysAsync("Cannot listen on 127.0.0.1:");

        Assert.Equal("first", await NameAsync(server));
    }

    [Fact]
    public async Task A_request_in_flight_is_finished_with_the_settings_it_began_with()
    {
        const string body = """{"data":{"password":"s3cret"}}""";
        Write(Ini);
        await using var server = await _workspace.StartAsync("--ini", "kinto.ini", "--reload");
        using var connection = new TcpClient();
        await connection.ConnectAsync(server.Url.Host, server.Url.Port, Cancel);
        await using var stream = connection.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"PUT /v1/accounts/late HTTP/1.1\r\nHost: {server.Url.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nExpect: 100-continue\r\n\r\n"), Cancel);
        Assert.StartsWith("HTTP/1.1 100", await reader.ReadLineAsync(Cancel), StringComparison.Ordinal);

        // With the new settings nobody may make an account.
        Write(Ini.Replace("first", "second", StringComparison.Ordinal).Replace("kinto.account_create_principals = system.Everyone", "", StringComparison.Ordinal));
        await BecomesAsync(server, "second");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(body), Cancel);
        Assert.Equal("", await reader.ReadLineAsync(Cancel));

        Assert.Equal("HTTP/1.1 201 Created", await reader.ReadLineAsync(Cancel));
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.SendAsync("PUT", "accounts/later", body)).Status);
        await server.CallAsync("GET", "accounts/late", user: "late:s3cret");
    }

    [Fact]
    public async Task No_connection_is_refused_while_settings_change()
    {
        Write(Ini);
        await using var server = await _workspace.StartAsync("--ini", "kinto.ini", "--reload");
        using var changed = new CancellationTokenSource();
        var visitors = Enumerable.Range(0, 4).Select(_ => VisitAsync(server.Url, changed.Token)).ToList();

        foreach (var name in (string[])["second", "third", "fourth"])
        {
            Write(Ini.Replace("first", name, StringComparison.Ordinal));
            await BecomesAsync(server, name);
        }

        await changed.CancelAsync();
        Assert.All(await Task.WhenAll(visitors), static visits => Assert.NotEqual(0, visits));
    }

    [Fact]
    public async Task A_connection_without_a_request_is_answered_although_its_server_retires()
    {
        Write(Ini);
        await using var server = await _workspace.StartAsync("--ini", "kinto.ini", "--reload");
        using var connection = new TcpClient();
        await connection.ConnectAsync(server.Url.Host, server.Url.Port, Cancel);
        await using var stream = connection.GetStream();
        // Connections are taken in the order in which they came: when this is answered, the one above has been taken.
        Assert.Equal("first", await NameAsync(server));

        Write(Ini.Replace("first", "second", StringComparison.Ordinal));
        await BecomesAsync(server, "second");
        // The answers to these leave the old server the time to close what it would close.
        for (var i = 0; i < 20; i++)
            Assert.Equal("second", await NameAsync(server));
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /v1/ HTTP/1.1\r\nHost: {server.Url.Authority}\r\nConnection: close\r\n\r\n"), Cancel);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var answer = await reader.ReadToEndAsync(Cancel);

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Contains("\"project_name\":\"first\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_never_sends_a_request_keeps_no_server_that_retires()
    {
        Write(Ini);
        await using var server = await _workspace.StartAsync("--ini", "kinto.ini", "--reload");
        using var connection = new TcpClient();
        await connection.ConnectAsync(server.Url.Host, server.Url.Port, Cancel);
        await using var stream = connection.GetStream();
        Assert.Equal("first", await NameAsync(server));

        Write(Ini.Replace("first", "second", StringComparison.Ordinal));
        await BecomesAsync(server, "second");

        Assert.Equal(0, await stream.ReadAsync(new byte[1], Cancel));
    }

    /// <summary>Comes with a new connection each time; a refused one, or one that is closed without answer, throws.</summary>
    static async Task<int> VisitAsync(Uri url, CancellationToken enough)
    {
        var visits = 0;
        for (; !enough.IsCancellationRequested; visits++)
        {
            using var connection = new TcpClient();
            await connection.ConnectAsync(url.Host, url.Port, Cancel);
            await using var stream = connection.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /v1/__lbheartbeat__ HTTP/1.1\r\nHost: {url.Authority}\r\nConnection: close\r\n\r\n"), Cancel);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            Assert.StartsWith("HTTP/1.1 200", await reader.ReadToEndAsync(Cancel), StringComparison.Ordinal);
        }

        return visits;
    }

    static string WithPort(string ini, int port) => ini.Replace("host = 127.0.0.1", $"host = 127.0.0.1\nport = {port}", StringComparison.Ordinal);

    void Write(string ini) => _workspace.Write("kinto.ini", ini);

    static async Task BecomesAsync(RunningServer server, string name)
    {
        while (await NameAsync(server) != name)
            await Task.Yield();
    }

    static async Task<string?> NameAsync(RunningServer server)
    {
        using var hello = JsonDocument.Parse(await server.CallAsync("GET", ""));
        return hello.RootElement.GetProperty("project_name").GetString();
    }
}
