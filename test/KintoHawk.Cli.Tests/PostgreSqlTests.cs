using System.Net;
using System.Text.Json;
using KintoHawk.TestBackends;

namespace KintoHawk.Cli.Tests;

/// <summary>The commands on PostgreSQL, Redis and memcached, as processes that work on real servers.</summary>
public sealed class PostgreSqlTests : IDisposable
{
    const string Admin = "admin:s3cret";

    readonly Workspace _workspace = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_new_deployment_is_set_up_served_backed_up_and_restored()
    {
        var server = await PrivatePostgreSql.SharedAsync();
        var redis = await PrivateRedis.SharedAsync();
        await _workspace.RunAsync("init", "--backend", "postgresql", "--cache-backend", "redis");
        var first = Environment(await server.CreateDatabaseAsync(), redis.Url + "?db=11");
        var second = Environment(await server.CreateDatabaseAsync(), redis.Url + "?db=12");

        var rehearsal = await _workspace.RunAsync("", ["migrate", "--dry-run", "-v"], first);
        var migrated = await _workspace.RunAsync("", ["migrate"], first);
        var again = await _workspace.RunAsync("", ["migrate"], first);
        Assert.Matches("cache: redis://.* has no schema, nothing to do\\.\nstorage: postgresql://.* would be made with schema version 26\\.\npermission: .* would be made with schema version 2\\.\nkintohawk: .* would get the functions and indexes of this program, version [0-9]+\\.\n$", rehearsal.Output);
        Assert.Contains("CREATE TABLE", rehearsal.Error, StringComparison.Ordinal);
        Assert.Contains("is made with schema version 26", migrated.Output, StringComparison.Ordinal);
        Assert.Contains("is current (schema version 26)", again.Output, StringComparison.Ordinal);
        Assert.Equal("Account 'admin' is stored.\n", (await _workspace.RunAsync("", ["create-user", "-u", "admin", "-p", "s3cret"], first)).Output);

        await using (var running = await _workspace.StartAsync(first))
        {
            await running.CallAsync("PUT", "buckets/b", "{}", Admin);
            await running.CallAsync("PUT", "buckets/b/collections/c", "{}", Admin);
            foreach (var record in (string[])["one", "two", "three"])
                await running.CallAsync("PUT", "buckets/b/collections/c/records/" + record, """{"data":{"n":1}}""", Admin);
            await running.CallAsync("DELETE", "buckets/b/collections/c/records/one", null, Admin);
            await running.CallAsync("DELETE", "buckets/b/collections/c/records/two", null, Admin);
            await _workspace.RunAsync("login", running.Url.ToString(), "-u", "admin", "-p", "s3cret");
            Assert.Equal(0, (await _workspace.RunAsync("http", "GET", "/buckets")).ExitCode);
            Assert.Equal("The cache is empty.\n", (await _workspace.RunAsync("", ["flush-cache"], first)).Output);
            Assert.Equal(4, (await _workspace.RunAsync("http", "GET", "/buckets")).ExitCode);

            Assert.Equal(0, (await _workspace.RunAsync("", ["export", "-o", "backup"], first)).ExitCode);
            Assert.Equal("1 tombstone is gone.\n", (await _workspace.RunAsync("", ["purge-deleted", "record", "1"], first)).Output);
        }

        var nowhere = await _workspace.RunAsync("", ["export"], second);
        var rehearsed = await _workspace.RunAsync("", ["import", "backup", "--dry-run"], second);
        var imported = await _workspace.RunAsync("", ["import", "backup"], second);
        Assert.Contains("There is no schema in postgresql://", nowhere.Error, StringComparison.Ordinal);
        Assert.StartsWith("Would import 6 objects: 6 created", rehearsed.Output, StringComparison.Ordinal);
        Assert.StartsWith("Imported 6 objects: 6 created", imported.Output, StringComparison.Ordinal);
        await _workspace.RunAsync("", ["export", "-o", "copy"], second);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(_workspace.Folder, "backup"), Cancel), await File.ReadAllTextAsync(Path.Combine(_workspace.Folder, "copy"), Cancel));
    }

    [Fact]
    public async Task A_deployment_of_Kinto_is_taken_over_with_its_own_settings_file_unchanged()
    {
        var server = await PrivatePostgreSql.SharedAsync();
        var redis = await PrivateRedis.SharedAsync();
        var database = await KintoDatabase.CreateAsync(server);
        var environment = Environment(database, redis.Url + "?db=13");
        _workspace.Write("deployment.ini", IniServer.TextOf("deployment"));

        var check = await _workspace.RunAsync("", ["check", "--ini", "deployment.ini", "--json"], environment);
        using var report = JsonDocument.Parse(check.Output);
        var notices = report.RootElement.GetProperty("notices").EnumerateArray().Select(static notice => notice.GetString()!).ToList();
        var storage = report.RootElement.GetProperty("parts").EnumerateArray().Single(static part => part.GetProperty("name").GetString() == "storage");
        Assert.Equal(0, check.ExitCode);
        Assert.Contains("schema version 26, to get the functions and indexes of this program at the next start", storage.GetProperty("description").GetString(), StringComparison.Ordinal);
        foreach (var expected in (string[])["kinto.storage_pool_pre_ping has no effect", "kinto.cache_pool_size has no effect", "kinto.event_listeners has no effect", "kinto_attachment", "kinto.plugins.quotas", "kinto.attachment.base_path"])
            Assert.Contains(notices, notice => notice.Contains(expected, StringComparison.Ordinal));
        Assert.DoesNotContain("s3cret-of-the-file", check.Output + check.Error, StringComparison.Ordinal);
        Assert.Null(await server.AskAsync(database, "SELECT 1 FROM pg_proc WHERE proname LIKE 'kintohawk%' LIMIT 1"));

        await using var running = await _workspace.StartAsync(environment, "--ini", "deployment.ini");
        Assert.Contains("From Kinto", await running.CallAsync("GET", "buckets/main/collections/c/records/old"), StringComparison.Ordinal);
        Assert.Contains("1500000000000", await running.CallAsync("GET", "buckets/main/collections/c/records/old"), StringComparison.Ordinal);
        Assert.Contains("\"deleted\":true", await running.CallAsync("GET", "buckets/main/collections/c/records?_since=1"), StringComparison.Ordinal);
        await running.CallAsync("PUT", "buckets/main/collections/c/records/new", """{"data":{"title":"From here"}}""", Admin);

        // What Kinto would read of it, and that it can go on writing.
        Assert.Equal("""{"title": "From here"}""", await server.AskAsync(database, "SELECT data::text FROM objects WHERE id = 'new' AND NOT deleted"));
        await server.ExecuteAsync(database, "INSERT INTO objects (id, parent_id, resource_name, last_modified, data, deleted) VALUES ('back', '/buckets/main/collections/c', 'record', NULL, '{}', FALSE)");
        Assert.Equal(HttpStatusCode.OK, (await running.SendAsync("GET", "buckets/main/collections/c/records/back")).Status);
        var current = await _workspace.RunAsync("", ["check", "--ini", "deployment.ini"], environment);
        Assert.Matches("ok: storage: postgresql://.*, schema version 26\n", current.Output);
    }

    [Fact]
    public async Task Check_tells_what_a_database_holds_in_store()
    {
        var server = await PrivatePostgreSql.SharedAsync();
        var database = await KintoDatabase.CreateAsync(server);
        var name = new Uri(database).AbsolutePath[1..];
        await server.ExecuteAsync(
            database,
            $$"""
            INSERT INTO objects (id, parent_id, resource_name, last_modified, data, deleted) VALUES
                ('bucket_info', '/buckets/main', 'quota', NULL, '{}', FALSE),
                ('weak', 'weak', 'account', NULL, '{"password": "plain"}', FALSE);
            ALTER DATABASE {{name}} SET timezone = 'Asia/Tokyo';
            ALTER TABLE objects DISABLE TRIGGER tgr_objects_last_modified;
            """);
        _workspace.Write("kinto.ini", Ini());

        var result = await _workspace.RunAsync("", ["check", "--ini", "kinto.ini"], Environment(database, (await PrivateRedis.SharedAsync()).Url));
        Assert.Equal(0, result.ExitCode);
        foreach (var expected in (string[])
                 [
                     "notice: storage: 1 objects of the kind 'quota' stay in the database and are not served",
                     "notice: storage: 1 accounts have a password that is not stored as bcrypt",
                     "is Asia/Tokyo. This server works in UTC",
                     "notice: storage: The trigger tgr_objects_last_modified of Kinto is missing or disabled",
                     "notice: cache: Redis ",
                 ])
            Assert.Contains(expected, result.Output, StringComparison.Ordinal);

        await server.ExecuteAsync(database, "DROP FUNCTION as_epoch(timestamp) CASCADE");
        var broken = await _workspace.RunAsync("", ["check", "--ini", "kinto.ini"], Environment(database, (await PrivateRedis.SharedAsync()).Url));
        Assert.Equal(1, broken.ExitCode);
        Assert.Matches("error: storage: .*: The function as_epoch\\(\\) of Kinto is missing", broken.Output);

        await server.ExecuteAsync(database, "INSERT INTO metadata (name, value) VALUES ('storage_schema_version', '27')");
        var newer = await _workspace.RunAsync("", ["check", "--ini", "kinto.ini"], Environment(database, (await PrivateRedis.SharedAsync()).Url));
        Assert.Equal(1, newer.ExitCode);
        Assert.Contains("has Kinto's storage schema 27", newer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Permissions_and_a_cache_of_their_own_are_made_in_their_databases()
    {
        var server = await PrivatePostgreSql.SharedAsync();
        var (objects, permissions, cache) = (await server.CreateDatabaseAsync(), await server.CreateDatabaseAsync(), await server.CreateDatabaseAsync());
        _workspace.Write("kinto.ini", Ini("postgresql"));
        (string, string)[] environment = [("KINTO_STORAGE_URL", objects), ("KINTO_PERMISSION_URL", permissions), ("KINTO_CACHE_URL", cache)];

        var rehearsal = await _workspace.RunAsync("", ["migrate", "--ini", "kinto.ini", "--dry-run"], environment);
        var migrated = await _workspace.RunAsync("", ["migrate", "--ini", "kinto.ini"], environment);

        Assert.Matches("^cache: .* would be made with schema version 1\\.\nstorage: .* would be made with schema version 26\\.\nkintohawk: .*\npermission: .* would be made with schema version 2\\.\nkintohawk: .*\n$", rehearsal.Output);
        Assert.Equal(0, migrated.ExitCode);
        Assert.Equal("objects", await server.AskAsync(objects, "SELECT to_regclass('objects')::text"));
        Assert.Null(await server.AskAsync(objects, "SELECT to_regclass('access_control_entries')::text"));
        Assert.Equal("access_control_entries", await server.AskAsync(permissions, "SELECT to_regclass('access_control_entries')::text"));
        Assert.Equal("cache", await server.AskAsync(cache, "SELECT to_regclass('cache')::text"));
        Assert.Equal(0, (await _workspace.RunAsync("", ["create-user", "--ini", "kinto.ini", "-u", "admin", "-p", "s3cret"], environment)).ExitCode);
        await using var running = await _workspace.StartAsync(environment, "--ini", "kinto.ini");
        await running.CallAsync("PUT", "buckets/b", "{}", Admin);
        Assert.Contains("\"account:admin\"", await running.CallAsync("GET", "buckets/b", null, Admin), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("memcached", "")]
    [InlineData("redis", "")]
    [InlineData("redis", "socket")]
    [InlineData("postgresql", "")]
    public async Task Sessions_outlive_a_server_in_every_cache_that_servers_share(string backend, string way)
    {
        var server = await PrivatePostgreSql.SharedAsync();
        var redis = await PrivateRedis.SharedAsync();
        var memcached = await PrivateMemcached.SharedAsync();
        var database = await KintoDatabase.CreateAsync(server);
        _workspace.Write("kinto.ini", Ini(backend));
        var address = backend switch
        {
            "redis" when way == "socket" => $"unix://{redis.Socket}?db=14",
            "redis" => redis.Url,
            "postgresql" => database,
            _ => memcached.Host,
        };
        var environment = Environment(database, address);

        await using (var first = await _workspace.StartAsync(environment, "--ini", "kinto.ini"))
        {
            Assert.Equal(0, (await _workspace.RunAsync("login", first.Url.ToString(), "-u", "admin", "-p", "s3cret")).ExitCode);
            await first.StopAsync();
        }

        if (backend == "postgresql")
            Assert.Contains("notice: cache: 1 Hawk sessions are open, and go on.", (await _workspace.RunAsync("", ["check", "--ini", "kinto.ini"], environment)).Output, StringComparison.Ordinal);

        // The session is stored with the URL of the first; the second one listens elsewhere.
        await using var second = await _workspace.StartAsync(environment, "--ini", "kinto.ini");
        var session = await File.ReadAllTextAsync(_workspace.SessionFile, Cancel);
        await File.WriteAllTextAsync(_workspace.SessionFile, System.Text.RegularExpressions.Regex.Replace(session, "http://127\\.0\\.0\\.1:[0-9]+/", $"http://{second.Url.Authority}/", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)), Cancel);
        Assert.Equal(0, (await _workspace.RunAsync("http", "GET", "/buckets")).ExitCode);
        Assert.Equal(0, (await _workspace.RunAsync("", ["flush-cache", "--ini", "kinto.ini"], environment)).ExitCode);
        Assert.Equal(4, (await _workspace.RunAsync("http", "GET", "/buckets")).ExitCode);
    }

    [Theory]
    [InlineData("KINTO_STORAGE_URL", "postgresql://u:hidden@h/d?nonsense=1", "storage_url cannot be understood; accepted: known parameters")]
    [InlineData("KINTO_STORAGE_READ_URL", "postgresql://u:hidden@h:no/d", "storage_read_url cannot be understood; accepted: a URL like")]
    [InlineData("KINTO_CACHE_URL", "redis://u:hidden@h/d", "cache_url cannot be understood; accepted: a URL like")]
    public async Task An_address_that_cannot_be_understood_is_told_without_its_secrets(string name, string value, string error)
    {
        _workspace.Write("kinto.ini", Ini());

        var result = await _workspace.RunAsync("", ["start", "--ini", "kinto.ini", "--port", "0"], [.. Environment("postgresql://h/d", "redis://h"), (name, value)]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(error, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", result.Error, StringComparison.Ordinal);
    }

    /// <summary>Settings of a small deployment, whose addresses are in the environment.</summary>
    internal static string Ini(string cache = "redis") =>
        $"""
        [app:main]
        use = egg:kinto
        kinto.userid_hmac_secret = of-this-file
        kinto.http_scheme = https
        kinto.includes = kinto.plugins.accounts kinto_hawk
        kinto.bucket_create_principals = account:admin
        kinto.account_write_principals = account:admin
        multiauth.policies = account hawk
        multiauth.policy.account.use = kinto.plugins.accounts.AccountsPolicy
        multiauth.policy.hawk.use = kinto_hawk.authentication.HawkAuthenticationPolicy
        kinto.hawk.principal = account
        kinto.storage_backend = kinto.core.storage.postgresql
        kinto.permission_backend = kinto.core.permission.postgresql
        kinto.cache_backend = kinto.core.cache.{cache}
        kinto.cache_prefix = cli-tests:
        """;

    internal static (string Name, string Value)[] Environment(string database, string cache) => [("KINTO_STORAGE_URL", database), ("KINTO_PERMISSION_URL", database), ("KINTO_CACHE_URL", cache)];
}
