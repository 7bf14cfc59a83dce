using System.Net;
using KintoHawk.Core.Caching.Memory;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Memory;
using KintoHawk.Server.Settings;
using KintoHawk.Server.Tests.Endpoints;
using Microsoft.Extensions.Time.Testing;

namespace KintoHawk.Server.Tests.Backends;

/// <summary>A copy for reads takes the requests that only read, and nothing depends on it.</summary>
public sealed class ReplicaTests : IDisposable
{
    const string Records = "/v1/buckets/b/collections/c/records";
    const string Bob = "Basic Ym9iOnB3";
    const string ReadReplica = "get_" + nameof(IStorage.ReadReplica);

    readonly MemoryStorage _storage = new(TimeProvider.System);
    readonly FakeTimeProvider _time = new();
    WatchedStorage _primary = null!;
    WatchedStorage _copy = null!;

    public void Dispose() => _storage.Dispose();

    [Theory]
    [InlineData("GET", Records + "/r", nameof(IStorage.ReadAsync))]
    [InlineData("HEAD", Records + "/r", nameof(IStorage.ReadAsync))]
    [InlineData("GET", "/v1/buckets/b", nameof(IStorage.ReadAsync))]
    [InlineData("GET", Records, nameof(IStorage.ListAsync))]
    [InlineData("HEAD", Records, nameof(IStorage.ListAsync))]
    [InlineData("GET", "/v1/buckets/b/history", nameof(IStorage.ListAsync))]
    public async Task Objects_and_lists_are_read_from_the_copy(string method, string path, string member)
    {
        await using var server = await StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(method, path, Bob)).Status);

        Assert.Equal([member], _copy.Calls);
        Assert.DoesNotContain(member, _primary.Calls);
    }

    [Theory]
    [InlineData(200, "PUT", Records + "/r", """{"data":{"a":2}}""")]
    [InlineData(200, "PATCH", Records + "/r", """{"data":{"a":2}}""")]
    [InlineData(201, "POST", Records, """{"data":{"a":2}}""")]
    [InlineData(200, "DELETE", Records + "/r", null)]
    [InlineData(200, "DELETE", Records, null)]
    [InlineData(200, "GET", "/v1/buckets/default/collections/c", null)]
    [InlineData(200, "GET", "/v1/buckets/default", null)]
    [InlineData(403, "GET", "/v1/accounts", null)]
    [InlineData(200, "POST", "/v1/batch", """{"requests":[{"method":"PUT","path":"/buckets/b/collections/c/records/x"},{"path":"/buckets/b/collections/c/records/r"}]}""")]
    public async Task What_may_write_and_who_may_do_it_is_asked_of_the_storage_itself(int expected, string method, string path, string? body)
    {
        await using var server = await StartAsync();

        Assert.Equal(expected, (int)(await server.SendAsync(method, path, Bob, body)).Status);

        Assert.Empty(_copy.Calls);
    }

    [Fact]
    public async Task A_copy_that_cannot_answer_costs_nobody_an_answer_and_is_told_once_a_minute()
    {
        await using var server = await StartAsync();
        _copy.Replaced[nameof(IStorage.ReadAsync)] = static _ => new ValueTask<ObjectView>(Task.FromException<ObjectView>(new StorageUnavailableException("It is away.")));
        _copy.Replaced[nameof(IStorage.ListAsync)] = static _ => new ValueTask<ObjectPage>(Task.FromException<ObjectPage>(new StorageUnavailableException("It is away.")));

        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync("GET", Records + "/r", Bob)).Status);
        var (status, body, _) = await server.SendAsync("GET", Records, Bob);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("\"id\":\"r\"", body, StringComparison.Ordinal);
        Assert.Equal(1, Told());

        _time.Advance(TimeSpan.FromSeconds(61));
        await server.SendAsync("GET", Records + "/r", Bob);
        await server.SendAsync("GET", Records + "/r", Bob);
        Assert.Equal(2, Told());

        int Told() => server.Log.Lines.Count(static line => line.Contains("The copy for reads", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_list_that_the_copy_breaks_off_is_not_continued_elsewhere()
    {
        await using var server = await StartAsync();
        _copy.Replaced[nameof(IStorage.ListAsync)] = static arguments =>
        {
            if (arguments[2] is Action<StoredObject> receive)
                receive(new StoredObject("r", 1, "{}"u8.ToArray()));
            return new ValueTask<ObjectPage>(Task.FromException<ObjectPage>(new StorageUnavailableException("It is away.")));
        };

        var (status, body, retryAfter) = await server.SendAsync("GET", Records, Bob);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("3", retryAfter);
        Assert.Contains("\"errno\":201", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_heartbeat_shows_the_copy_and_goes_on_without_it()
    {
        await using var server = await StartAsync();

        Assert.Equal((HttpStatusCode.OK, """{"storage":true,"permission":true,"cache":true,"storage_read":true}""", null), await server.SendAsync("GET", "/v1/__heartbeat__"));

        _copy.Replaced[nameof(IStorage.CheckAsync)] = static _ => new ValueTask(Task.FromException(new StorageUnavailableException("It is away.")));
        Assert.Equal((HttpStatusCode.OK, """{"storage":true,"permission":true,"cache":true,"storage_read":false}""", null), await server.SendAsync("GET", "/v1/__heartbeat__"));

        _primary.Replaced[nameof(IStorage.CheckAsync)] = _copy.Replaced[nameof(IStorage.CheckAsync)];
        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, """{"storage":false,"permission":false,"cache":true,"storage_read":false}""", "3"),
            await server.SendAsync("GET", "/v1/__heartbeat__"));
    }

    async Task<ServerOnStorage> StartAsync()
    {
        (var primary, _primary) = WatchedStorage.Over(_storage);
        (var copy, _copy) = WatchedStorage.Over(_storage);
        _primary.Replaced[ReadReplica] = _ => copy;
        var server = await ServerOnStorage.StartAsync(primary, new MemoryCache(TimeProvider.System), Options, _time);
        await server.SendAsync("PUT", "/v1/buckets/b", Bob);
        await server.SendAsync("PUT", "/v1/buckets/b/collections/c", Bob);
        await server.SendAsync("PUT", Records + "/r", Bob, """{"data":{"a":1}}""");
        _primary.Forget();
        _copy.Forget();
        return server;
    }

    static KintoHawkOptions Options => new()
    {
        UserIdHmacSecret = "secret",
        Includes = ["kinto.plugins.history", "kinto.plugins.default_bucket", "kinto.plugins.accounts"],
        Policies = [new AuthenticationPolicy { Name = "basicauth", Kind = AuthenticationPolicyKind.BasicAuth, UserIdPrefix = "basicauth" }],
        Principals = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["bucket_create"] = ["system.Authenticated"] },
    };
}
