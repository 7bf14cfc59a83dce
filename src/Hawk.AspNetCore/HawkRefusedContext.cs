using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Hawk.AspNetCore;

/// <summary>A request whose Hawk header was refused.</summary>
public class HawkRefusedContext : BaseContext<HawkOptions>
{
    /// <summary>A context for a refused request.</summary>
    public HawkRefusedContext(HttpContext context, AuthenticationScheme scheme, HawkOptions options, HawkFeature feature)
        : base(context, scheme, options) => Feature = feature;

    /// <summary>What is known about the request: the reason, and the header when it could be read.</summary>
    public HawkFeature Feature { get; }
}
