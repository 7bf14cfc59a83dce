using System.Text.Json;
using System.Text.RegularExpressions;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Memory;
using KintoHawk.Server.Plugins.DefaultBucket;
using KintoHawk.Server.Settings;
using Microsoft.Extensions.Time.Testing;

namespace KintoHawk.Server.Tests.Batches;

/// <summary>Items that are carried out together answer, and leave behind, what they would one by one.</summary>
public sealed partial class GroupedItemsTests
{
    const string Records = "/buckets/b/collections/c/records";

    const int Batches = 8;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    static FakeTimeProvider Clock => new(DateTimeOffset.FromUnixTimeMilliseconds(RandomBatch.Start));

    [Theory]
    [InlineData(1, "")]
    [InlineData(2, "kinto.plugins.history")]
    [InlineData(3, "kinto.plugins.default_bucket")]
    [InlineData(4, "kinto.plugins.history kinto.plugins.default_bucket")]
    [InlineData(5, "kinto.plugins.history kinto.plugins.default_bucket kinto.plugins.prometheus")]
    public async Task A_batch_answers_and_leaves_behind_what_its_items_do_one_by_one(int seed, string plugins)
    {
        var together = 0;
        var statuses = new HashSet<int>();
        for (var round = 0; round < 60; round++)
        {
            var options = Options(plugins);
            using var oneByOneStorage = new MemoryStorage(Clock);
            using var batchStorage = new MemoryStorage(Clock);
            var (watchedStorage, watched, _) = WatchedTransactions.Over(batchStorage);
            await using var oneByOne = new BatchServer(oneByOneStorage, options, Clock);
            await using var batch = new BatchServer(watchedStorage, options, Clock);
            await FillAsync(oneByOne);
            await FillAsync(batch);
            var random = new RandomBatch(new Random((seed * 1000) + round));
            for (var i = 0; i < Batches; i++)
            {
                var items = random.Next();
                var expected = new List<string>();
                foreach (var item in items)
                    expected.AddRange(Answers((await oneByOne.SendBatchAsync([item])).Body));

                var (status, body) = await batch.SendBatchAsync(items);

                Assert.Equal(200, status);
                var actual = Answers(body);
                for (var at = 0; at < items.Count; at++)
                    Assert.True(expected[at] == actual[at], $"Round {round}, batch {i}, item {at}: {items[at]}\n{expected[at]}\n{actual[at]}\n{string.Join('\n', items)}");
                Assert.Equal(await DumpAsync(oneByOneStorage), await DumpAsync(batchStorage));
                statuses.UnionWith(expected.Select(static answer => JsonElement.Parse(answer).GetProperty("status").GetInt32()));
            }

            together += watched.Calls.Count(static call => call == nameof(IStorageTransaction.ApplyManyAsync));
        }

        Assert.InRange(together, 100, int.MaxValue);
        // 304 and 409 need a revision that is guessed right, which not every seed does.
        int[] wanted = [200, 201, 400, 403, 404, 405, 412];
        Assert.Equal("", string.Join(' ', wanted.Except(statuses)));
    }

    [Theory]
    [InlineData("PUT", Records + "/r{0}", "")]
    [InlineData("POST", Records, "")]
    [InlineData("PUT", "/buckets/default/collections/c/records/r{0}", "kinto.plugins.default_bucket")]
    public async Task A_batch_of_records_takes_three_trips(string method, string path, string plugins)
    {
        using var storage = new MemoryStorage(TimeProvider.System);
        var (watchedStorage, watched, outside) = WatchedTransactions.Over(storage);
        await using var server = new BatchServer(watchedStorage, Options(plugins), TimeProvider.System);
        await FillAsync(server);
        if (plugins.Length > 0)
            await server.SendAsync("GET", "/v1/buckets/default/collections/c");
        watched.Forget();
        outside.Forget();

        var (status, body) = await server.SendBatchAsync(Enumerable.Range(0, 25).Select(i =>
            $$$"""{"method":"{{{method}}}","path":"{{{string.Format(null, path, i)}}}","body":{"data":{"a":1} } }"""));

        Assert.Equal(200, status);
        Assert.Equal(Enumerable.Repeat(201, 25), StatusesIn(body));
        Assert.Equal(
            [nameof(IStorage.ReadManyAsync), nameof(IStorageTransaction.ApplyManyAsync), nameof(IStorageTransaction.CommitAsync), nameof(IAsyncDisposable.DisposeAsync)],
            watched.Calls);
        Assert.Equal([nameof(IStorage.BeginAsync)], outside.Calls);
    }

