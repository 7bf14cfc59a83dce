using KintoHawk.Core.Caching;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Diagnostics;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Endpoints;

/// <summary><c>/__heartbeat__</c> asks every backend, <c>/__lbheartbeat__</c> only this process (kinto-api §19).</summary>
sealed class Heartbeat(ICache cache, KintoHawkOptions options, TimeProvider time, ILogger<Heartbeat> log)
{
    public IEnumerable<ApiRoute> Routes =>
    [
        new() { Name = "heartbeat", Pattern = "/__heartbeat__", IgnoresCaller = true, Handlers = [new("GET", GetAsync), new("HEAD", GetAsync)] },
        new() { Name = "lbheartbeat", Pattern = "/__lbheartbeat__", IgnoresCaller = true, Handlers = [new("GET", GetForBalancer), new("HEAD", GetForBalancer)] },
    ];

    async ValueTask<ApiResponse> GetAsync(ApiRequest request)
    {
        var storageCheck = CheckAsync("storage", token => request.Storage.CheckAsync(options.ReadOnly, token), request.Cancelled);
        var copy = request.Storage.ReadReplica;
        var copyCheck = ReferenceEquals(copy, request.Storage) ? null : CheckAsync("storage_read", token => copy.CheckAsync(readOnly: true, token), request.Cancelled);
        var cacheCheck = CheckAsync("cache", cache.CheckAsync, request.Cancelled);
        var storageAlive = await storageCheck;
        var cacheAlive = await cacheCheck;
        bool? copyAlive = copyCheck is null ? null : await copyCheck;
        // Without the copy everything is still answered, by the storage itself.
        var alive = storageAlive && cacheAlive;
        var response = new ApiResponse(alive ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, output =>
        {
            var json = new WireWriter(output).StartObject()
                .Name("storage").Boolean(storageAlive)
                .Name("permission").Boolean(storageAlive)   // permissions live in the storage
                .Name("cache").Boolean(cacheAlive);
            if (copyAlive is { } copyAnswers)
                json.Name("storage_read").Boolean(copyAnswers);
            json.EndObject();
        });
        return alive ? response : response.With(HeaderNames.RetryAfter, ((int)options.RetryAfter.TotalSeconds).ToString());
    }

    static ValueTask<ApiResponse> GetForBalancer(ApiRequest request) =>
        new(new ApiResponse(StatusCodes.Status200OK, static output => new WireWriter(output).StartObject().EndObject()));

    async Task<bool> CheckAsync(string backend, Func<CancellationToken, ValueTask> check, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.HeartbeatTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await check(either.Token).AsTask().WaitAsync(either.Token);
            return true;
        }
        catch (Exception exception) when (exception is StorageUnavailableException or CacheUnavailableException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            log.HeartbeatFailed(backend, exception);
            return false;
        }
    }
}
