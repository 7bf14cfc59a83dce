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
    readonly ICollection<string> _allowedHosts;
    readonly bool _isTls;

    public RequestTarget(HttpRequest request, HawkOptions options)
    {
        // Path and QueryString were decoded and encoded again; only the raw target is what was signed (section 6).
        _rawTarget = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        _method = request.Method;
        _hostField = request.Headers.Host; // Request.Host shows an internationalised name decoded, and its wire form is what was signed
        _origin = options.SignedOrigin;
        _allowedHosts = options.AllowedHosts;
        _isTls = request.IsHttps;
    }

    /// <summary>False when the Host field or the target does not follow the grammar, or the host is not one of ours.</summary>
    public bool TryRead(out HawkTarget target) =>
        _origin is null
            ? HawkTarget.TryFromHostField(_method, _rawTarget, _hostField, _isTls, out target) && IsAllowed(target)
            : HawkTarget.TryCreate(_method, _rawTarget, _origin.Host, _origin.Port, out target);

    bool IsAllowed(in HawkTarget target)
    {
        foreach (var host in _allowedHosts)
        {
            if (target.IsFor(host))
                return true;
        }

        return _allowedHosts.Count is 0;
    }
}
