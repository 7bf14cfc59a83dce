using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hawk.AspNetCore;

/// <summary>What the client signed, as far as the server can tell: the raw target, and the host it believes it talks to.</summary>
static class RequestTarget
{
    /// <summary>False when the Host field or the target does not follow the grammar.</summary>
    public static bool TryRead(HttpRequest request, HawkOptions options, out HawkTarget target)
    {
        // Path and QueryString were decoded and encoded again; only the raw target is what was signed (section 6).
        var rawTarget = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return options.SignedOrigin is { } origin
            ? HawkTarget.TryCreate(request.Method, rawTarget, origin.Host, origin.Port, out target)
            : HawkTarget.TryFromHostField(request.Method, rawTarget, request.Host.Value, request.IsHttps, out target);
    }
}
