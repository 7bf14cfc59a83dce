using System.Text.Json;

namespace KintoHawk.Cli.Tests;

/// <summary>Responses that somebody between client and server has made up, with a signature field behind the body.</summary>
public sealed class ForgedTrailerTests : IAsyncLifetime
{
    const string Password = "very-s3cret-password";

    readonly Workspace _workspace = new();
    RunningServer _server = null!;
    AlteringProxy _proxy = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.Equal(0, (await _workspace.RunAsync("create-user", "-u", "alice", "-p", Password)).ExitCode);
        _server = await _workspace.StartAsync();
        _proxy = new AlteringProxy(_server.Url);
        Assert.Equal(0, (await _workspace.RunAsync("login", _proxy.Url.ToString(), "-u", "alice", "-p", Password)).ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
        _workspace.Dispose();
    }

    [Fact]
    public async Task A_success_with_a_trailer_that_nobody_has_announced_is_not_shown_for_a_session()
    {
        _proxy.Alter = static _ => Forged("200 OK", isAnnounced: false);

        var result = await _workspace.RunAsync("http", "GET", "/buckets", "--json");

        Assert.Equal((6, ""), (result.ExitCode, result.Output));
        Assert.Contains("not signed", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_with_a_trailer_that_nobody_has_announced_is_shown_as_unverified()
    {
        _proxy.Alter = static _ => Forged("404 Not Found", isAnnounced: false);

        var result = await _workspace.RunAsync("http", "GET", "/buckets", "--json");

        AssertUnverified(4, result);
    }

    [Theory]
    [InlineData()]
    [InlineData("--nonce", "mine")]
    public async Task A_request_calls_such_a_response_unverified_or_refuses_it(params string[] options)
    {
        _proxy.Alter = static _ => Forged("200 OK", isAnnounced: false);
        string[] request = ["hawk", "request", $"{_proxy.Url}buckets", "--session", _workspace.SessionFile, .. options];

        var shown = await _workspace.RunAsync([.. request, "--json"]);
        var refused = await _workspace.RunAsync([.. request, "--require-signature"]);

        AssertUnverified(0, shown);
        Assert.Equal((6, ""), (refused.ExitCode, refused.Output));
    }

    [Theory]
    [InlineData("http", "GET", "/buckets")]
    [InlineData("hawk", "request", "URL")]
    [InlineData("hawk", "request", "URL", "--nonce", "mine")]
    public async Task A_forged_trailer_that_is_announced_is_a_wrong_signature(params string[] command)
    {
        _proxy.Alter = static _ => Forged("404 Not Found", isAnnounced: true);
        string[] arguments = [.. command.Select(part => part == "URL" ? $"{_proxy.Url}buckets" : part)];
        if (command[0] == "hawk")
            arguments = [.. arguments, "--session", _workspace.SessionFile];

        var result = await _workspace.RunAsync(arguments);

        Assert.Equal((6, ""), (result.ExitCode, result.Output));
        Assert.Contains("does not match", result.Error, StringComparison.Ordinal);
    }

    static void AssertUnverified(int exitCode, CommandResult result)
    {
        Assert.Equal(exitCode, result.ExitCode);
        using var json = JsonDocument.Parse(result.Output);
        Assert.Equal("forged", json.RootElement.GetProperty("body").GetString());
        Assert.False(json.RootElement.GetProperty("verified").GetBoolean());
    }

    static string Forged(string status, bool isAnnounced) =>
        $"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\n{(isAnnounced ? "Trailer: Server-Authorization\r\n" : "")}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        + "6\r\nforged\r\n0\r\nServer-Authorization: Hawk mac=\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\", hash=\"x\"\r\n\r\n";
}
