using System.Text.Json;

namespace KintoHawk.Cli.Tests.Takeover;

/// <summary>The real server on a database that a Kinto has written, with the settings file of that Kinto (guides/from-kinto.md).</summary>
public sealed class TakeoverTests : IDisposable
{
    const string Posts = "buckets/blog/collections/posts/records";
    const string Old = "buckets/blog/collections/old/records";

    readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Accounts_log_in_with_the_hashes_that_Kinto_has_stored()
    {
        await using var kinto = await TakenDatabase.CreateAsync();
        await using var server = await kinto.ServeAsync(_workspace);

        foreach (var user in (string[])["alice", "bob", "off_50@example.com"])
            Assert.Equal("account:" + user, (await server.HelloAsync(user)).At("user", "id")?.GetString());

        // A wrong password is no account; it is one of the users without account that basicauth has.
        Assert.StartsWith("basicauth:", (await server.HelloAsync("alice", "wrong")).At("user", "id")?.GetString(), StringComparison.Ordinal);
        var bob = await server.ExpectAsync(200, "GET", "accounts/bob", user: "bob");
        Assert.Equal("blue", bob.At("data", "colour")?.GetString());
    }

    [Fact]
    public async Task What_Kinto_has_written_is_served_as_it_is()
    {
        await using var kinto = await TakenDatabase.CreateAsync();
        await using var server = await kinto.ServeAsync(_workspace);

        var bucket = await server.ExpectAsync(200, "GET", "buckets/blog", user: "alice");
        Assert.Equal("\"1795412582834\"", bucket.Header("ETag"));
        AssertJson(
            """{"data":{"id":"blog","last_modified":1795412582834,"title":"Blog","rate":1.0,"big":12345678901234567890},"permissions":{"write":["account:alice"],"collection:create":["account:bob"]}}""",
            bucket.Text);
        var record = await server.ExpectAsync(200, "GET", Posts + "/p_1", user: "alice");
        AssertJson(
            """{"data":{"id":"p_1","last_modified":1795412584001,"n":1,"text":"Grüße \u0001 \ud83d\ude00","nested":{"list":[1,2.50,null,true]}},"permissions":{"read":["/buckets/blog/groups/staff"],"write":["account:alice"]}}""",
            record.Text);
        Assert.Equal("account:bob", (await server.ExpectAsync(200, "GET", "buckets/blog/groups/staff", user: "alice")).At("data", "members")?[0].GetString());
    }

    [Fact]
    public async Task Members_of_a_group_may_what_the_group_may()
    {
        await using var kinto = await TakenDatabase.CreateAsync();
        await using var server = await kinto.ServeAsync(_workspace);

        await server.ExpectAsync(200, "GET", Posts + "/p_1", user: "bob");
        await server.ExpectAsync(403, "GET", Posts + "/px1", user: "bob");
        await server.ExpectAsync(403, "PUT", Posts + "/p_1", """{"data":{}}""", "bob");
        var made = await server.ExpectAsync(201, "POST", Posts, """{"data":{"by":"bob"}}""", "bob");
        Assert.Equal("account:bob", made.At("permissions", "write")?[0].GetString());
        Assert.Equal(["p_1", made.At("data", "id")?.GetString()], Ids(await server.ExpectAsync(200, "GET", Posts + "?_sort=last_modified", user: "bob")));
    }

    [Fact]
    public async Task A_client_that_synchronises_sees_deletions()
    {
        await using var kinto = await TakenDatabase.CreateAsync();
        await using var server = await kinto.ServeAsync(_workspace);

        var changes = await server.ExpectAsync(200, "GET", Posts + "?_since=0&_sort=last_modified", user: "alice");
        Assert.Equal(["p_1", "px1", "gone", "again"], Ids(changes));
        AssertJson("""{"id":"gone","last_modified":1795412584010,"deleted":true}""", changes.At("data")!.Value[2].GetRawText());
        Assert.Equal(["gone", "again"], Ids(await server.ExpectAsync(200, "GET", Posts + "?_since=\"1795412584009\"&_sort=last_modified", user: "alice")));
        await server.ExpectAsync(404, "GET", Posts + "/gone", user: "alice");
        Assert.Equal(5, (await server.ExpectAsync(200, "GET", Posts + "/again", user: "alice")).At("data", "n")?.GetInt32());
    }

