using KintoHawk.Core.Caching;
using KintoHawk.Server.Api;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Endpoints;

/// <summary><c>POST /__flush__</c> empties every backend; only there when the flush module is included (kinto-plugins §4).</summary>
sealed class Flush(ICache cache)
{
    public ApiRoute Route => new() { Name = "flush", Pattern = "/__flush__", IgnoresCaller = true, Handlers = [new("POST", PostAsync)] };

    async ValueTask<ApiResponse> PostAsync(ApiRequest request)
    {
        await request.Storage.FlushAsync(request.Cancelled);
        await cache.FlushAsync(request.Cancelled);
        return new ApiResponse(StatusCodes.Status202Accepted, static output => new WireWriter(output).StartObject().EndObject());
    }
}
