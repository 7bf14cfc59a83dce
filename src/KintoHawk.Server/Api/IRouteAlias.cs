using KintoHawk.Core.Permissions;
using KintoHawk.Server.Errors;

namespace KintoHawk.Server.Api;

/// <summary>
/// A path that stands for another, which depends on who asks (<c>/buckets/default</c>). The request goes on as one for the other path: its route, checks and
/// handler. What was received, and what a Hawk signature covers, stays the alias.
/// </summary>
interface IRouteAlias
{
    /// <summary>Says what the target stands for. Called before the route is known.</summary>
    /// <returns>The other target, or a refusal.</returns>
    ValueTask<(RequestTarget Target, ApiError? Refusal)> ResolveAsync(ApiRequest request, RequestTarget target);

    /// <summary>What the target stands for when this caller asks; null when it is refused.</summary>
    RequestTarget? TargetFor(Caller caller, RequestTarget target);

    /// <summary>Called when all checks that come before the handler are passed.</summary>
    /// <returns>A refusal, or null to go on.</returns>
    ValueTask<ApiResponse?> PrepareAsync(ApiRequest request, RequestTarget resolved);
}
