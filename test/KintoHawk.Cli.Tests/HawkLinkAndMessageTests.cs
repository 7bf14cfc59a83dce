using System.Text.Json;

namespace KintoHawk.Cli.Tests;

public sealed class HawkLinkAndMessageTests : IDisposable
{
    const string Url = "https://example.com/a?b=c#part";

    readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_link_opens_until_it_expires_and_nothing_else()
    {
        var link = (await _workspace.HawkAsync("bewit", Url, "--ttl", "5m", "--ext", "e", "--ts", HawkExample.Time)).Output.Trim();
        var again = await _workspace.HawkAsync("bewit", Url, "--ttl", "300", "--ext", "e", "--ts", HawkExample.Time, "--json");

        var accepted = await _workspace.HawkAsync("bewit-verify", link, "--ts", "1353832533");
        var expired = await _workspace.HawkAsync("bewit-verify", link, "--ts", "1353832534");
        var altered = await _workspace.HawkAsync("bewit-verify", link.Replace("b=c", "b=d", StringComparison.Ordinal), "--ts", "1353832533");
        var stranger = await _workspace.HawkAsync("bewit-verify", link, "--id", "somebody", "--ts", "1353832533", "--json");

        Assert.Matches(@"^https://example\.com/a\?b=c&bewit=[A-Za-z0-9_-]+#part$", link);
        Assert.Equal(new CommandResult(0, "accepted\nid: dh37fgj492je\nexp: 1353832534\next: e\nresource: /a?b=c\n", ""), accepted);
        Assert.Equal(new CommandResult(1, "refused: Access expired\n", ""), expired);
        Assert.Equal(new CommandResult(1, "refused: Bad mac\n", ""), altered);
        Assert.Contains("\"failure\": \"UnknownCredential\"", stranger.Output, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(again.Output);
        Assert.Equal(link, json.RootElement.GetProperty("link").GetString());
        Assert.Contains($"bewit={json.RootElement.GetProperty("bewit").GetString()}#", link, StringComparison.Ordinal);
        Assert.Equal(1353832534, json.RootElement.GetProperty("exp").GetInt64());
    }

    [Theory]
    [InlineData("https://example.com", "/a%7Eb", "/a~b")]
    [InlineData("https://example.com", "/a%7Eb?x=1", "/a~b?x=1")]
    public async Task A_link_is_verified_as_it_was_typed(string server, string typed, string rewritten)
    {
        async Task<string> SignAsync(string path) =>
            (await _workspace.HawkAsync("bewit", path, "--host", "example.com", "--tls", "--ttl", "5m", "--ts", HawkExample.Time, "--json")).Output;

        using var asTyped = JsonDocument.Parse(await SignAsync(typed));
        using var asRewritten = JsonDocument.Parse(await SignAsync(rewritten));
        var separator = typed.Contains('?') ? '&' : '?';

        var accepted = await _workspace.HawkAsync("bewit-verify", server + asTyped.RootElement.GetProperty("link").GetString(), "--ts", HawkExample.Time);
        var refused = await _workspace.HawkAsync("bewit-verify", $"{server}{typed}{separator}bewit={asRewritten.RootElement.GetProperty("bewit").GetString()}", "--ts", HawkExample.Time);

        Assert.Equal((0, ""), (accepted.ExitCode, accepted.Error));
        Assert.Contains($"\nresource: {typed}\n", accepted.Output, StringComparison.Ordinal);
        Assert.Equal(new CommandResult(1, "refused: Bad mac\n", ""), refused);
    }

    [Theory]
    [InlineData("https://example.com/a?b=c#part", "https://example.com/a?b=c&bewit=", "#part")]
    [InlineData("/a%7Eb", "/a%7Eb?bewit=", "", "--host", "example.com", "--tls")]
    public async Task A_link_for_more_than_a_week_has_to_be_meant(string target, string start, string end, params string[] place)
    {
        string[] bewit = ["bewit", target, .. place, "--ts", HawkExample.Time];

        var week = await _workspace.HawkAsync([.. bewit, "--ttl", "7d"]);
        var longer = await _workspace.HawkAsync([.. bewit, "--ttl", "8d"]);
        var meant = await _workspace.HawkAsync([.. bewit, "--ttl", "8d", "--long-lived"]);
        var link = meant.Output.Trim();
        var verified = await _workspace.HawkAsync(["bewit-verify", link, .. place, "--ts", "1354523433"]);
        var over = await _workspace.HawkAsync(["bewit-verify", link, .. place, "--ts", "1354523434"]);

        Assert.Equal((0, 2, 0), (week.ExitCode, longer.ExitCode, meant.ExitCode));
        Assert.Contains("--long-lived", longer.Error, StringComparison.Ordinal);
        Assert.StartsWith(start, link, StringComparison.Ordinal);
        Assert.EndsWith(end, link, StringComparison.Ordinal);
        Assert.Equal(0, verified.ExitCode);
        Assert.Equal("refused: Access expired\n", over.Output);
    }

    [Theory]
    [InlineData("https://example.com/a", "There is no bewit parameter")]
    [InlineData("https://example.com/a?bewit=", "Empty bewit")]
    [InlineData("https://example.com/a?bewit=*", "Invalid bewit encoding")]
    [InlineData("https://example.com/a?bewit=abc", "Invalid bewit structure")]
    public async Task A_url_that_is_no_link_is_refused_without_a_key(string url, string message) =>
        Assert.Equal(new CommandResult(1, $"refused: {message}\n", ""), await _workspace.RunAsync("hawk", "bewit-verify", url));

    [Theory]
    [InlineData("https://alice:s3cret@example.com/a")]
    [InlineData("https://example.com/a?bewit=x")]
    public async Task A_url_that_cannot_be_a_link_is_not_signed(string url)
    {
        var result = await _workspace.HawkAsync("bewit", url, "--ttl", "5m");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.DoesNotContain("s3cret", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_is_verified_with_its_signature_and_refused_without_its_text()
    {
        string[] place = ["--host", "queue.example.com", "--port", "5672"];
        var signed = await _workspace.HawkWithInputAsync("hello", ["message", .. place, .. HawkExample.Fixed]);
        var withText = await _workspace.HawkAsync(["message", .. place, "--data", "hello", "--json", .. HawkExample.Fixed]);
        string[] verify = ["message-verify", .. place, "--header", signed.Output, "--ts", HawkExample.Time];

        var accepted = await _workspace.HawkWithInputAsync("hello", verify);
        var altered = await _workspace.HawkWithInputAsync("hullo", verify);
        var elsewhere = await _workspace.HawkAsync(["message-verify", "--host", "other.example.com", "--port", "5672", "--header", signed.Output, "--data", "hello", "--ts", HawkExample.Time]);
        var late = await _workspace.HawkAsync(["message-verify", .. place, "--header", signed.Output, "--data", "hello"]);
        var garbage = await _workspace.HawkAsync(["message-verify", .. place, "--header", "{}", "--data", "hello"]);

        using var json = JsonDocument.Parse(signed.Output);
        Assert.Equal(["id", "ts", "nonce", "hash", "mac"], json.RootElement.EnumerateObject().Select(static member => member.Name));
        using var shown = JsonDocument.Parse(withText.Output);
        Assert.Equal(signed.Output.Trim(), shown.RootElement.GetProperty("authorization").GetRawText());
        Assert.StartsWith("hawk.1.message\n1353832234\nj4h3g2\n\n\nqueue.example.com\n5672\n", shown.RootElement.GetProperty("normalized").GetString(), StringComparison.Ordinal);
        Assert.Equal((0, "accepted"), (accepted.ExitCode, accepted.Output.Split('\n')[0]));
        Assert.Equal(new CommandResult(1, "refused: Bad message hash\n", ""), altered);
        Assert.Equal(new CommandResult(1, "refused: Bad mac\n", ""), elsewhere);
        Assert.Equal(new CommandResult(1, "refused: Stale timestamp\n", ""), late);
        Assert.Equal(new CommandResult(1, "refused: Invalid authorization\n", ""), garbage);
    }
}
