using System.Net.Http.Headers;
using System.Text;
using KintoHawk.Server.Tests.Scenarios;

namespace KintoHawk.Server.Tests;

/// <summary>Bodies at and beyond what is accepted: deep, costly, with names twice, with what the caller must not see.</summary>
public sealed class JsonLimitsTests(ServerFixture fixture)
{
    const string Operations = "application/json-patch+json";

    // With the objects around it the deepest that is accepted; beyond the limit of a reader that is not told otherwise.
    static readonly string _deep = Nested(98);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_accepted_deep_is_answered_listed_patched_and_deleted()
    {
        var bucket = await NewBucketAsync();
        var body = $$$"""{"data":{"x":{{{_deep}}}}}""";
        foreach (var path in (string[])[$"{bucket}/groups/g", $"{bucket}/collections/c", $"{bucket}/collections/c/records/r"])
        {
            await ExpectAsync(201, "PUT", path, body);
            await ExpectAsync(200, "PUT", path, body);
            await ExpectAsync(200, "PATCH", path, """{"data":{"a":1}}""");
            await ExpectAsync(200, "PATCH", path, """{"data":{"x":{"y":null},"b":1}}""", "application/merge-patch+json");
            await ExpectAsync(200, "PUT", path, body);
            await ExpectAsync(200, "PATCH", path, """[{"op":"copy","from":"/data/x","path":"/data/y"}]""", Operations);
            var shown = await ExpectAsync(200, "GET", path);
            Assert.Contains($"\"y\":{_deep}", shown.Text, StringComparison.Ordinal);
            await ExpectAsync(200, "GET", path[..path.LastIndexOf('/')] + "?_sort=x&gt_x=[]&_fields=x");
        }

        await ExpectAsync(200, "DELETE", bucket);
    }

