using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KintoHawk.Server.Authentication;

/// <summary>
/// A scheme that knows nobody. A single scheme would become the application's default, and run before every endpoint, ours and others'; Hawk is to run
/// where <see cref="Api.ApiAdapter"/> asks for it, where a backend that fails is answered with 503.
/// </summary>
sealed class PassiveHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "KintoHawk.Passive";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.NoResult());
}
