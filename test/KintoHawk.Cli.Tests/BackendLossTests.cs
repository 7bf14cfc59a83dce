using System.Net;
using KintoHawk.TestBackends;

namespace KintoHawk.Cli.Tests;

/// <summary>What the commands do when a backend is not there, or may only be read.</summary>
public sealed class BackendLossTests : IDisposable
{
    const string Admin = "admin:s3cret";

    readonly Workspace _workspace = new();

    public BackendLossTests() => _workspace.Write("kinto.ini", PostgreSqlTests.Ini());

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_server_waits_for_a_database_and_a_cache_that_start_after_it()
    {
        await using var database = await PrivatePostgreSql.StartAsync(new PostgreSqlSettings());
        await using var cache = await PrivateRedis.StartAsync();
        var environment = PostgreSqlTests.Environment(await KintoDatabase.CreateAsync(database), cache.Url);
        await database.KillAsync();
        await cache.KillAsync();
        var command = new RunningCommand(_workspace, ["start", "--ini", "kinto.ini", "--port", "0"], environment);

        // The server that it becomes ends it.
        await command.SaysAsync("It is tried again for 30 seconds.");
        await database.StartAsync();
        await cache.StartAsync();

        await using var server = await RunningServer.StartAsync(command);
        Assert.Contains("From Kinto", await server.CallAsync("GET", "buckets/main/collections/c/records/old"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgresql://kinto:hidden@127.0.0.1:1/kinto", null, 3, "The database postgresql://kinto@127.0.0.1:1/kinto cannot answer now")]
    [InlineData(null, "redis://:hidden@127.0.0.1:1/0", 3, "127.0.0.1:1")]
    [InlineData("/no_such_database", null, 1, "no_such_database")]
    public async Task A_start_without_a_backend_ends_with_a_code_of_its_own_when_waiting_may_help(string? database, string? cache, int exitCode, string words)
    {
        var url = await KintoDatabase.CreateAsync(await PrivatePostgreSql.SharedAsync());
        database = database is null ? url : database.StartsWith('/') ? url[..url.LastIndexOf('/')] + database : database;

        var result = await _workspace.RunAsync(
            "", ["start", "--ini", "kinto.ini", "--port", "0", "--wait", "0"], PostgreSqlTests.Environment(database, cache ?? (await PrivateRedis.SharedAsync()).Url));

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_that_a_cache_refuses_is_told_without_waiting()
    {
        await using var cache = await PrivateRedis.StartAsync("--requirepass", "right");
        var environment = PostgreSqlTests.Environment(await KintoDatabase.CreateAsync(await PrivatePostgreSql.SharedAsync()), cache.Url.Replace("//", "//:hidden@", StringComparison.Ordinal));

        var result = await _workspace.RunAsync("", ["start", "--ini", "kinto.ini", "--port", "0", "--wait", "600"], environment);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("password", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("tried again", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_only_server_works_with_a_role_that_may_only_read_and_changes_nothing()
    {
        var shared = await PrivatePostgreSql.SharedAsync();
        var url = await KintoDatabase.CreateAsync(shared);
        var role = "reader" + new Uri(url).AbsolutePath[1..];
        await shared.ExecuteAsync(url, $"CREATE ROLE {role} LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}");
        var asReader = url.Replace($"//{PrivatePostgreSql.User}@", $"//{role}@", StringComparison.Ordinal);

        await using var server = await _workspace.StartAsync([.. PostgreSqlTests.Environment(asReader, (await PrivateRedis.SharedAsync()).Url), ("KINTO_READONLY", "true")], "--ini", "kinto.ini");

        Assert.Contains("From Kinto", await server.CallAsync("GET", "buckets/main/collections/c/records", null, Admin), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await server.SendAsync("PUT", "buckets/main/collections/c/records/new", "{}", Admin)).Status);
        Assert.Equal(0L, await shared.AskAsync(url, "SELECT count(*) FROM pg_proc WHERE proname LIKE 'kintohawk%'"));
    }

    [Fact]
    public async Task A_hot_standby_serves_reads_and_is_found_out_by_check()
    {
        await using var primary = await PrivatePostgreSql.StartAsync(new PostgreSqlSettings());
        var url = await KintoDatabase.CreateAsync(primary);
        var redis = (await PrivateRedis.SharedAsync()).Url;
        var onPrimary = PostgreSqlTests.Environment(url, redis);
        Assert.Equal(0, (await _workspace.RunAsync("", ["migrate", "--ini", "kinto.ini"], onPrimary)).ExitCode);
        await using var standby = await primary.StandbyAsync();
        await primary.ReplicatedAsync(standby);
        var copy = standby.Url(new Uri(url).AbsolutePath[1..]);
        var onStandby = PostgreSqlTests.Environment(copy, redis);

        var writing = await _workspace.RunAsync("", ["check", "--ini", "kinto.ini"], onStandby);
        var replicated = await _workspace.RunAsync("", ["check", "--ini", "kinto.ini"], [.. onPrimary, ("KINTO_STORAGE_READ_URL", copy)]);
        var unrelated = await _workspace.RunAsync("", ["check", "--ini", "kinto.ini"], [.. onPrimary, ("KINTO_STORAGE_READ_URL", await KintoDatabase.CreateAsync(await PrivatePostgreSql.SharedAsync()))]);
        Assert.Equal(1, writing.ExitCode);
        Assert.Contains("is a hot standby: it refuses every write", writing.Output, StringComparison.Ordinal);
        Assert.Equal(0, replicated.ExitCode);
        Assert.Contains("ok: storage_read: ", replicated.Output, StringComparison.Ordinal);
        Assert.Equal(1, unrelated.ExitCode);
        Assert.Contains("is not a copy of storage_url", unrelated.Output, StringComparison.Ordinal);

        await using var server = await _workspace.StartAsync([.. onStandby, ("KINTO_READONLY", "true")], "--ini", "kinto.ini");
        Assert.Contains("From Kinto", await server.CallAsync("GET", "buckets/main/collections/c/records/old", null, Admin), StringComparison.Ordinal);
    }
}
