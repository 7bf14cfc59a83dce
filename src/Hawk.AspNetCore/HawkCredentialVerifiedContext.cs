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
    public HawkCredentialVerifiedContext(HttpContext context, AuthenticationScheme scheme, HawkOptions options, HawkHeader header, HawkCredential credential)
        : base(context, scheme, options)
    {
        Header = header;
        Credential = credential;
    }

    /// <summary>The header the client sent.</summary>
    public HawkHeader Header { get; }

    /// <summary>The credential the request was signed with.</summary>
    public HawkCredential Credential { get; }
}
