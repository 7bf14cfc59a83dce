using KintoHawk.Core.Caching;
using KintoHawk.Server.Api;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Plugins;

/// <summary><c>POST /__flush__</c> empties every backend; only there when the flush module is included (kinto-plugins §4).</summary>
sealed class FlushPlugin(ICache cache) : IPlugin
{
    public IEnumerable<ApiRoute> Routes => [new() { Name = "flush", Pattern = "/__flush__", IgnoresCaller = true, Handlers = [new("POST", PostAsync)] }];

    public void WriteCapabilities(WireWriter json) => json.Capability(
        "flush_endpoint",
        "The __flush__ endpoint can be used to remove all data from all backends.",
        "https://kinto.readthedocs.io/en/latest/api/1.x/flush.html").EndObject();

    async ValueTask<ApiResponse> PostAsync(ApiRequest request)
    {
        await request.Storage.FlushAsync(request.Cancelled);
        // Nobody can put back what was in the cache.
        request.AfterCommit.HasActed = true;
        await cache.FlushAsync(CancellationToken.None);
        // Again: a session that is opened until then belongs to an account that is about to go.
        if (request.IsInTransaction)
            request.AfterCommit.Add(new PendingWork(cache.FlushAsync, static _ => default));
        return new ApiResponse(StatusCodes.Status202Accepted, static output => new WireWriter(output).StartObject().EndObject());
    }
}
