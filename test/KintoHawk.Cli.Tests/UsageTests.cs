namespace KintoHawk.Cli.Tests;

public sealed class UsageTests : IDisposable
{
    readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("strat")]
    [InlineData("start --port nine")]
    [InlineData("start --port 65536")]
    [InlineData("start --ini a --data b")]
    [InlineData("start -q -v")]
    [InlineData("init --backend oracle")]
    [InlineData("init --cache-backend 1")]
    [InlineData("init --backend sqlite --cache-backend sqlite --host a/b")]
    [InlineData("purge-deleted")]
    [InlineData("purge-deleted record")]
    [InlineData("purge-deleted records 3")]
    [InlineData("purge-deleted 3 record")]
    [InlineData("purge-deleted record -3")]
    [InlineData("export --ini a --data b")]
    [InlineData("import")]
    [InlineData("import a.jsonl --on-conflict ask")]
    [InlineData("http GET")]
    [InlineData("login http://127.0.0.1/ -u a -p b --password-stdin")]
    [InlineData("hawk")]
    [InlineData("hawk header")]
    [InlineData("hawk header GET http://a/ --ts soon")]
    [InlineData("hawk header GET http://a/ --ts -1")]
    [InlineData("hawk header GET http://a/ --ts 253402300800")]
    [InlineData("hawk header GET http://a/ --key k --key-file f")]
    [InlineData("hawk header GET http://a/ --session f --id i")]
    [InlineData("hawk header GET http://a/ --algorithm md5")]
    [InlineData("hawk header GET http://a/ --nonce é")]
    [InlineData("hawk header GET http://a/ --dlg d")]
    [InlineData("hawk header GET http://a/ --data a --data-file b")]
    [InlineData("hawk header GET http://a/ --data a --hash b")]
    [InlineData("hawk header GET http://a/ --port 65536")]
    [InlineData("hawk verify GET http://a/")]
    [InlineData("hawk verify GET http://a/ --header x --skew -1")]
    [InlineData("hawk bewit http://a/")]
    [InlineData("hawk bewit http://a/ --ttl 0")]
    [InlineData("hawk verify GET http://a/ --header x --skew 20000000d")]
    [InlineData("hawk verify GET http://a/ --header x --tls")]
    [InlineData("hawk header GET http://a/ --tls")]
    [InlineData("hawk header GET http://a/ --tls=x")]
    [InlineData("hawk bewit http://a/ --ttl 9d --long-lived=x")]
    [InlineData("hawk request http://a/ --no-verify=x --require-signature")]
    [InlineData("hawk bewit http://a/ --ttl 5w")]
    [InlineData("hawk bewit http://a/ --ttl 2147483647d --long-lived")]
    [InlineData("hawk bewit http://a/ --ttl 604801")]
    [InlineData("hawk bewit-verify https://a/ --tls")]
    [InlineData("hawk message --host a")]
    [InlineData("hawk message --host a --port 0")]
    [InlineData("hawk message --host a --port x")]
    [InlineData("hawk message --host a/b --port 1")]
    [InlineData("hawk session token --token-env E")]
    [InlineData("hawk request http://a/ --no-verify --require-signature")]
    [InlineData("hawk vectors")]
    public async Task What_is_not_understood_is_answered_with_usage_on_standard_error(string arguments)
    {
        var result = await _workspace.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("Usage:", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_workspace.Folder));
    }

    [Fact]
    public async Task A_wrong_port_is_named_with_what_is_accepted()
    {
        var result = await _workspace.RunAsync("start", "--port", "nine");

        Assert.StartsWith("--port is 'nine'; accepted: a number from 0 to 65535.", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("start", "1")]
    [InlineData("create-user", "51", "52", "53")]
    [InlineData("login", "1")]
    [InlineData("http", "4", "5", "6")]
    [InlineData("logout", "1")]
    [InlineData("version")]
    [InlineData("init", "1", "2", "53")]
    [InlineData("check", "1", "2")]
    [InlineData("migrate", "1", "2")]
    [InlineData("flush-cache", "1", "2")]
    [InlineData("purge-deleted", "1", "2")]
    [InlineData("export", "1", "2")]
    [InlineData("import", "1", "2")]
    public async Task The_help_of_every_command_lists_its_exit_codes(string command, params string[] codes)
    {
        var result = await _workspace.RunAsync(command, "--help");

        Assert.Equal(0, result.ExitCode);
        var listed = result.Output[result.Output.IndexOf("Exit codes:", StringComparison.Ordinal)..].Split('\n').Select(static line => line.Trim().Split(' ')[0]);
        Assert.Superset(codes.Append("0").ToHashSet(), listed.ToHashSet());
    }

    [Theory]
    [InlineData("version")]
    [InlineData("--version")]
    public async Task The_version_is_all_that_version_prints(string argument)
    {
        var result = await _workspace.RunAsync(argument);

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", result.Output);
        Assert.Empty(result.Error);
    }
}
