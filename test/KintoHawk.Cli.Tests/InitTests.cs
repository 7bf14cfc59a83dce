using System.Net;
using System.Text.RegularExpressions;

namespace KintoHawk.Cli.Tests;

public sealed partial class InitTests : IDisposable
{
    readonly Workspace _workspace = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    string DefaultFile => Path.Combine(_workspace.Folder, "config", "kinto.ini");

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_server_starts_with_the_file_as_it_is()
    {
        var init = await _workspace.RunAsync("init", "--backend", "sqlite", "--cache-backend", "sqlite");
        await using var server = await _workspace.StartAsync();
        var admin = await _workspace.RunAsync("create-user", "-u", "admin", "-p", "s3cret");

        var own = await server.SendAsync("PUT", "accounts/alice", """{"data":{"password":"pw"}}""");
        var bucket = await server.SendAsync("PUT", "buckets/b", "{}", "admin:s3cret");
        var refused = await server.SendAsync("PUT", "buckets/c", "{}", "alice:pw");
        var managed = await server.SendAsync("DELETE", "accounts/alice", user: "admin:s3cret");
        var login = await _workspace.RunAsync("login", server.Url.ToString(), "-u", "admin", "-p", "s3cret");
        var signed = await _workspace.RunAsync("http", "GET", "/buckets/b", "--json");

        Assert.Equal((0, "config/kinto.ini is written.\n"), (init.ExitCode, init.Output));
        Assert.Equal(0, admin.ExitCode);
        Assert.Equal(HttpStatusCode.Created, own.Status);
        Assert.Equal(HttpStatusCode.Created, bucket.Status);
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Equal(HttpStatusCode.OK, managed.Status);
        Assert.Equal(0, login.ExitCode);
        Assert.Contains("\"account:admin\"", signed.Output, StringComparison.Ordinal);
        Assert.Equal(["cache.sqlite", "kinto.ini", "storage.sqlite"], DatabasesAndSettings());
        Assert.False(Directory.Exists(_workspace.DataFolder));
    }