    [Fact]
    public async Task With_the_history_it_takes_one_more_to_know_its_readers()
    {
        using var storage = new MemoryStorage(TimeProvider.System);
        var (watchedStorage, watched, _) = WatchedTransactions.Over(storage);
        await using var server = new BatchServer(watchedStorage, Options("kinto.plugins.history"), TimeProvider.System);
        await FillAsync(server);
        watched.Forget();

        var (_, body) = await server.SendBatchAsync(Enumerable.Range(0, 25).Select(static i => Put($"r{i}")));

        Assert.Equal(Enumerable.Repeat(201, 25), StatusesIn(body));
        Assert.Equal(
            [
                nameof(IStorage.ReadManyAsync), nameof(IStorage.FindAccessListsAsync), nameof(IStorageTransaction.ApplyManyAsync),
                nameof(IStorageTransaction.CommitAsync), nameof(IAsyncDisposable.DisposeAsync),
            ],
            watched.Calls);
    }

    [Fact]
    public async Task A_batch_of_reads_takes_one_trip_and_goes_to_the_copy_for_reads()
    {
        using var storage = new MemoryStorage(TimeProvider.System);
        var (watchedStorage, _, outside) = WatchedTransactions.Over(storage);
        var (copy, watchedCopy) = Endpoints.WatchedStorage.Over(storage);
        await using var server = new BatchServer(watchedStorage, Options(""), TimeProvider.System) { Replica = copy };
        await FillAsync(server);
        outside.Forget();

        var (_, body) = await server.SendBatchAsync(Enumerable.Range(0, 25).Select(static i => $$"""{"method":"GET","path":"{{Records}}/r{{i % 20}}"}"""));

        Assert.Equal(Enumerable.Repeat(404, 25), StatusesIn(body));
        Assert.Equal([nameof(IStorage.ReadManyAsync)], watchedCopy.Calls);
        Assert.Empty(outside.Calls);
    }

    [Fact]
    public async Task What_cannot_be_stored_fails_its_item_alone()
    {
        using var storage = new MemoryStorage(TimeProvider.System);
        var (watchedStorage, watched, _) = WatchedTransactions.Over(storage);
        watched.Before = static (_, arguments) =>
        {
            var commands = arguments switch
            {
                [IReadOnlyList<ChangeSet> many, ..] => many,
                [ChangeSet one, ..] => [one],
                _ => [],
            };
            if (commands.Any(static command => command.Changes.Any(static change => change is Change.Put { Path.Id: "r1" })))
                throw new UnstorableException("It is too long.");
        };
        await using var server = new BatchServer(watchedStorage, Options(""), TimeProvider.System);
        await FillAsync(server);

        var (status, body) = await server.SendBatchAsync([Put("r0"), Put("r1"), Put("r2")]);

        Assert.Equal(200, status);
        Assert.Equal([201, 400, 201], StatusesIn(body));
        Assert.Contains("\"errno\":107", body, StringComparison.Ordinal);
        Assert.Contains("body: It is too long.", body, StringComparison.Ordinal);
        Assert.Equal(200, await StatusOfAsync(server, "r0"));
        Assert.Equal(404, await StatusOfAsync(server, "r1"));
        Assert.Equal(200, await StatusOfAsync(server, "r2"));
    }

    [Fact]
    public async Task What_cannot_be_looked_for_fails_its_item_alone()
    {
        using var storage = new MemoryStorage(TimeProvider.System);
        var (watchedStorage, watched, _) = WatchedTransactions.Over(storage);
        watched.Before = static (_, arguments) =>
        {
            if (arguments is [IReadOnlyList<Core.Objects.ObjectPath> paths, ..] ? paths.Any(static path => path.Id == "r1") : arguments is [Core.Objects.ObjectPath { Id: "r1" }, ..])
                throw new UnstorableException("It is too long.");
        };
        await using var server = new BatchServer(watchedStorage, Options(""), TimeProvider.System);
        await FillAsync(server);

        var (status, body) = await server.SendBatchAsync([Put("r0"), Put("r1"), Put("r2")]);

        Assert.Equal(200, status);
        Assert.Equal([201, 400, 201], StatusesIn(body));
    }

    [Theory]
    [InlineData(nameof(IStorage.ReadManyAsync))]
    [InlineData(nameof(IStorageTransaction.ApplyManyAsync))]
    [InlineData(nameof(IStorage.ListAsync))]
    public async Task A_transaction_that_others_have_undone_is_tried_once_more(string member)
    {
        using var storage = new MemoryStorage(TimeProvider.System);
        var (watchedStorage, watched, outside) = WatchedTransactions.Over(storage);
        await using var server = new BatchServer(watchedStorage, Options(""), TimeProvider.System);
        await FillAsync(server);
        outside.Forget();
        var failures = 1;
        watched.Before = (name, _) =>
        {
            if (name == member && failures-- > 0)
                throw new StorageUnavailableException("A deadlock.") { IsTransient = true };
        };

        var (status, body) = await server.SendBatchAsync([Put("r0"), Put("r1"), Put("r2"), $$"""{"method":"GET","path":"{{Records}}"}"""]);

        Assert.Equal(200, status);
        Assert.Equal([201, 201, 201, 200], StatusesIn(body));
        Assert.Equal(2, outside.Calls.Count(static call => call == nameof(IStorage.BeginAsync)));
        failures = 2;
        await Assert.ThrowsAsync<StorageUnavailableException>(() => server.SendBatchAsync([Put("r0"), Put("r1"), $$"""{"method":"GET","path":"{{Records}}"}"""]));
    }