    [Fact]
    public async Task An_account_with_deep_data_stays_readable_for_its_owner_and_the_administrator()
    {
        var server = await fixture.SharedAsync("sqlite");
        var name = "deep" + Guid.NewGuid().ToString("N");
        await ExpectAsync(201, "PUT", $"/accounts/{name}", """{"data":{"password":"pass"}}""", user: null);
        await ExpectAsync(200, "PATCH", $"/accounts/{name}", $$$"""{"data":{"zz":{{{_deep}}}}}""", user: name, password: "pass");
        await ExpectAsync(200, "PATCH", $"/accounts/{name}", """[{"op":"add","path":"/data/nick","value":"n"}]""", Operations, name, "pass");

        await ExpectAsync(200, "GET", $"/accounts/{name}", user: name, password: "pass");
        var list = await ExpectAsync(200, "GET", "/accounts", user: "admin", password: server.Password);
        Assert.Contains(_deep, list.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_patch_whose_result_is_too_deep_is_refused()
    {
        var bucket = await NewBucketAsync();
        var value = Nested(98);

        await ExpectAsync(200, "PATCH", bucket, $$$"""[{"op":"add","path":"/data/x","value":{{{value}}}}]""", Operations);
        var refused = await ExpectAsync(400, "PATCH", bucket, """[{"op":"add","path":"/data/y","value":{"a":{}}},{"op":"move","from":"/data/x","path":"/data/y/a/b"}]""", Operations);

        Assert.Contains("nested too deeply", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_twice_in_the_values_of_a_patch_count_once()
    {
        var bucket = await NewBucketAsync();

        var patched = await ExpectAsync(200, "PATCH", bucket, """[{"op":"add","path":"/data/x","value":{"a":1,"a":2}},{"op":"test","path":"/data/x","value":{"a":0,"a":2}}]""", Operations);

        Assert.Contains("""{"a":2}""", patched.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_patch_that_is_too_costly_is_refused()
    {
        var bucket = await NewBucketAsync();
        await ExpectAsync(200, "PUT", bucket, $$$"""{"data":{"x":"{{{new string('x', 200_000)}}}"}}""");
        var copies = Enumerable.Range(0, 60).Select(static i => $$"""{"op":"copy","from":"/data/x","path":"/data/c{{i}}"}""");

        var refused = await ExpectAsync(400, "PATCH", bucket, $"[{string.Join(',', copies)}]", Operations);

        Assert.Contains("the patch is too costly", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_of_equal_members_of_a_body_counts_alone()
    {
        var bucket = await NewBucketAsync();

        var record = await ExpectAsync(200, "PUT", bucket, """{"data":{"last_modified":9007199254740991,"id":"other"},"data":{"a":1},"permissions":[],"permissions":{"read":"x","read":["system.Everyone"]}}""");

        var json = record.Json!.Value;
        Assert.Equal(1, json.GetProperty("data").GetProperty("a").GetInt32());
        Assert.True(json.GetProperty("data").GetProperty("last_modified").GetInt64() < 9007199254740991);
        Assert.Equal("system.Everyone", json.GetProperty("permissions").GetProperty("read")[0].GetString());
    }

    [Theory]
    [InlineData("-1", "-1 is less than minimum value 0")]
    [InlineData("\"-1\"", "-1 is less than minimum value 0")]
    [InlineData("[1]", "\"[1]\" is not a number")]
    public async Task A_lifetime_that_is_no_lifetime_is_refused(string lifetime, string reason)
    {
        var bucket = await NewBucketAsync();

        var refused = await ExpectAsync(400, "PUT", $"{bucket}/collections/c", $$$"""{"data":{"cache_expires":{{{lifetime}}}}}""");

        Assert.Equal($"data.cache_expires in body: {reason}", refused.Json!.Value.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_long_value_is_not_repeated_in_an_error()
    {
        var bucket = await NewBucketAsync();
        var text = new string('x', 5_000);

        foreach (var body in (string[])[$$$"""{"data":{"members":"{{{text}}}"}}""", $$$"""{"data":{"members":[["{{{text}}}"]]}}""", $$$"""{"data":{"members":["/buckets/{{{text}}}"]}}""", $$$"""{"{{{text}}}":"{{{text}}}"}"""])
        {
            var refused = await ExpectAsync(400, "PUT", $"{bucket}/groups/g", body);
            Assert.InRange(refused.Text.Length, 1, 1_500);
        }
    }

    [Theory]
    [InlineData("""[{"op":"copy","from":"/permissions","path":"/data/acl"}]""", 400)]
    [InlineData("""[{"op":"move","from":"/permissions/read","path":"/data/acl"}]""", 400)]
    [InlineData("""[{"op":"test","path":"/permissions/read/system.Everyone","value":"system.Everyone"}]""", 400)]
    [InlineData("""[{"op":"add","path":"/permissions/read/system.Authenticated"}]""", 200)]
    [InlineData("""[{"op":"remove","path":"/permissions/read/system.Everyone"}]""", 200)]
    public async Task Who_is_not_shown_the_access_list_cannot_read_it_by_patching(string patch, int status)
    {
        var bucket = await NewBucketAsync();
        await ExpectAsync(200, "PATCH", bucket, """{"permissions":{"write":["account:bob","account:alice"]}}""");
        await ExpectAsync(201, "PUT", $"{bucket}/groups/g", """{"data":{"members":[]},"permissions":{"read":["system.Everyone"]}}""");

        // Bob writes by inheritance from the bucket, alice by the group's own list.
        var answer = await ExpectAsync(status, "PATCH", $"{bucket}/groups/g", patch, Operations, "bob");
        Assert.Equal(status == 400, answer.Text.Contains("The permissions are only shown to", StringComparison.Ordinal));
        if (status == 400)
            await ExpectAsync(200, "PATCH", $"{bucket}/groups/g", patch, Operations);
    }

    [Fact]
    public async Task Patching_an_account_keeps_its_password_also_where_hashes_are_shown()
    {
        await using var server = await RunningServer.StartAsync("sqlite", ["kintohawk.expose_password_hash = true"], log: null, Cancelled);
        var before = await SendAsync(server, "GET", "/accounts/alice", null, null, "alice", server.Password);
        var hash = before.Json!.Value.GetProperty("data").GetProperty("password").GetString();

        var patched = await SendAsync(server, "PATCH", "/accounts/alice", """[{"op":"add","path":"/data/nick","value":"n"}]""", Operations, "alice", server.Password);
        Assert.Equal(200, patched.Status);
        var after = await SendAsync(server, "GET", "/accounts/alice", null, null, "alice", server.Password);
        Assert.Equal(hash, after.Json!.Value.GetProperty("data").GetProperty("password").GetString());

        var changed = await SendAsync(server, "PATCH", "/accounts/alice", """[{"op":"add","path":"/data/password","value":"new"}]""", Operations, "alice", server.Password);
        Assert.Equal(200, changed.Status);
        Assert.Equal(200, (await SendAsync(server, "GET", "/accounts/alice", null, null, "alice", "new")).Status);
    }

    [Theory]
    [InlineData("_sort", 11, "_sort=", "k{0}", ",", "There are more than 10 sort fields")]
    [InlineData("None", 51, "", "k{0}=1", "&", "There are more than 50 filters")]
    [InlineData("in_k", 1_001, "in_k=", "{0}", ",", "There are more than 1000 values")]
    public async Task Queries_that_ask_for_too_much_are_refused(string name, int count, string start, string item, string separator, string reason)
    {
        var bucket = await NewBucketAsync();
        string Path(int items) => $"{bucket}/groups?{start}{string.Join(separator, Enumerable.Range(0, items).Select(i => string.Format(item, i)))}";

        await ExpectAsync(200, "GET", Path(count - 1));
        var error = (await ExpectAsync(400, "GET", Path(count))).Json!.Value.GetProperty("details")[0];

        Assert.Equal("querystring", error.GetProperty("location").GetString());
        Assert.Equal(name, error.GetProperty("name").GetString() ?? "None");
        Assert.Equal(reason, error.GetProperty("description").GetString());
    }

    static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    static async Task<Reply> SendAsync(RunningServer server, string method, string path, string? body, string? type, string? user, string? password)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.Address, "/v1" + path));
        if (user is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, type ?? "application/json");
        using var response = await server.Client.SendAsync(request, Cancelled);
        return await Reply.ReadAsync(response, Cancelled);
    }

    async Task<Reply> ExpectAsync(int status, string method, string path, string? body = null, string? type = null, string? user = "alice", string? password = null)
    {
        var server = await fixture.SharedAsync("sqlite");
        var reply = await SendAsync(server, method, path, body, type, user, password ?? server.Password);
        Assert.True(reply.Status == status, $"{method} {path}: {reply.Status} {reply.Text}");
        return reply;
    }

    async Task<string> NewBucketAsync()
    {
        var path = $"/buckets/limits-{Guid.NewGuid():N}";
        await ExpectAsync(201, "PUT", path, "{}");
        return path;
    }
}
