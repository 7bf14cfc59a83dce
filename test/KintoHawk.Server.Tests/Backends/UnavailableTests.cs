using System.Net;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Caching.Memory;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Memory;
using KintoHawk.Server.Diagnostics;
using KintoHawk.Server.Settings;
using KintoHawk.Server.Tests.Endpoints;

namespace KintoHawk.Server.Tests.Backends;

/// <summary>While a backend is away every request that needs it is answered with 503, and told when to come again.</summary>
public sealed class UnavailableTests
{
    const string Alice = "Basic YWxpY2U6cHc=";

    [Theory]
    [InlineData("GET", "/v1/buckets/b/collections/c/records/r", null, null)]
    [InlineData("GET", "/v1/buckets/b/collections/c/records", null, null)]
    [InlineData("PUT", "/v1/buckets/b/collections/c/records/r", null, "{}")]
    [InlineData("DELETE", "/v1/buckets/b/collections/c/records", null, null)]
    [InlineData("GET", "/v1/buckets/b", Alice, null)]
    [InlineData("GET", "/v1/", Alice, null)]
    [InlineData("POST", "/v1/batch", null, """{"requests":[{"path":"/buckets/b"}]}""")]
    [InlineData("POST", "/v1/batch", null, """{"requests":[{"method":"PUT","path":"/buckets/b"}]}""")]
    [InlineData("POST", "/v1/batch", null, """{"requests":[{"method":"PUT","path":"/buckets/b/collections/c/records/r"},{"method":"PUT","path":"/buckets/b/collections/c/records/s"}]}""")]
    public async Task A_storage_that_is_away_is_503_with_Retry_After(string method, string path, string? authorization, string? body)
    {
        await using var server = await ServerOnStorage.StartAsync(
            Away.With<IStorage>(static () => new StorageUnavailableException("It is away.")), new MemoryCache(TimeProvider.System), Options, TimeProvider.System);

        Check(await server.SendAsync(method, path, authorization, body));
    }

    [Theory]
    [InlineData(Alice)]
    [InlineData("Hawk id=\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\", ts=\"1\", nonce=\"n\", mac=\"bWFj\"")]
    public async Task A_cache_that_is_away_is_503_with_Retry_After(string authorization)
    {
        await using var server = await ServerOnStorage.StartAsync(
            new MemoryStorage(TimeProvider.System), Away.With<ICache>(static () => new CacheUnavailableException("It is away.")), Options, TimeProvider.System);

        Check(await server.SendAsync("GET", "/v1/buckets/b", authorization));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task A_list_that_fails_after_some_rows_does_not_look_complete(int rows)
    {
        var (storage, watched) = WatchedStorage.Over(new MemoryStorage(TimeProvider.System));
        watched.Replaced[nameof(IStorage.ListAsync)] = arguments =>
        {
            for (var i = 0; i < rows; i++)
                ((Action<Core.Objects.StoredObject>)arguments[2]!)(new Core.Objects.StoredObject($"r{i}", i, "{}"u8.ToArray()));
            return new ValueTask<ObjectPage>(Task.FromException<ObjectPage>(new StorageUnavailableException("It is away.")));
        };
        await using var server = await ServerOnStorage.StartAsync(storage, new MemoryCache(TimeProvider.System), Options, TimeProvider.System);

        Check(await server.SendAsync("GET", "/v1/buckets/b/collections/c/records"));
    }

    [Fact]
    public void What_measures_a_storage_passes_everything_on()
    {
        // What the interface does by itself would do it in many trips, or without the copy for reads.
        Type[] seams = [typeof(IStorage), typeof(IStorageTransaction)];
        foreach (var seam in seams)
        {
            var map = typeof(MeasuredTransaction).GetInterfaceMap(seam);
            Assert.All(map.TargetMethods, static method => Assert.False(method.DeclaringType!.IsInterface, method.Name));
        }
    }

    static void Check((HttpStatusCode Status, string Body, string? RetryAfter) answer)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Equal("7", answer.RetryAfter);
        Assert.Contains("\"errno\":201", answer.Body, StringComparison.Ordinal);
    }

    static KintoHawkOptions Options => new()
    {
        UserIdHmacSecret = "secret",
        RetryAfter = TimeSpan.FromSeconds(7),
        Includes = ["kinto.plugins.accounts", "kinto_hawk"],
        Policies =
        [
            new AuthenticationPolicy { Name = "account", Kind = AuthenticationPolicyKind.Account, UserIdPrefix = "account" },
            new AuthenticationPolicy { Name = "hawk", Kind = AuthenticationPolicyKind.Hawk, UserIdPrefix = "account" },
        ],
    };
}
