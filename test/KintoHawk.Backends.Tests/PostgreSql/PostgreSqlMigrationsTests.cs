using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.PostgreSql;
using KintoHawk.TestBackends;

namespace KintoHawk.Backends.Tests.PostgreSql;

public sealed class PostgreSqlMigrationsTests : IAsyncLifetime
{
    static readonly ObjectPath _collection = ObjectPath.Bucket("b").Child(Resource.Collection, "c");
    static readonly Caller _alice = Caller.User("account", "account:alice");

    PrivatePostgreSql _server = null!;
    string _url = "";

    public static TheoryData<int> OldVersions => [.. OldKinto.Versions];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await PrivatePostgreSql.SharedAsync();
        _url = await _server.CreateDatabaseAsync();
    }

    public async ValueTask DisposeAsync() => await _server.DropDatabaseAsync(_url);

    [Fact]
    public async Task A_new_database_has_exactly_the_tables_of_Kinto()
    {
        await MigrateAsync();

        Assert.Equal(KintoCatalog.Answer.Split('\n'), (await CatalogAsync()).Split('\n'));
        Assert.Equal("created_at, kintohawk_schema_version, permission_schema_version, storage_schema_version", await AskAsync("SELECT string_agg(name, ', ' ORDER BY name) FROM metadata"));
        Assert.Equal("26, 2", await AskAsync("SELECT string_agg(value, ', ' ORDER BY name DESC) FROM metadata WHERE name IN ('storage_schema_version', 'permission_schema_version')"));
    }

    [Theory]
    [MemberData(nameof(OldVersions))]
    public async Task A_database_of_an_older_Kinto_gets_todays_tables_and_keeps_its_content(int version)
    {
        await _server.ExecuteAsync(_url, OldKinto.At(version));
        var plan = await PlanAsync();
        Assert.Equal([(version, 26), (1, 2), (0, plan[2].Target)], plan.Select(static part => (part.Version, part.Target)));

        await using var storage = PostgreSqlBackend.Open(_url);
        await storage.MigrateAsync(Token);

        Assert.Equal(KintoCatalog.LinesOf(KintoCatalog.Answer), KintoCatalog.LinesOf(await CatalogAsync()));
        Assert.All(await PlanAsync(), static part => Assert.True(part.IsCurrent));
        var all = new ObjectQuery { Resource = Resource.Record, ParentUri = _collection.Uri, IncludeTombstones = true, PrivilegedPrincipals = [Caller.Everyone] };
        var page = await storage.ListAsync(all, _alice, Token);
        Assert.Equal(["gone", "both", "r"], page.Objects.Select(static row => row.Id));
        Assert.Equal([true, false, false], page.Objects.Select(static row => row.IsTombstone));
        Assert.Equal("2017-01-04 00:00:00.999999, 2017-01-03 00:00:01, 2017-01-03 00:00:00.123456", await AskAsync("SELECT string_agg(last_modified::text, ', ' ORDER BY last_modified DESC) FROM objects WHERE resource_name = 'record'"));
        Assert.Equal(1_483_488_001_000, page.Timestamp);
        Assert.Equal(Permission.Write, page.Grants.Bucket);
        Assert.Equal(1_483_574_400_000, (await storage.ListAsync(all with { Resource = Resource.Group, ParentUri = "/buckets/b" }, _alice, Token)).Timestamp);
        var written = await storage.ApplyAsync(new ChangeSet(new Change.Put(_collection.Child(Resource.Record, "gone"), "{}"u8.ToArray(), null, Expected.Absent)), Token);
        Assert.True(written.Succeeded);
    }

    [Fact]
    public async Task A_database_whose_version_was_flushed_away_is_taken_for_that_of_the_last_Kinto_that_did_so()
    {
        await _server.ExecuteAsync(_url, OldKinto.At(20) + "DELETE FROM metadata;");

        Assert.Equal(20, (await PlanAsync())[0].Version);
        await MigrateAsync();

        Assert.Equal(KintoCatalog.LinesOf(KintoCatalog.Answer), KintoCatalog.LinesOf(await CatalogAsync()));
    }

    [Theory]
    [InlineData("DELETE FROM metadata WHERE name = 'storage_schema_version'", "schema 1;")]
    [InlineData("INSERT INTO metadata VALUES ('storage_schema_version', '27')", "schema 27;")]
    [InlineData("INSERT INTO metadata VALUES ('storage_schema_version', '100')", "schema 100;")]
    [InlineData("INSERT INTO metadata VALUES ('permission_schema_version', '3')", "permission schema 3;")]
    [InlineData("DELETE FROM metadata WHERE value = '17'", "schema 9;")]
    public async Task What_is_too_old_or_too_new_is_refused_and_left_alone(string change, string said)
    {
        await _server.ExecuteAsync(_url, OldKinto.At(17) + change);
        var before = await CatalogAsync();

        Assert.Contains(said, (await Assert.ThrowsAsync<StorageUnavailableException>(MigrateAsync)).Message, StringComparison.Ordinal);
        Assert.Contains(said, (await Assert.ThrowsAsync<StorageUnavailableException>(PlanAsync)).Message, StringComparison.Ordinal);
        Assert.Equal(before, await CatalogAsync());
    }

    [Fact]
    public async Task Another_encoding_is_refused()
    {
        await _server.DropDatabaseAsync(_url);
        await _server.ExecuteAsync(_server.Url("postgres"), $"CREATE DATABASE {new Uri(_url).AbsolutePath[1..]} ENCODING 'LATIN1' TEMPLATE template0");

        Assert.Contains("LATIN1", (await Assert.ThrowsAsync<StorageUnavailableException>(MigrateAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_that_start_together_make_one_schema()
    {
        var storages = Enumerable.Range(0, 8).Select(_ => PostgreSqlBackend.Open(_url)).ToList();

        await Task.WhenAll(storages.Select(static storage => Task.Run(() => storage.MigrateAsync(Token).AsTask(), Token)));

        foreach (var storage in storages)
            await storage.DisposeAsync();
        Assert.Equal(4L, await AskAsync("SELECT count(*) FROM metadata"));
        Assert.Equal(KintoCatalog.Answer.Split('\n'), (await CatalogAsync()).Split('\n'));
    }

    [Fact]
    public async Task What_a_plan_tells_is_what_is_done_and_planning_does_nothing()
    {
        var plan = await PlanAsync();
        Assert.Equal([(false, 0), (false, 0), (false, 0)], plan.Select(static part => (part.Exists, part.Version)));
        Assert.Equal(0L, await AskAsync("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"));

        foreach (var statement in plan.SelectMany(static part => part.Statements))
            await _server.ExecuteAsync(_url, statement);

        Assert.All(await PlanAsync(), static part => Assert.True(part.IsCurrent));
        Assert.Equal(KintoCatalog.Answer.Split('\n'), (await CatalogAsync()).Split('\n'));
    }

    [Fact]
    public async Task A_database_that_Kinto_made_gets_our_additions_while_it_is_in_use()
    {
        await MigrateAsync();
        await _server.ExecuteAsync(_url, "DELETE FROM metadata WHERE name = 'kintohawk_schema_version'; DROP INDEX kintohawk_user_principals_principal; DROP FUNCTION kintohawk_now()");
        await using var writer = await _server.OpenAsync(_url);
        await using var open = await writer.BeginTransactionAsync(Token);
        await using (var insert = new Npgsql.NpgsqlCommand("INSERT INTO metadata VALUES ('other', 'row')", writer))
            await insert.ExecuteNonQueryAsync(Token);

        Assert.Equal([true, true, false], (await PlanAsync()).Select(static part => part.IsCurrent));
        await MigrateAsync();

        Assert.Equal(true, await AskAsync("SELECT indisvalid FROM pg_index WHERE indexrelid = 'kintohawk_user_principals_principal'::regclass"));
        Assert.NotNull(await AskAsync("SELECT kintohawk_now()"));
    }

    [Fact]
    public async Task An_index_that_was_begun_and_is_not_valid_is_begun_anew()
    {
        await MigrateAsync();
        await _server.ExecuteAsync(_url, "DELETE FROM metadata WHERE name = 'kintohawk_schema_version'; UPDATE pg_index SET indisvalid = FALSE WHERE indexrelid = 'kintohawk_user_principals_principal'::regclass");

        await MigrateAsync();

        Assert.Equal(true, await AskAsync("SELECT indisvalid FROM pg_index WHERE indexrelid = 'kintohawk_user_principals_principal'::regclass"));
    }

    [Fact]
    public async Task A_role_that_may_only_read_and_write_starts_on_a_current_database_and_is_told_what_to_do_on_another()
    {
        var role = $"role_{new Uri(_url).AbsolutePath[1..]}";
        await _server.ExecuteAsync(_url, $"CREATE ROLE {role} LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        var asRole = _url.Replace(PrivatePostgreSql.User + "@", role + "@", StringComparison.Ordinal);
        await using var storage = PostgreSqlBackend.Open(asRole);

        Assert.Contains("kintohawk migrate", (await Assert.ThrowsAsync<StorageUnavailableException>(() => storage.MigrateAsync(Token).AsTask())).Message, StringComparison.Ordinal);

        await MigrateAsync();
        await _server.ExecuteAsync(_url, $"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}");
        await storage.MigrateAsync(Token);
        Assert.True((await storage.ApplyAsync(new ChangeSet(new Change.Put(ObjectPath.Bucket("b"), "{}"u8.ToArray(), null, Expected.Absent)), Token)).Succeeded);

        await storage.DisposeAsync();
        await _server.ExecuteAsync(_url, $"DROP OWNED BY {role}; DROP ROLE {role}");
    }

    [Fact]
    public async Task Permissions_may_have_a_database_of_their_own()
    {
        var permissions = await _server.CreateDatabaseAsync();
        await using (var storage = PostgreSqlBackend.Open(_url, permissions: permissions))
        {
            await storage.MigrateAsync(Token);
            await storage.MigrateAsync(Token);
        }

        Assert.Equal("metadata, objects, timestamps", await AskAsync("SELECT string_agg(relname, ', ' ORDER BY relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"));
        Assert.Equal("access_control_entries, metadata, user_principals", await _server.AskAsync(permissions, "SELECT string_agg(relname, ', ' ORDER BY relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"));
        await _server.DropDatabaseAsync(permissions);
    }

    async Task MigrateAsync()
    {
        await using var storage = PostgreSqlBackend.Open(_url);
        await storage.MigrateAsync(Token);
    }

    async Task<IReadOnlyList<MigrationPlan>> PlanAsync()
    {
        Assert.True(PostgreSqlAddress.TryParse(_url, out var address, out _));
        return await PostgreSqlMigrations.OfStorageAsync(address, null, new PostgreSqlPoolOptions(), Token);
    }

    Task<object?> AskAsync(string question) => _server.AskAsync(_url, question);

    async Task<string> CatalogAsync() => (string)(await AskAsync(KintoCatalog.Question))!;
}