    [Fact]
    public async Task Timestamps_of_old_versions_are_shown_and_compared_rounded()
    {
        await using var kinto = await TakenDatabase.CreateAsync();
        await using var server = await kinto.ServeAsync(_workspace);

        Assert.Equal("\"1795412583123\"", (await server.ExpectAsync(200, "GET", "buckets/blog/collections/empty/records", user: "alice")).Header("ETag"));
        var list = await server.ExpectAsync(200, "GET", Old + "?_sort=last_modified");
        Assert.Equal("\"1795412585003\"", list.Header("ETag"));
        Assert.Equal([1795412585001, 1795412585002, 1795412585003], list.At("data")!.Value.EnumerateArray().Select(static record => record.GetProperty("last_modified").GetInt64()));
        Assert.Equal(["m3"], Ids(await server.ExpectAsync(200, "GET", Old + "?_since=\"1795412585002\"")));
        Assert.Equal(["m2"], Ids(await server.ExpectAsync(200, "GET", Old + "?last_modified=1795412585002")));
        await server.ExpectAsync(304, "GET", Old + "/m2", user: null, headers: ("If-None-Match", "\"1795412585002\""));

        await server.ExpectAsync(412, "PUT", Old + "/m3", """{"data":{}}""", "alice", ("If-Match", "\"1795412585002\""));
        var written = await server.ExpectAsync(200, "PUT", Old + "/m3", """{"data":{"n":4}}""", "alice", ("If-Match", "\"1795412585003\""));
        Assert.True(written.At("data", "last_modified")?.GetInt64() > 1795412585003);
    }

    [Fact]
    public async Task Names_are_never_patterns()
    {
        await using var kinto = await TakenDatabase.CreateAsync();
        await using var server = await kinto.ServeAsync(_workspace);

        await server.ExpectAsync(200, "DELETE", "buckets/a_b", user: "alice");
        await server.ExpectAsync(200, "DELETE", "accounts/off_50%40example.com", user: "off_50@example.com");

        Assert.Equal(["r"], Ids(await server.ExpectAsync(200, "GET", "buckets/axb/collections/c/records", user: "alice")));
        Assert.Equal("account:offx50@example.com", (await server.HelloAsync("offx50@example.com")).At("user", "id")?.GetString());
        await server.ExpectAsync(403, "GET", "buckets/a_b/collections/c/records/r", user: "alice");
        Assert.Empty(await kinto.AskAsync("SELECT object_id FROM access_control_entries WHERE object_id LIKE '/buckets/a\\_b%'"));
        Assert.Equal(["/buckets/axb", "/buckets/axb/collections/c"], await kinto.AskAsync("SELECT object_id FROM access_control_entries WHERE object_id LIKE '/buckets/axb%' ORDER BY object_id"));
    }

    [Fact]
    public async Task History_goes_on_where_Kinto_left_it()
    {
        await using var kinto = await TakenDatabase.CreateAsync();
        await using var server = await kinto.ServeAsync(_workspace);

        await server.ExpectAsync(200, "PATCH", Posts + "/p_1", """{"data":{"n":9}}""", "alice");

        var history = (await server.ExpectAsync(200, "GET", "buckets/blog/history?uri=/buckets/blog/collections/posts/records/p_1", user: "alice")).At("data")!.Value;
        Assert.Equal(["update", "create"], history.EnumerateArray().Select(static entry => entry.GetProperty("action").GetString()));
        Assert.Equal(
            history[1].EnumerateObject().Select(static member => member.Name).Order(StringComparer.Ordinal),
            history[0].EnumerateObject().Select(static member => member.Name).Order(StringComparer.Ordinal));
        Assert.Equal(9, history[0].GetProperty("target").GetProperty("data").GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task Personal_buckets_are_found_again()
    {
        await using var kinto = await TakenDatabase.CreateAsync();
        await using var server = await kinto.ServeAsync(_workspace);

        Assert.Equal("73141b75-6d02-0c03-6aee-82ad1ea55d41", (await server.HelloAsync("alice")).At("user", "bucket")?.GetString());
        Assert.Equal("alice", (await server.ExpectAsync(200, "GET", "buckets/default/collections/tasks/records/t1", user: "alice")).At("data", "who")?.GetString());
    }

    [Fact]
    public async Task Nothing_that_Kinto_needs_is_changed()
    {
        const string Everything = """
            SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname NOT LIKE 'kintohawk\_%'
            UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
            UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE 'kintohawk\_%'
            UNION ALL SELECT format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default) FROM information_schema.columns WHERE table_schema = 'public'
            ORDER BY 1
            """;
        await using var kinto = await TakenDatabase.CreateAsync();
        var before = await kinto.AskAsync(Everything);
        await using (var server = await kinto.ServeAsync(_workspace))
            await server.ExpectAsync(200, "PUT", Posts + "/p_1", """{"data":{}}""", "alice");

        Assert.Equal(before, await kinto.AskAsync(Everything));
        Assert.Equal(["26"], await kinto.AskAsync("SELECT value FROM metadata WHERE name = 'storage_schema_version'"));
    }

    static IEnumerable<string?> Ids(IniReply list) => list.At("data")!.Value.EnumerateArray().Select(static item => item.GetProperty("id").GetString());

    static void AssertJson(string expected, string actual)
    {
        using var left = JsonDocument.Parse(expected);
        using var right = JsonDocument.Parse(actual);
        Assert.True(JsonElement.DeepEquals(left.RootElement, right.RootElement), actual);
    }
}