    [Fact]
    public async Task A_backend_that_is_away_fails_the_batch_at_once_and_nothing_is_left_of_it()
    {
        using var storage = new MemoryStorage(TimeProvider.System);
        var (watchedStorage, watched, outside) = WatchedTransactions.Over(storage);
        await using var server = new BatchServer(watchedStorage, Options(""), TimeProvider.System);
        await FillAsync(server);
        outside.Forget();
        watched.Before = static (name, _) =>
        {
            if (name == nameof(IStorageTransaction.ApplyManyAsync))
                throw new StorageUnavailableException("It is away.");
        };

        await Assert.ThrowsAsync<StorageUnavailableException>(() => server.SendBatchAsync([Put("r0"), Put("r1")]));

        Assert.Equal([nameof(IStorage.BeginAsync)], outside.Calls);
        Assert.Equal(404, await StatusOfAsync(server, "r0"));
    }

    [Fact]
    public async Task A_page_that_is_deleted_is_not_tried_twice()
    {
        using var storage = new MemoryStorage(TimeProvider.System);
        var (watchedStorage, watched, outside) = WatchedTransactions.Over(storage);
        await using var server = new BatchServer(watchedStorage, Options(""), TimeProvider.System);
        await FillAsync(server);
        await server.SendBatchAsync(Enumerable.Range(0, 4).Select(static i => Put($"r{i}")));
        var (_, first) = await server.SendBatchAsync([$$"""{"method":"DELETE","path":"{{Records}}?_limit=2"}"""]);
        var next = JsonElement.Parse(first).GetProperty("responses")[0].GetProperty("headers").GetProperty("Next-Page").GetString()!["http://localhost".Length..];
        outside.Forget();
        watched.Before = static (name, _) =>
        {
            if (name == nameof(IStorage.ApplyAsync))
                throw new StorageUnavailableException("A deadlock.") { IsTransient = true };
        };

        // Its token can be used once, and has been.
        await Assert.ThrowsAsync<StorageUnavailableException>(() => server.SendBatchAsync([$$"""{"method":"DELETE","path":"{{next}}"}"""]));

        Assert.Equal([nameof(IStorage.BeginAsync)], outside.Calls);
    }

    static async Task<int> StatusOfAsync(BatchServer server, string id) => (await server.SendAsync("GET", $"/v1{Records}/{id}")).Status;

    static string Put(string id) => $$$"""{"method":"PUT","path":"{{{Records}}}/{{{id}}}","body":{"data":{"a":1} } }""";

    static async Task FillAsync(BatchServer server)
    {
        await server.SendAsync("PUT", "/v1/buckets/b");
        await server.SendAsync("PUT", "/v1/buckets/b/collections/c");
        await server.SendAsync("PUT", "/v1/buckets/b/collections/d", """{"permissions":{"record:create":["system.Authenticated"]}}""");
        await server.SendAsync("PUT", "/v1/buckets/b/collections/schema", """{"data":{"schema":{"type":"object","properties":{"a":{"type":"integer"}}}}}""");
    }

    static KintoHawkOptions Options(string plugins) => new()
    {
        Includes = plugins.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        CollectionSchemaValidation = true,
        Policies = [new AuthenticationPolicy { Name = "basicauth", Kind = AuthenticationPolicyKind.BasicAuth, UserIdPrefix = "basicauth" }],
        Principals = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["bucket_create"] = [BatchServer.Alice] },
    };

    static Task<string> DumpAsync(IStorage storage) => DumpAsync(storage, ["b", PersonalBucket.IdOf("", BatchServer.Alice)]);

    static async Task<string> DumpAsync(IStorage storage, string[] buckets) => Masked(await StorageDump.OfAsync(storage, buckets, Cancelled));

    static List<string> Answers(string body) => [.. JsonElement.Parse(body).GetProperty("responses").EnumerateArray().Select(static answer => Masked(answer.GetRawText()))];

    static IEnumerable<int> StatusesIn(string body) => JsonElement.Parse(body).GetProperty("responses").EnumerateArray().Select(static answer => answer.GetProperty("status").GetInt32());

    /// <summary>Ids that the server makes are different each time, and so are the tokens of pages.</summary>
    static string Masked(string text) => Made().Replace(text, "MADE");

    [GeneratedRegex("_token=[^\"]+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.None, 1000)]
    private static partial Regex Made();
}
