using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Hawk.AspNetCore;

/// <summary>
/// A request that passed every check. <see cref="ResultContext{TOptions}.Principal"/> already names the credential id; replace it with the
/// application's own, or call <see cref="ResultContext{TOptions}.Fail(string)"/>.
/// </summary>
public class HawkCredentialVerifiedContext : ResultContext<HawkOptions>
{
    /// <summary>A context for a verified request.</summary>
    public HawkCredentialVerifiedContext(HttpContext context, AuthenticationScheme scheme, HawkOptions options, HawkFeature feature, HawkCredential credential)
        : base(context, scheme, options)
    {
        ArgumentNullException.ThrowIfNull(feature);
        Feature = feature;
        Credential = credential;
    }

    /// <summary>What is known about the request; also whether it was made with a bewit.</summary>
    public HawkFeature Feature { get; }

    /// <summary>The header the client sent; its default value when a bewit stands for it.</summary>
    public HawkHeader Header => Feature.Header;

    /// <summary>The credential the request was signed with.</summary>
    public HawkCredential Credential { get; }
}
