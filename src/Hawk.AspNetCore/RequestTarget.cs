using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hawk.AspNetCore;

/// <summary>
/// What the client signed, as far as the server can tell: the method, the raw target, and the host it believes it talks to. Taken when the request
/// is verified, because an application may change all of them before its response is signed.
/// </summary>
readonly struct RequestTarget
{
    readonly string _method;
    readonly string _rawTarget;
    readonly string? _hostField;
    readonly HawkOrigin? _origin;
    readonly bool _isTls;

    public RequestTarget(HttpRequest request, HawkOptions options)
    {
        // Path and QueryString were decoded and encoded again; only the raw target is what was signed (section 6).
        _rawTarget = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        _method = request.Method;
        _hostField = request.Headers.Host; // Request.Host shows an internationalised name decoded, and its wire form is what was signed
        _origin = options.SignedOrigin;
        _isTls = request.IsHttps;
    }

    /// <summary>False when the Host field or the target does not follow the grammar.</summary>
    public bool TryRead(out HawkTarget target) =>
        _origin is null
            ? HawkTarget.TryFromHostField(_method, _rawTarget, _hostField, _isTls, out target)
            : HawkTarget.TryCreate(_method, _rawTarget, _origin.Host, _origin.Port, out target);
}
