using System.Text.Json;

namespace KintoHawk.Cli.Tests;

public sealed class HawkVerifyTests : IDisposable
{
    readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task What_header_signs_verify_accepts()
    {
        var header = (await _workspace.HawkAsync(["header", "POST", HawkExample.Url, "--data", "x", "--content-type", "text/plain", "--ext", "e", .. HawkExample.Fixed])).Output;
        string[] verify = ["verify", "POST", "/resource/1?b=1&a=2", "--host", "example.com:8000", "--ts", HawkExample.Time];

        var withBody = await _workspace.HawkAsync([.. verify, "--header", header, "--data", "x", "--content-type", "text/plain; charset=utf-8"]);
        var withoutBody = await _workspace.HawkAsync([.. verify, "--header", header]);
        var fromFile = await _workspace.HawkAsync([.. verify, "--header", "@" + _workspace.Write("header.txt", $"authorization: {header}")]);
        var fromInput = await _workspace.HawkWithInputAsync(header, [.. verify, "--header", "-"]);

        Assert.Equal((0, 0, 0, 0), (withBody.ExitCode, withoutBody.ExitCode, fromFile.ExitCode, fromInput.ExitCode));
        Assert.StartsWith("accepted\nid: dh37fgj492je\nts: 1353832234\nnonce: j4h3g2\n", withBody.Output, StringComparison.Ordinal);
        Assert.EndsWith("\next: e\npayload: verified\n", withBody.Output, StringComparison.Ordinal);
        Assert.EndsWith("\npayload: not verified\n", withoutBody.Output, StringComparison.Ordinal);
        Assert.Equal(withoutBody.Output, fromFile.Output);
        Assert.Equal(withoutBody.Output, fromInput.Output);
    }

    [Theory]
    [InlineData("PUT", "/resource/1?b=1&a=2", "example.com:8000", "Bad mac")]
    [InlineData("GET", "/resource/1?b=1&a=3", "example.com:8000", "Bad mac")]
    [InlineData("GET", "/resource/1?b=1&a=2", "example.com:8001", "Bad mac")]
    [InlineData("GET", "/resource/1?b=1&a=2", "example.org:8000", "Bad mac")]
    [InlineData("GET", "/resource/1?b=1&a=2", "example.com:8000", "Stale timestamp", "--ts", "1353832295")]
    [InlineData("GET", "/resource/1?b=1&a=2", "example.com:8000", "Stale timestamp", "--ts", "1353832236", "--skew", "1s")]
    [InlineData("GET", "/resource/1?b=1&a=2", "example.com:8000", "Missing required payload hash", "--data", "x")]
    [InlineData("GET", "/resource/1?b=1&a=2", "example.com:8000", "Unknown credentials", "--id", "somebody")]
    public async Task What_was_altered_on_the_way_is_refused_with_the_precise_reason(string method, string path, string host, string message, params string[] options)
    {
        string[] clock = options.Contains("--ts") ? [] : ["--ts", HawkExample.Time];

        var result = await _workspace.HawkAsync(["verify", method, path, "--host", host, "--header", HawkExample.Header, .. clock, .. options]);

        Assert.Equal(new CommandResult(1, $"refused: {message}\n", ""), result);
    }

    /// <summary>A URL library would make <c>/~b</c> of it, and the verdict would be about another request than the one that was asked about.</summary>
    [Theory]
    [InlineData("http://example.com:8000", "/a%7Eb", "/a~b")]
    [InlineData("http://example.com:8000", "/a/../b?x=%7E", "/b?x=%7E")]
    [InlineData("HTTP://EXAMPLE.com:8000", "/%c3%a9#top", "/%C3%A9")]
    public async Task A_url_is_verified_as_it_was_typed(string server, string typed, string rewritten)
    {
        async Task<string> SignAsync(string path) =>
            (await _workspace.HawkAsync(["header", "GET", path, "--host", "example.com:8000", .. HawkExample.Fixed])).Output;

        string[] request = ["GET", server + typed, "--ts", HawkExample.Time];
        var asTyped = await SignAsync(typed.Split('#')[0]);
        var asRewritten = await SignAsync(rewritten);

        var accepted = await _workspace.HawkAsync(["verify", .. request, "--header", asTyped]);
        var refused = await _workspace.HawkAsync(["verify", .. request, "--header", asRewritten]);
        var explained = await _workspace.HawkAsync(["explain", .. request, "--header", asTyped]);

        Assert.Equal((0, ""), (accepted.ExitCode, accepted.Error));
        Assert.Equal(new CommandResult(1, "refused: Bad mac\n", ""), refused);
        Assert.Equal(0, explained.ExitCode);
    }

