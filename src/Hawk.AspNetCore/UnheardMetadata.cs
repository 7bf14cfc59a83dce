using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Hawk.AspNetCore;

/// <summary>
/// Stops a request whose endpoint asks for something of Hawk when the request was authenticated before routing: a strict policy that is silently not
/// applied would be the worst of all.
/// </summary>
sealed class UnheardMetadata : MatcherPolicy, IEndpointSelectorPolicy
{
    // Behind all policies that decide which endpoint it is.
    public override int Order => int.MaxValue;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(HasMetadata);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        if (httpContext.Features.Get<EndpointUnknown>() is null || IsExecutedAgain(httpContext))
            return Task.CompletedTask;

        for (var i = 0; i < candidates.Count; i++)
        {
            if (!candidates.IsValidCandidate(i))
                continue;
            if (HasMetadata(candidates[i].Endpoint))
            {
                throw new InvalidOperationException(
                    $"The endpoint '{candidates[i].Endpoint.DisplayName}' has Hawk metadata, and the request was authenticated before routing found it. " +
                    "Call UseRouting before UseAuthentication.");
            }

            break; // the best one is the first
        }

        return Task.CompletedTask;
    }

    static bool HasMetadata(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHawkPayloadMetadata>() is not null || endpoint.Metadata.GetMetadata<IHawkBewitMetadata>() is not null;

    // An error page is found for a request that was authenticated long ago.
    static bool IsExecutedAgain(HttpContext context) =>
        context.Features.Get<IExceptionHandlerFeature>() is not null || context.Features.Get<IStatusCodeReExecuteFeature>() is not null;
}
