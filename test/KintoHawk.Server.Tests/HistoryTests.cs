using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using KintoHawk.Server.Tests.Scenarios;

namespace KintoHawk.Server.Tests;

/// <summary>What a scenario cannot show of history: requests at the same time, and the largest of objects.</summary>
public sealed class HistoryTests
{
    const string Record = "/buckets/b/collections/c/records/r";

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    public async Task Parallel_changes_leave_entries_that_tell_what_happened_one_after_the_other(string backend)
    {
        await using var server = await StartAsync(backend);
        const int each = 30;

        // Replacements of the data, which do not mention the permissions, race with additions to the permissions.
        var replacements = Enumerable.Range(0, each).Select(i => SendAsync(server, "PUT", Record, $$$"""{"data":{"n":{{{i}}}}}"""));
        var additions = Enumerable.Range(0, each).Select(i =>
            SendAsync(server, "PATCH", Record, $$$"""[{"op":"add","path":"/permissions/read/u{{{i}}}"}]""", "application/json-patch+json"));
        var statuses = await Task.WhenAll(replacements.Zip(additions, static (put, patch) => new[] { put, patch }).SelectMany(static pair => pair));

        Assert.All(statuses, static answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        var entries = (await GetAsync(server, "/buckets/b/history?record_id=r&_sort=last_modified")).GetProperty("data").EnumerateArray().ToList();
        Assert.Equal((2 * each) + 1, entries.Count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        long last = 0;
        foreach (var target in entries.Select(static entry => entry.GetProperty("target")))
        {
            var readers = ReadersIn(target);
            Assert.Superset(seen, readers);
            Assert.InRange(readers.Count - seen.Count, 0, 1);
            seen = readers;
            Assert.True(target.GetProperty("data").GetProperty("last_modified").GetInt64() > last);
            last = target.GetProperty("data").GetProperty("last_modified").GetInt64();
        }

        var record = await GetAsync(server, Record);
        Assert.Equal(record.GetProperty("data").GetProperty("last_modified").GetInt64(), last);
        Assert.Equal(each, seen.Count);
        Assert.Equal(ReadersIn(record), seen);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    public async Task The_deepest_object_has_an_entry_that_can_be_asked_for(string backend)
    {
        await using var server = await StartAsync(backend);
        const int depth = 98; // and two objects around it
        var deep = new string('[', depth) + new string(']', depth);

        var (status, stored) = await SendAsync(server, "PUT", Record, $$$"""{"data":{"deep":{{{deep}}},"n":1}}""");

        Assert.Equal(HttpStatusCode.OK, status);
        foreach (var query in (string[])["target.data.n=1", "has_target.data.deep=true&target.data.n=1", "target.data.n=1&_fields=target.data.deep", "target.data.n=1&_sort=target.data.deep"])
            Assert.Contains(deep, (await SendAsync(server, "GET", $"/buckets/b/history?{query}")).Body, StringComparison.Ordinal);
        using var written = JsonDocument.Parse(stored, new JsonDocumentOptions { MaxDepth = 200 });
        var timestamp = written.RootElement.GetProperty("data").GetProperty("last_modified").GetInt64();
        await SendAsync(server, "DELETE", Record);
        Assert.Contains(deep, (await SendAsync(server, "GET", $"/buckets/b/snapshot/collections/c@{timestamp}")).Body, StringComparison.Ordinal);
    }

    static HashSet<string> ReadersIn(JsonElement holder) => holder.GetProperty("permissions").TryGetProperty("read", out var read)
        ? read.EnumerateArray().Select(static reader => reader.GetString()!).ToHashSet(StringComparer.Ordinal)
        : [];

    static async Task<RunningServer> StartAsync(string backend)
    {
        var server = await RunningServer.StartAsync(backend, ["includes = kinto.plugins.accounts kinto_hawk kinto.plugins.history"], log: null, Cancelled);
        foreach (var path in (string[])["/buckets/b", "/buckets/b/collections/c", Record])
            Assert.Equal(HttpStatusCode.Created, (await SendAsync(server, "PUT", path)).Status);
        return server;
    }

    static async Task<JsonElement> GetAsync(RunningServer server, string path) =>
        JsonElement.Parse(Encoding.UTF8.GetBytes((await SendAsync(server, "GET", path)).Body));

    static async Task<(HttpStatusCode Status, string Body)> SendAsync(RunningServer server, string method, string path, string? body = null, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.Address, "/v1" + path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"alice:{server.Password}")));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, contentType);
        using var response = await server.Client.SendAsync(request, Cancelled);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancelled));
    }
}
