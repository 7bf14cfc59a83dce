using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Hawk.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hawk.AspNetCore;

/// <summary>
/// Takes a request to the verifier of what it carries, a header or a bewit, and tells everyone concerned what came of it.
/// </summary>
sealed class HawkHandler(IOptionsMonitor<HawkOptions> options, ILoggerFactory logger, UrlEncoder encoder, HawkMetrics metrics)
    : AuthenticationHandler<HawkOptions>(options, logger, encoder)
{
    readonly ILogger _log = logger.CreateLogger(HawkLog.Category);

    HawkFeature? _feature;

    new HawkEvents Events => (HawkEvents)base.Events!;

    protected override Task<object> CreateEventsAsync() => Task.FromResult<object>(new HawkEvents());

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Context.GetEndpoint() is null)
            Context.Features.Set(EndpointUnknown.Instance);
        string? field = Request.Headers.Authorization;
        var isBewit = BewitVerifier.AppliesTo(Context, Options);
        if (!isBewit && !HawkHeader.HasHawkScheme(field))
            return AuthenticateResult.NoResult();

        using var activity = HawkTraces.StartVerification();
        _feature = new HawkFeature(Context, Options);
        if (Context.Features.Get<HawkFeature>()?.Credential is null)
            Context.Features.Set(_feature); // the verdict of another Hawk scheme that verified the request stays

        HawkCredential? credential = null;
        var refusal = isBewit ? BewitVerifier.Parse(Context, _feature) : HeaderVerifier.Parse(_feature, field);
        if (refusal is null)
        {
            var id = (_feature.Bewit is { } bewit ? bewit.Id : _feature.Header.Id).ToString();
            credential = await CredentialStore().FindAsync(id, Context.RequestAborted).ConfigureAwait(false);
            refusal = await VerifyAsync(_feature, credential).ConfigureAwait(false);
        }

        HawkTraces.SetOutcome(activity, refusal);
        return refusal is null
            ? await AcceptAsync(_feature, credential!).ConfigureAwait(false)
            : await RefuseAsync(_feature, refusal, credential).ConfigureAwait(false);
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        await HandleAuthenticateOnceSafeAsync().ConfigureAwait(false);
        if (_feature?.Refusal is null)
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            Response.Headers.Append("WWW-Authenticate", HawkDefaults.AuthenticationScheme);
            return;
        }

        AnswerRefusal();

        // Clients parse the whole field, so a scheme that is challenged after this one must not add to it. One that answers otherwise, may.
        Response.OnStarting(static state =>
        {
            var handler = (HawkHandler)state;
            if (handler.Response.StatusCode is StatusCodes.Status401Unauthorized)
                handler.AnswerRefusal();
            return Task.CompletedTask;
        }, this);
    }

    void AnswerRefusal()
    {
        var refusal = _feature!.Refusal!;
        var asTheTableSays = refusal.StatusCode is not StatusCodes.Status400BadRequest || Options.AnswerMalformedHeaderWithBadRequest;
        Response.StatusCode = asTheTableSays ? refusal.StatusCode : StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = asTheTableSays ? _feature.Challenge : refusal.FallbackChallenge;
        if (refusal.StatusCode is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
            Response.Headers.RetryAfter = ((long)Math.Ceiling(Options.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }

    ValueTask<HawkRefusal?> VerifyAsync(HawkFeature feature, HawkCredential? credential)
    {
        var payload = new PayloadVerifier(Context, Options, metrics, _log);
        return feature.Bewit is null
            ? new HeaderVerifier(Options, TimeProvider, metrics, payload, NonceStore()).VerifyAsync(feature, credential, Context)
            : new BewitVerifier(Options, TimeProvider, payload).VerifyAsync(feature, credential);
    }

    async Task<AuthenticateResult> AcceptAsync(HawkFeature feature, HawkCredential credential)
    {
        feature.Verified(credential);
        Context.Features.Set(feature);
        metrics.Accepted(feature);
        HawkLog.Accepted(_log, credential, feature);
        if (feature.Bewit is not null && !Response.HasStarted)
            BewitResponse.Protect(Response);

        var verified = new HawkCredentialVerifiedContext(Context, Scheme, Options, feature, credential) { Principal = Principal(credential) };
        await Events.CredentialVerified(verified).ConfigureAwait(false);
        if (verified.Result is null)
            verified.Success();
        else if (!verified.Result.Succeeded)
            HawkLog.RefusedByApplication(_log, credential.Id);
        return verified.Result!;
    }

    async Task<AuthenticateResult> RefuseAsync(HawkFeature feature, HawkRefusal refusal, HawkCredential? credential)
    {
        // Only a stale request gets an answer made with the key, and its MAC was right (section 8.1).
        feature.Refused(
            refusal,
            ReferenceEquals(refusal, HawkRefusal.StaleTimestamp) ? HawkServer.StaleChallenge(feature.MatchedCredential!, TimeProvider.GetUtcNow()) : refusal.Challenge);
        metrics.Refused(refusal);
        HawkLog.Refused(_log, refusal, credential, feature);
        MismatchExplainer.Explain(Context, feature, credential, TimeProvider.GetUtcNow(), Options, _log);
        await Events.Refused(new HawkRefusedContext(Context, Scheme, Options, feature)).ConfigureAwait(false);
        return refusal.Result;
    }

    ClaimsPrincipal Principal(HawkCredential credential) =>
        new(new ClaimsIdentity(
            [
                new Claim(ClaimTypes.NameIdentifier, credential.Id, ClaimValueTypes.String, ClaimsIssuer),
                new Claim(ClaimTypes.Name, credential.Id, ClaimValueTypes.String, ClaimsIssuer),
            ],
            Scheme.Name));

    IHawkCredentialStore CredentialStore() => Options.CredentialStore ?? Context.RequestServices.GetRequiredService<IHawkCredentialStore>();

    IHawkNonceStore NonceStore() => Options.NonceStore ?? Context.RequestServices.GetRequiredService<IHawkNonceStore>();
}
