using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace KintoHawk.Cli.Tests;

/// <summary>Details of the start and of the wire that settings files in the field rely on.</summary>
public sealed class StartUpDetailsTests : IDisposable
{
    const string Accounts = "kinto.includes = kinto.plugins.accounts\n";
    const string AccountPolicy = "multiauth.policies = account\nmultiauth.policy.account.use = kinto.plugins.accounts.AccountsPolicy\n";

    readonly Workspace _workspace = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_server_without_secret_starts_warns_and_knows_everybody_by_the_same_digest()
    {
        await using var server = await IniServer.StartAsync(_workspace, "start-up");
        var hello = await server.ExpectAsync(200, "GET", "", null, null, ("Authorization", "Basic " + Convert.ToBase64String("mat:secret"u8)));
        var log = await server.StopAsync();

        Assert.Equal("basicauth:8a931a10fc88ab2f6d1cc02a07d3a81b5d4768f6f13e85c5d8d4180419acb1b4", hello.At("user", "id")!.Value.GetString());
        Assert.Equal(
            ("kinto", "7.8", "0.1"),
            (hello.At("project_name")!.Value.GetString(), hello.At("project_version")!.Value.GetString(), hello.At("http_api_version")!.Value.GetString()));
        Assert.Contains("userid_hmac_secret is not set", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost:80", "http://localhost/v0/")]
    [InlineData("localhost", "http://localhost/v0/")]
    [InlineData("kinto.example:8080", "http://kinto.example:8080/v0/")]
    public async Task Urls_follow_the_host_field(string host, string url)
    {
        await using var server = await IniServer.StartAsync(_workspace, "start-up");
        var answer = await TalkAsync(server, $"GET /v0/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");

        Assert.Equal(url, BodyOf(answer).GetProperty("url").GetString());
    }

    [Theory]
    [InlineData("/v0/%E8", 400, 107)]
    [InlineData("/%E8", 400, 107)]
    [InlineData("/v0/buckets/%0A/", 404, 111)]
    [InlineData("/buckets/a%0D%0AX-Evil:%201", 404, 111)]
    [InlineData("/%0a/", 404, 111)]
    [InlineData("//%0D/", 404, 111)]
    public async Task Bytes_that_are_no_text_reach_the_application_and_line_ends_reach_no_redirect(string path, int status, int errno)
    {
        await using var server = await IniServer.StartAsync(_workspace, "start-up");
        var answer = await TalkAsync(server, $"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Equal(errno, BodyOf(answer).GetProperty("errno").GetInt32());
        Assert.DoesNotContain("Location", answer, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("2020-02-03T04:05:06.303359", 410)]
    [InlineData("2020-02-03", 410)]
    [InlineData("2999-02-03T04:05:06.303359", 200)]
    public async Task The_end_of_the_service_may_be_a_local_time_or_a_day(string end, int status)
    {
        await using var server = await IniServer.StartAsync(_workspace, "start-up", ("KINTO_EOS", end));

        Assert.NotNull((await server.ExpectAsync(status, "GET", "")).Header("Alert"));
    }

    [Theory]
    [InlineData(Accounts + "multiauth.policies = basicauth", "no policy is an account policy")]
    [InlineData(Accounts + AccountPolicy + "kinto.account_create_principals = system.Authenticated", "which account_write_principals does not have")]
    [InlineData(Accounts + "multiauth.policies = basicauth account\nmultiauth.policy.account.use = kinto.plugins.accounts.AccountsPolicy", "has 'basicauth' before 'account'")]
    [InlineData("multiauth.policies = fxa\nmultiauth.policy.fxa.use = kinto_fxa.authentication.FxAOAuthAuthenticationPolicy", "The policy 'fxa' is not known")]
    [InlineData("kinto.storage_backend = cliquet.storage.postgresql", "storage_backend is 'cliquet.storage.postgresql'")]
    [InlineData("kinto.record_id_generator = name_generator.RecordGenerator", "record_id_generator is 'name_generator.RecordGenerator'")]
    [InlineData("kinto.paginate_by = 3\npaginate_by = 4", "paginate_by and kinto.paginate_by (line 2) are the same setting with two values")]
    public async Task A_wrong_file_ends_the_process_with_the_reason(string lines, string reason)
    {
        _workspace.Write("wrong.ini", "[app:main]\n" + lines + "\n");

        var result = await _workspace.RunAsync("start", "--ini", "wrong.ini", "--port", "0");

        Assert.Equal(1, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains(reason, Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_skipped_policy_recognises_nobody()
    {
        _workspace.Write("skip.ini", "[app:main]\nkintohawk.skip_unknown_policies = true\nmultiauth.policies = fxa\nmultiauth.policy.fxa.use = kinto_fxa.authentication.FxAOAuthAuthenticationPolicy\n");
        await using var server = await _workspace.StartAsync("--ini", "skip.ini");
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Url);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer x");
        using var response = await client.SendAsync(request, Cancel);

        Assert.DoesNotContain("\"user\"", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    static JsonElement BodyOf(string answer) => JsonDocument.Parse(answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]).RootElement;

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