    [Theory]
    [InlineData("http://example.com:8000", "/")]
    [InlineData("http://example.com:8000?b=1", "/?b=1")]
    public async Task A_url_without_path_has_a_slash(string url, string path)
    {
        var header = (await _workspace.HawkAsync(["header", "GET", path, "--host", "example.com:8000", .. HawkExample.Fixed])).Output;

        var result = await _workspace.HawkAsync("verify", "GET", url, "--header", header, "--ts", HawkExample.Time);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    /// <summary>1 is a verdict. What prevents one is no verdict, and a script must not take it for one.</summary>
    [Theory]
    [InlineData("verify", "GET", HawkExample.Url, "--header", HawkExample.Header, "--key-file", "missing.key")]
    [InlineData("verify", "GET", HawkExample.Url, "--header", "@missing.txt")]
    [InlineData("verify", "GET", "not-a-url", "--header", HawkExample.Header)]
    [InlineData("verify", "GET", HawkExample.Url, "--header", HawkExample.Header, "--ts", HawkExample.Time, "--data-file", "missing.json")]
    [InlineData("bewit-verify", "http://example.com/a?bewit=MVwxMzU2NDIwNzA3XDhYdVJsVkVQUS9UZlJ5NVNoVmgwcjkrUWlWRT1cc29tZSBleHQ", "--key-file", "missing.key", "--json")]
    [InlineData("message-verify", "--host", "h", "--port", "1", "--header", "@missing.json")]
    [InlineData("message-verify", "--host", "h", "--port", "1", "--header", "{\"id\":\"a\",\"ts\":1,\"nonce\":\"n\",\"hash\":\"h\",\"mac\":\"m\"}", "--data-file", "missing.bin")]
    [InlineData("response-verify", "GET", HawkExample.Url, "--header", HawkExample.Header, "--response-header", "@missing.txt")]
    [InlineData("response-verify", "GET", HawkExample.Url, "--header", "Basic x", "--response-header", "Hawk mac=\"m\"")]
    [InlineData("response-verify", "GET", HawkExample.Url, "--header", HawkExample.Header, "--response-header", "Hawk mac=\"m\"", "--data-file", "missing.json", "--json")]
    [InlineData("explain", "GET", HawkExample.Url, "--header", HawkExample.Header, "--key-file", "missing.key")]
    public async Task What_cannot_be_looked_at_is_not_refused(params string[] arguments)
    {
        var result = await _workspace.HawkAsync(arguments);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.NotEmpty(result.Error);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Basic eDp5", "NotHawk", 401)]
    [InlineData("Hawk id=\"a\", id=\"b\"", "MalformedHeader", 400)]
    [InlineData("Hawk id=\"a\"", "MissingAttribute", 400)]
    [InlineData("Hawk id=\"a\", ts=\"NaN\", nonce=\"n\", mac=\"m\"", "MalformedHeader", 400)]
    [InlineData("", "NotHawk", 401)]
    public async Task A_header_against_the_grammar_needs_no_key_to_be_refused(string header, string failure, int status)
    {
        var result = await _workspace.RunAsync("hawk", "verify", "GET", HawkExample.Url, "--header", header, "--json");

        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal(1, result.ExitCode);
        Assert.False(json.RootElement.GetProperty("accepted").GetBoolean());
        Assert.Equal(failure, json.RootElement.GetProperty("failure").GetString());
        Assert.Equal(status, json.RootElement.GetProperty("status").GetInt32());
        Assert.NotEmpty(json.RootElement.GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task A_stale_request_is_answered_with_a_challenge_that_proves_the_time()
    {
        var result = await _workspace.HawkAsync("verify", "GET", HawkExample.Url, "--header", HawkExample.Header, "--ts", "1353840000", "--json");

        using var json = JsonDocument.Parse(result.Output);
        Assert.StartsWith("Hawk ts=\"1353840000\", tsm=\"", json.RootElement.GetProperty("challenge").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verbose_shows_the_text_as_the_server_sees_it()
    {
        var result = await _workspace.HawkAsync("verify", "GET", "/other", "--host", "example.com:8000", "--header", HawkExample.Header, "--ts", HawkExample.Time, "-v");

        Assert.Contains("  /other\n", result.Error, StringComparison.Ordinal);
        Assert.Equal("refused: Bad mac\n", result.Output);
    }

    [Fact]
    public async Task Explain_names_what_is_different_and_shows_both_texts()
    {
        string[] explain = ["explain", "GET", "/resource/1?b=1&a=2", "--host", "10.0.0.5:8000", "--other-host", "example.com:8000", "--header", HawkExample.Header, "--ts", HawkExample.Time];

        var text = await _workspace.HawkAsync(explain);
        var json = await _workspace.HawkAsync([.. explain, "--json"]);
        var right = await _workspace.HawkAsync("explain", "GET", HawkExample.Url, "--header", HawkExample.Header, "--ts", HawkExample.Time, "--json");

        Assert.Equal((1, 1, 0), (text.ExitCode, json.ExitCode, right.ExitCode));
        Assert.Contains("10.0.0.5", text.Output, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(json.Output);
        var finding = Assert.Single(document.RootElement.GetProperty("findings").EnumerateArray());
        Assert.Equal(("Host", "example.com", "10.0.0.5"), (finding.GetProperty("subject").GetString(), finding.GetProperty("signed").GetString(), finding.GetProperty("received").GetString()));
        Assert.Contains("\nexample.com\n8000\n", document.RootElement.GetProperty("client_text").GetString(), StringComparison.Ordinal);
        Assert.Contains("\n10.0.0.5\n8000\n", document.RootElement.GetProperty("server_text").GetString(), StringComparison.Ordinal);
        Assert.Contains("\"accepted\": true", right.Output, StringComparison.Ordinal);
        Assert.All([text, json, right], static result => Assert.DoesNotContain(HawkExample.Key, result.Everything, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Explain_needs_no_key_for_what_cannot_be_read()
    {
        var result = await _workspace.RunAsync("hawk", "explain", "GET", HawkExample.Url, "--header", "Hawk id=\"a\" ts=\"1\"");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("Refused with status 400", result.Output, StringComparison.Ordinal);
    }
}
