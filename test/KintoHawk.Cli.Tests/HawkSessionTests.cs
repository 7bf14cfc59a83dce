using System.Text.Json;

namespace KintoHawk.Cli.Tests;

public sealed class HawkSessionTests : IDisposable
{
    const string Token = "68656c6c6f68656c6c6f68656c6c6f68656c6c6f68656c6c6f68656c6c6f6865";

    readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Id_and_key_are_the_same_wherever_the_token_comes_from()
    {
        var expected = global::Hawk.HawkSession.TryFromToken(Token, out var session) ? $"id: {session.Id}\nkey: {session.Key}\n" : "";

        var argument = await _workspace.RunAsync("hawk", "session", Token.ToUpperInvariant());
        var file = await _workspace.RunAsync("hawk", "session", "--token-file", _workspace.Write("token.txt", Token + "\n"));
        var input = await _workspace.RunAsync(Token, ["hawk", "session", "--token-file", "-"]);
        var named = await _workspace.RunAsync("", ["hawk", "session", "--token-env", "MINE"], ("MINE", Token));
        var variable = await _workspace.RunAsync("", ["hawk", "session"], ("HAWK_SESSION_TOKEN", Token));
        var prompt = await _workspace.RunAsync(Token + "\n", ["hawk", "session"]);
        var json = await _workspace.RunAsync("hawk", "session", Token, "--json");

        Assert.All([argument, file, input, named, variable, prompt], result => Assert.Equal((0, expected), (result.ExitCode, result.Output)));
        using var document = JsonDocument.Parse(json.Output);
        Assert.Equal(session!.Id, document.RootElement.GetProperty("id").GetString());
        Assert.Equal(session.Key, document.RootElement.GetProperty("key").GetString());
        Assert.Equal("sha256", document.RootElement.GetProperty("algorithm").GetString());
    }

    [Theory]
    [InlineData("68656c6c6f")]
    [InlineData("zz656c6c6f68656c6c6f68656c6c6f68656c6c6f68656c6c6f68656c6c6f6865")]
    public async Task What_is_no_token_is_refused_and_not_repeated(string token)
    {
        var result = await _workspace.RunAsync("hawk", "session", token);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.DoesNotContain(token, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_says_that_the_key_is_a_secret() =>
        Assert.Contains("THE KEY IS A SECRET", (await _workspace.RunAsync("hawk", "session", "--help")).Output, StringComparison.Ordinal);
}
