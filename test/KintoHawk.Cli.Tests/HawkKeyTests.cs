namespace KintoHawk.Cli.Tests;

public sealed class HawkKeyTests : IDisposable
{
    readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("", HawkExample.Key, "--key-file", "-")]
    [InlineData("", HawkExample.Key + "\n", "--key-file", "-")]
    [InlineData("", HawkExample.Key + "\r\n", "--key-file", "-")]
    [InlineData("", HawkExample.Key + "\n")]
    [InlineData("OTHER", "", "--key-env", "OTHER")]
    [InlineData("HAWK_KEY", "")]
    [InlineData("", "", "--key", HawkExample.Key)]
    public async Task The_key_comes_from_where_it_is(string variable, string input, params string[] options)
    {
        (string, string)[] environment = variable.Length == 0 ? [] : [(variable, HawkExample.Key)];

        var result = await _workspace.RunAsync(input, Header(["--id", HawkExample.Id, .. options]), environment);

        Assert.Equal((0, HawkExample.Header + "\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task The_key_comes_from_a_file_and_every_byte_of_it_counts()
    {
        var plain = _workspace.Write("plain.key", HawkExample.Key + "\n");
        var padded = _workspace.Write("padded.key", HawkExample.Key + " \n");

        var same = await _workspace.RunAsync(Header(["--id", HawkExample.Id, "--key-file", plain]));
        var other = await _workspace.RunAsync(Header(["--id", HawkExample.Id, "--key-file", padded]));

        Assert.Equal(HawkExample.Header + "\n", same.Output);
        Assert.Equal(0, other.ExitCode);
        Assert.NotEqual(same.Output, other.Output);
    }

    [Theory]
    [InlineData(16 * 1024)]
    [InlineData(100_000)]
    [InlineData(1024 * 1024)]
    public async Task A_long_key_is_the_same_from_a_file_and_from_standard_input(int length)
    {
        var text = string.Concat(Enumerable.Range(0, length).Select(static number => (char)('!' + (number % 89))));
        var file = _workspace.Write("long.key", text);

        var fromFile = await _workspace.RunAsync(Header(["--id", HawkExample.Id, "--key-file", file]));
        var fromInput = await _workspace.RunAsync(text, Header(["--id", HawkExample.Id, "--key-file", "-"]));
        var tooLong = await _workspace.RunAsync(text + new string('x', 1024 * 1024), Header(["--id", HawkExample.Id, "--key-file", "-"]));

        var mac = Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(
            System.Text.Encoding.UTF8.GetBytes(text),
            "hawk.1.header\n1353832234\nj4h3g2\nGET\n/resource/1?b=1&a=2\nexample.com\n8000\n\nsome-app-ext-data\n"u8));
        Assert.Contains($"mac=\"{mac}\"", fromFile.Output, StringComparison.Ordinal);
        Assert.Equal(fromFile.Output, fromInput.Output);
        Assert.Equal((1, ""), (tooLong.ExitCode, tooLong.Output));
    }

    [Fact]
    public async Task A_session_is_id_and_key_in_one()
    {
        const string Token = "0f0e0d0c0b0a09080706050403020100f0e0d0c0b0a090807060504030201000";
        var file = _workspace.Write("token.txt", Token + "\n");
        var kept = _workspace.Write("session.json", $$"""{ "server": "http://127.0.0.1/v1", "user": "alice", "token": "{{Token}}" }""");
        var credential = (await _workspace.RunAsync("hawk", "session", Token)).Output.Split('\n');

        var direct = await _workspace.RunAsync(Header(["--id", credential[0]["id: ".Length..], "--key", credential[1]["key: ".Length..]]));
        var fromToken = await _workspace.RunAsync(Header(["--session", file]));
        var fromLogin = await _workspace.RunAsync(Header(["--session", kept]));

        Assert.Equal(0, direct.ExitCode);
        Assert.Equal(direct.Output, fromToken.Output);
        Assert.Equal(direct.Output, fromLogin.Output);
    }

    [Theory]
    [InlineData("There is no key", "--id", "i")]
    [InlineData("There is no id", "--key", "s3cret-key")]
    [InlineData("missing.key cannot be read", "--id", "i", "--key-file", "missing.key")]
    [InlineData("The variable MISSING is not set.", "--id", "i", "--key-env", "MISSING")]
    [InlineData("The key is empty.", "--id", "i", "--key", "")]
    [InlineData("holds no session token", "--session", "no-token.txt")]
    [InlineData("not both", "--id", "i", "--key-file", "-", "--data-file", "-")]
    public async Task What_is_missing_is_said_in_a_sentence_without_the_secret(string sentence, params string[] options)
    {
        _workspace.Write("no-token.txt", "s3cret-but-no-token");

        var result = await _workspace.RunAsync(Header(options));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(sentence, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", result.Everything, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Sha1_has_to_be_asked_for_and_the_help_calls_it_legacy()
    {
        var header = await _workspace.HawkAsync(["header", "GET", HawkExample.Url, "--algorithm", "sha1", .. HawkExample.Fixed]);
        var verified = await _workspace.HawkAsync("verify", "GET", HawkExample.Url, "--algorithm", "sha1", "--header", header.Output, "--ts", HawkExample.Time);
        var refused = await _workspace.HawkAsync("verify", "GET", HawkExample.Url, "--header", header.Output, "--ts", HawkExample.Time);

        Assert.Equal((0, 0, 1), (header.ExitCode, verified.ExitCode, refused.ExitCode));
        Assert.Contains("sha1 is legacy", (await _workspace.RunAsync("hawk", "header", "--help")).Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    static string[] Header(string[] options) => ["hawk", "header", "GET", HawkExample.Url, "--ext", "some-app-ext-data", .. HawkExample.Fixed, .. options];
}