    [Fact]
    public async Task A_name_or_session_of_the_same_account_has_the_same_personal_bucket()
    {
        await _workspace.RunAsync("init", "--backend", "memory", "--cache-backend", "memory");
        await using var server = await _workspace.StartAsync();
        await server.CallAsync("PUT", "accounts/alice", """{"data":{"password":"pw"}}""");
        await _workspace.RunAsync("login", server.Url.ToString(), "-u", "alice", "-p", "pw");

        await server.CallAsync("PUT", "buckets/default/collections/c", """{"data":{"mine":true}}""", "alice:pw");
        var signed = await _workspace.RunAsync("http", "GET", "/buckets/default/collections/c");

        Assert.Equal(0, signed.ExitCode);
        Assert.Contains("\"mine\": true", signed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_is_for_its_owner_alone_and_has_two_secrets_of_its_own()
    {
        await _workspace.RunAsync("init", "--ini", "one.ini", "--backend", "sqlite", "--cache-backend", "sqlite", "-q");
        await _workspace.RunAsync("init", "--ini", "two.ini", "--backend", "sqlite", "--cache-backend", "sqlite", "-q");

        var secrets = Secret().Matches(await ReadAsync("one.ini") + await ReadAsync("two.ini")).Select(static match => match.Value).ToList();

        Assert.Equal(4, secrets.Count);
        Assert.Equal(4, secrets.Distinct(StringComparer.Ordinal).Count());
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Platform: Windows has no file modes.");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, Workspace.ModeOf(Path.Combine(_workspace.Folder, "one.ini")));
    }

    [Fact]
    public async Task A_file_that_exists_is_left_alone()
    {
        _workspace.Write("config/kinto.ini", "mine");

        var result = await _workspace.RunAsync("init", "--backend", "sqlite", "--cache-backend", "sqlite");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("config/kinto.ini exists already", result.Error, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(DefaultFile, Cancel));
    }

    [Theory]
    [InlineData("\n\n", "storage_backend = sqlite", "cache_backend = sqlite")]
    [InlineData("1\n1\n", "storage_backend = kinto.core.storage.postgresql", "cache_backend = kinto.core.cache.postgresql")]
    [InlineData("2\n4\n", "storage_backend = kinto.core.storage.memory", "cache_backend = kinto.core.cache.memory")]
    [InlineData("memory\nredis\n", "storage_backend = kinto.core.storage.memory", "cache_url = redis://127.0.0.1/0")]
    [InlineData("oracle\n9\n\nmemcache\n2\n", "storage_backend = sqlite", "cache_hosts = 127.0.0.1:11211")]
    public async Task The_backends_are_asked_for_until_the_answers_are_understood(string answers, string storage, string cache)
    {
        var result = await _workspace.RunAsync(answers, ["init"]);

        Assert.Equal(0, result.ExitCode);
        var lines = (await File.ReadAllLinesAsync(DefaultFile, Cancel)).ToHashSet(StringComparer.Ordinal);
        Assert.Contains($"kinto.{storage}", lines);
        Assert.Contains($"kinto.{cache}", lines);
        Assert.Equal(answers.Count(static character => character == '\n'), Question().Count(result.Error));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1\n")]
    public async Task Nothing_is_written_when_the_input_ends_at_a_prompt(string answers)
    {
        var result = await _workspace.RunAsync(answers, ["init"]);

        Assert.Equal((53, ""), (result.ExitCode, result.Output));
        Assert.Empty(Directory.GetFileSystemEntries(_workspace.Folder));
    }

    [Theory]
    [InlineData("postgresql", "memory", "storage: postgresql://postgres@localhost:5432/postgres")]
    [InlineData("sqlite", "redis", "cache: ")]
    [InlineData("sqlite", "memcached", "cache: ")]
    public async Task The_file_for_another_process_is_right_and_check_asks_that_process(string storage, string cache, string error)
    {
        await _workspace.RunAsync("init", "--backend", storage, "--cache-backend", cache);

        // Nobody listens on port 1 of this machine, which is what makes the answers the same everywhere.
        var result = await _workspace.RunAsync(
            "",
            ["check"],
            ("KINTO_STORAGE_URL", storage == "sqlite" ? "storage.sqlite" : "postgresql://postgres:postgres@localhost:1/postgres"),
            ("KINTO_PERMISSION_URL", storage == "sqlite" ? "storage.sqlite" : "postgresql://postgres:postgres@localhost:1/postgres"),
            ("KINTO_CACHE_URL", cache == "redis" ? "redis://localhost:1/0" : ""),
            ("KINTO_CACHE_HOSTS", cache == "memcached" ? "localhost:1" : ""));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("error: " + error.Replace(":5432", ":1", StringComparison.Ordinal), result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("accepted:", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("postgres:postgres", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_that_a_variable_names_is_the_default()
    {
        var result = await _workspace.RunAsync("", ["init", "--backend", "memory", "--cache-backend", "memory", "--host", "0.0.0.0"], ("KINTO_INI", "elsewhere.ini"));

        Assert.Equal("elsewhere.ini is written.\n", result.Output);
        Assert.Contains("\nhost = 0.0.0.0\n", await ReadAsync("elsewhere.ini"), StringComparison.Ordinal);
    }

    string[] DatabasesAndSettings() =>
        [.. Directory.GetFiles(Path.GetDirectoryName(DefaultFile)!).Select(static file => Path.GetFileName(file)).Where(static file => !file.Contains('-')).Order(StringComparer.Ordinal)];

    Task<string> ReadAsync(string name) => File.ReadAllTextAsync(Path.Combine(_workspace.Folder, name), Cancel);

    [GeneratedRegex("(?<=_hmac_secret = )[0-9a-f]{64}$", RegexOptions.Multiline, 1000)]
    private static partial Regex Secret();

    [GeneratedRegex("default - sqlite", RegexOptions.None, 1000)]
    private static partial Regex Question();
}
