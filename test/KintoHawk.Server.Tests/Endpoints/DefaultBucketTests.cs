using KintoHawk.Core.Objects;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Memory;
using KintoHawk.Server.Plugins.DefaultBucket;
using KintoHawk.Server.Settings;
using KintoHawk.Sqlite;

namespace KintoHawk.Server.Tests.Endpoints;

public sealed class DefaultBucketTests
{
    const string Alice = "account:alice";

    static readonly KintoHawkOptions _options = new() { Includes = ["kinto.plugins.default_bucket"] };

    public static TheoryData<string, string> Ids => new()
    {
        // From the example of kinto-plugins §2's definition, computed apart: HMAC-SHA256 with an empty and with another key.
        { "", "73141b75-6d02-0c03-6aee-82ad1ea55d41" },
        { "a bucket secret", "87993d73-935d-0c12-5bd5-628a77ad29b5" },
    };

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_id_is_a_digest_of_the_user_id(string secret, string id) => Assert.Equal(id, PersonalBucket.IdOf(secret, Alice));

    [Theory]
    [InlineData("""{"data":{"id":"default"}}""", """{"data":{"id":"B"}}""")]
    [InlineData("""{"permissions":{},"data":{"a":"default","id":"x-default-default","b":[1]}}""", """{"permissions":{},"data":{"a":"default","id":"x-B-B","b":[1]}}""")]
    [InlineData("""{"data":{"id":"\u0064efault\u00e9"}}""", """{"data":{"id":"B\u00E9"}}""")]
    [InlineData("""{"data":{"id":"one"}}""", """{"data":{"id":"one"}}""")]
    [InlineData("""{"data":{"id":["default"]}}""", """{"data":{"id":["default"]}}""")]
    [InlineData("""{"data":"default"}""", """{"data":"default"}""")]
    [InlineData("""{"id":"default"}""", """{"id":"default"}""")]
    [InlineData("""[{"op":"replace","path":"/data/id","value":"default"}]""", """[{"op":"replace","path":"/data/id","value":"default"}]""")]
    [InlineData("null", "null")]
    public void The_alias_is_replaced_in_the_id_of_the_data_only(string body, string expected) =>
        Assert.Equal(expected, PersonalBucket.WithId(System.Text.Json.JsonElement.Parse(body), "B").GetRawText());

    [Theory]
    [InlineData("GET", "/v1/buckets/default")]
    [InlineData("GET", "/v1/buckets/default/collections/a")]
    [InlineData("GET", "/v1/buckets/default/collections/a/records")]
    [InlineData("HEAD", "/v1/buckets/default/collections/a/records")]
    [InlineData("GET", "/v1/buckets/default/groups")]
    public async Task What_is_there_costs_one_more_read_and_no_write(string method, string target)
    {
        var (storage, watched) = WatchedStorage.Over(new MemoryStorage(TimeProvider.System));
        await using var server = new DispatchedServer(storage, _options);
        Assert.Equal(200, (await server.SendAsync(method, target, Alice)).Status);
        var real = target.Replace("default", PersonalBucket.IdOf("", Alice), StringComparison.Ordinal);
        watched.Forget();
        await server.SendAsync(method, real, Alice);
        var direct = watched.Calls;
        watched.Forget();

        Assert.Equal(200, (await server.SendAsync(method, target, Alice)).Status);

        Assert.Equal([nameof(IStorage.ReadAsync), .. direct], watched.Calls);
        Assert.DoesNotContain(nameof(IStorage.ApplyAsync), watched.Calls);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("sqlite")]
    public async Task Of_parallel_first_requests_one_makes_the_bucket_and_all_find_it(string backend)
    {
        var folder = Directory.CreateTempSubdirectory("kintohawk-default-");
        var inner = backend == "sqlite" ? (IStorage)SqliteStorage.Open(Path.Combine(folder.FullName, "storage.db"), TimeProvider.System) : new MemoryStorage(TimeProvider.System);
        try
        {
            await inner.MigrateAsync(TestContext.Current.CancellationToken);
            // All of them have seen that there is no bucket before the first may go on.
            const int Racers = 8;
            var arrived = 0;
            var everybody = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var (storage, watched) = WatchedStorage.Over(inner);
            watched.Replaced[nameof(IStorage.ReadAsync)] = arguments => new ValueTask<ObjectView>(ReadTogetherAsync(arguments));
            await using var server = new DispatchedServer(storage, _options);

            var answers = await Task.WhenAll(Enumerable.Range(0, Racers).Select(i =>
                Task.Run(() => server.SendAsync("PUT", $"/v1/buckets/default/collections/a/records/r{i}", Alice, """{"data":{"a":1}}"""))));

            Assert.All(answers, static answer => Assert.Equal(201, answer.Status));
            var counts = await inner.CountAsync(TestContext.Current.CancellationToken);
            Assert.Equal(
                [("bucket", 1L), ("collection", 1L), ("record", Racers)],
                counts.Where(static count => count.Live > 0).Select(static count => (count.ResourceName, count.Live)).Order());

            async Task<ObjectView> ReadTogetherAsync(object?[] arguments)
            {
                var view = await inner.ReadAsync((ObjectPath)arguments[0]!, (Core.Permissions.Caller)arguments[1]!, (CancellationToken)arguments[2]!);
                if (Interlocked.Increment(ref arrived) >= Racers)
                    everybody.TrySetResult();
                await everybody.Task.WaitAsync(TestContext.Current.CancellationToken);
                return view;
            }
        }
        finally
        {
            if (inner is IAsyncDisposable disposable)
                await disposable.DisposeAsync();
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_backend_that_fails_at_the_making_is_not_taken_for_a_bucket_that_is_there()
    {
        var (storage, watched) = WatchedStorage.Over(new MemoryStorage(TimeProvider.System));
        watched.Replaced[nameof(IStorage.ApplyAsync)] = static _ => new ValueTask<ChangeOutcome>(Task.FromException<ChangeOutcome>(new StorageUnavailableException("It is away.")));
        await using var server = new DispatchedServer(storage, _options);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => server.SendAsync("GET", "/v1/buckets/default", Alice));
    }
}
