using System.Text;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Memory;
using KintoHawk.Server.Settings;
using KintoHawk.Server.Tests.Endpoints;

namespace KintoHawk.Server.Tests.Batches;

/// <summary>What a storage cannot hold is the fault of the request, and of nothing else.</summary>
public sealed class UnstorableTests
{
    const string Alice = "account:alice";
    const string Records = "/v1/buckets/b/collections/c/records";
    const string Reason = "A number has too many digits.";

    /// <summary>A memory that refuses what PostgreSQL's numeric refuses.</summary>
    static async Task<DispatchedServer> StartAsync()
    {
        var inner = new MemoryStorage(TimeProvider.System);
        var (storage, watched) = WatchedStorage.Over(inner);
        watched.Replaced[nameof(IStorage.ApplyAsync)] = arguments => new ValueTask<ChangeOutcome>(ApplyAsync((ChangeSet)arguments[0]!));
        watched.Replaced[nameof(IStorage.ListAsync)] = static _ => new ValueTask<ObjectPage>(Task.FromException<ObjectPage>(new UnstorableException(Reason)));
        var server = new DispatchedServer(storage, new KintoHawkOptions { Principals = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["bucket_create"] = ["system.Everyone"] } });
        await server.SendAsync("PUT", "/v1/buckets/b", Alice);
        await server.SendAsync("PUT", "/v1/buckets/b/collections/c", Alice);
        return server;

        async Task<ChangeOutcome> ApplyAsync(ChangeSet changes) =>
            IsTooMuch(changes) ? throw new UnstorableException(Reason) : await inner.ApplyAsync(changes, CancellationToken.None);
    }

    static bool IsTooMuch(ChangeSet changes) =>
        changes.Changes.OfType<Change.Put>().Any(static put => Encoding.UTF8.GetString(put.Data.Span).Contains("1e-99999", StringComparison.Ordinal));

    [Theory]
    [InlineData("PUT", Records + "/r", "body")]
    [InlineData("POST", Records, "body")]
    [InlineData("GET", Records + "?a=1", "querystring")]
    [InlineData("DELETE", Records + "?a=1", "querystring")]
    [InlineData("GET", Records, "path")]
    public async Task A_request_that_the_storage_cannot_hold_is_at_fault(string method, string target, string location)
    {
        await using var server = await StartAsync();

        var (status, body) = await server.SendAsync(method, target, Alice, method is "GET" or "DELETE" ? "" : """{"data":{"a":1e-99999}}""");

        Assert.Equal(400, status);
        Assert.Equal(
            $$"""{"code":400,"errno":107,"error":"Invalid parameters","message":"{{location}}: {{Reason}}","details":[{"location":"{{location}}","name":null,"description":"{{Reason}}"}]}""",
            body);
    }
}
