using System.Text.Json;
using Hawk;

namespace KintoHawk.Cli.Tests;

public sealed class HawkRequestTests : IAsyncLifetime
{
    readonly Workspace _workspace = new();
    RunningServer _server = null!;

    static string Now => $"{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}";

    string Bucket => $"{_server.Url}buckets/b";

    string[] Session => ["--session", _workspace.SessionFile];

    public async ValueTask InitializeAsync()
    {
        Assert.Equal(0, (await _workspace.RunAsync("create-user", "-u", "alice", "-p", "very-s3cret-password")).ExitCode);
        _server = await _workspace.StartAsync();
        Assert.Equal(0, (await _workspace.RunAsync("login", _server.Url.ToString(), "-u", "alice", "-p", "very-s3cret-password")).ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _workspace.Dispose();
    }

    [Fact]
    public async Task A_request_is_signed_and_its_response_verified()
    {
        var put = await RequestAsync("-X", "put", "-d", """{"data":{"title":"né"}}""", "--ext", "e", "--app", "a", "--require-signature", "-v");
        var get = await RequestAsync("--json", "-H", "Accept: application/json");
        var missing = await _workspace.RunAsync(["hawk", "request", $"{Bucket}/collections/none", .. Session, "--json"]);

        Assert.Equal((0, 0, 4), (put.ExitCode, get.ExitCode, missing.ExitCode));
        Assert.StartsWith("HTTP/1.1 201 Created\n", put.Output, StringComparison.Ordinal);
        Assert.Contains("\n  PUT\n  /v1/buckets/b\n", put.Error, StringComparison.Ordinal);
        Assert.Contains("\n  e\n  a\n", put.Error, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(get.Output);
        Assert.Equal(["status", "headers", "body", "verified"], json.RootElement.EnumerateObject().Select(static member => member.Name));
        Assert.Equal("né", json.RootElement.GetProperty("body").GetProperty("data").GetProperty("title").GetString());
        Assert.True(json.RootElement.GetProperty("verified").GetBoolean());
        Assert.Contains("\"verified\": true", missing.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_clock_is_corrected_by_the_server_that_proves_its_time()
    {
        var result = await RequestAsync("-X", "PUT", "-d", "{}", "--ts", "1353832234", "--require-signature");

        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task With_a_nonce_a_request_is_reproducible_and_the_server_takes_it_once()
    {
        var now = Now;

        var first = await RequestAsync("-X", "PUT", "-d", "{}", "--ts", now, "--nonce", "once", "--require-signature");
        var copy = await RequestAsync("-X", "PUT", "-d", "{}", "--ts", now, "--nonce", "once", "--json");
        var stale = await RequestAsync("-X", "PUT", "-d", "{}", "--ts", "1353832234", "--nonce", "other", "--json");

        Assert.Equal((0, 4, 4), (first.ExitCode, copy.ExitCode, stale.ExitCode));
        Assert.Contains("\"status\": 401", copy.Output, StringComparison.Ordinal);
        Assert.Contains("tsm=", stale.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData()]
    [InlineData("--nonce", "mine")]
    public async Task An_altered_response_is_not_shown_unless_nobody_looks(params string[] options)
    {
        Assert.Equal(0, (await RequestAsync("-X", "PUT", "-d", """{"data":{"title":"first"}}""")).ExitCode);
        await using var proxy = new AlteringProxy(_server.Url) { Alter = static response => response.Replace("first", "worst", StringComparison.Ordinal) };
        // The signature is for the name the client uses: the host in the URL is that of the proxy, and so is the Host field.
        string[] request = ["hawk", "request", $"{proxy.Url}buckets/b", .. Session];

        var refused = await _workspace.RunAsync([.. request, .. options]);
        var shown = await _workspace.RunAsync([.. request, "--no-verify", "--json"]);

        Assert.Equal((6, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("The body of the response is not the one that was signed.", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, shown.ExitCode);
        Assert.Contains("worst", shown.Output, StringComparison.Ordinal);
        Assert.Contains("\"verified\": false", shown.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData()]
    [InlineData("--nonce", "mine")]
    public async Task A_response_without_signature_is_called_unverified_or_refused(params string[] options)
    {
        string[] request = ["hawk", "request", Bucket, "--id", "nobody", "--key", "wrong-s3cret-key", .. options];

        var shown = await _workspace.RunAsync(request);
        var refused = await _workspace.RunAsync([.. request, "--require-signature"]);

        Assert.Equal((4, 6), (shown.ExitCode, refused.ExitCode));
        Assert.Contains("HTTP/1.1 401", shown.Output, StringComparison.Ordinal);
        Assert.Contains("unverified", shown.Error, StringComparison.Ordinal);
        Assert.Contains("Its status was 401.", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", shown.Everything + refused.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_can_be_sent_by_another_client_and_the_response_verified_afterwards()
    {
        Assert.Equal(0, (await RequestAsync("-X", "PUT", "-d", "{}")).ExitCode);
        var sent = (await _workspace.RunAsync(["hawk", "header", "GET", Bucket, .. Session])).Output.Trim();
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, Bucket);
        request.Headers.TryAddWithoutValidation("Authorization", sent);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = _workspace.Write("body.json", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var received = response.Headers.NonValidated["Server-Authorization"].ToString();
        string[] verify = ["hawk", "response-verify", "GET", Bucket, "--header", sent, "--response-header", received, .. Session];

        var accepted = await _workspace.RunAsync([.. verify, "--data-file", body, "--content-type", response.Content.Headers.ContentType!.ToString(), "--json"]);
        var withoutBody = await _workspace.RunAsync(verify);
        var altered = await _workspace.RunAsync([.. verify, "--data", "{}", "--content-type", "application/json", "--json"]);
        var elsewhere = await _workspace.RunAsync(["hawk", "response-verify", "PUT", .. verify[3..]]);

        Assert.Equal((0, 0, 1, 1), (accepted.ExitCode, withoutBody.ExitCode, altered.ExitCode, elsewhere.ExitCode));
        Assert.Contains("\"payload\": \"verified\"", accepted.Output, StringComparison.Ordinal);
        Assert.Contains("payload: not verified", withoutBody.Output, StringComparison.Ordinal);
        Assert.Contains($"\"failure\": \"{HawkResponseFailure.BadPayloadHash}\"", altered.Output, StringComparison.Ordinal);
        Assert.Equal("refused: Bad response mac\n", elsewhere.Output);
        Assert.Contains("was not signed with this key", elsewhere.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/", "cannot be reached")]
    [InlineData("ws://127.0.0.1/", "is not a URL that requests can be sent to")]
    [InlineData("http://alice:s3cret@127.0.0.1/", "user information")]
    public async Task What_cannot_be_asked_is_said_in_a_sentence(string url, string sentence)
    {
        var result = await _workspace.RunAsync(["hawk", "request", url, .. Session]);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains(sentence, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", result.Error, StringComparison.Ordinal);
    }

    Task<CommandResult> RequestAsync(params string[] options) => _workspace.RunAsync(["hawk", "request", Bucket, .. Session, .. options]);
}
