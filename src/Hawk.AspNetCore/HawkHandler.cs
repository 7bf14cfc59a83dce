using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using Hawk.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hawk.AspNetCore;

/// <summary>
/// Verifies requests. The order is the point: header, required attributes, credential, MAC, freshness, payload, nonce.
/// Nothing is read from the body, stored, or answered with the key before the MAC has matched, and an altered or stale copy burns no nonce.
/// </summary>
sealed class HawkHandler(IOptionsMonitor<HawkOptions> options, ILoggerFactory logger, UrlEncoder encoder, HawkMetrics metrics)
    : AuthenticationHandler<HawkOptions>(options, logger, encoder)
{
    // Stands in for a credential that does not exist, so that an unknown id takes the same work as a wrong MAC.
    static readonly HawkCredential Decoy = new("decoy", RandomNumberGenerator.GetBytes(32));

    // The last part of a nonce's life is not relied on: shared stores round lifetimes, and servers' clocks differ a little.
    static readonly TimeSpan NonceGuard = TimeSpan.FromSeconds(5);

    HawkFeature? _feature;

    new HawkEvents Events => (HawkEvents)base.Events!;

    protected override Task<object> CreateEventsAsync() => Task.FromResult<object>(new HawkEvents());

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        string? field = Request.Headers.Authorization;
        if (!HawkHeader.HasHawkScheme(field))
            return AuthenticateResult.NoResult();

        _feature = new HawkFeature(Context, Options);
        if (Context.Features.Get<HawkFeature>()?.Credential is null)
            Context.Features.Set(_feature); // the verdict of another Hawk scheme that verified the request stays

        if (Parse(_feature, field) is { } malformed)
            return await RefuseAsync(_feature, malformed, credential: null).ConfigureAwait(false);

        var credential = await CredentialStore().FindAsync(_feature.Header.Id.ToString(), Context.RequestAborted).ConfigureAwait(false);
        if (await VerifyAsync(_feature, credential).ConfigureAwait(false) is { } refusal)
            return await RefuseAsync(_feature, refusal, credential).ConfigureAwait(false);

        return await AcceptAsync(_feature, credential!).ConfigureAwait(false);
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
    }

    static HawkRefusal? Parse(HawkFeature feature, string? field)
    {
        var failure = HawkHeader.Parse(field, out var header);
        if (failure is not HawkFailure.None)
            return failure is HawkFailure.MissingAttribute ? HawkRefusal.MissingAttribute : HawkRefusal.MalformedHeader;

        feature.Header = header;
        return feature.Target.TryRead(out _) ? null : HawkRefusal.InvalidHost;
    }

    async ValueTask<HawkRefusal?> VerifyAsync(HawkFeature feature, HawkCredential? credential)
    {
        var now = TimeProvider.GetUtcNow();
        var matches = MacMatches(feature, credential ?? Decoy, now);
        if (credential is null)
            return HawkRefusal.UnknownCredential;
        if (!matches)
            return HawkRefusal.BadMac;

        metrics.MeasuredClockSkew(feature.Header.TimestampSeconds, now);
        if (HawkServer.VerifyFreshness(feature.Header, now, Options.ClockSkew) is not HawkFailure.None)
            return HawkRefusal.StaleTimestamp;

        return await VerifyPayloadAsync(feature).ConfigureAwait(false)
            ?? await RecordNonceAsync(feature, credential).ConfigureAwait(false);
    }

    static bool MacMatches(HawkFeature feature, HawkCredential credential, DateTimeOffset now)
    {
        feature.Target.TryRead(out var target);
        if (HawkServer.VerifyMac(feature.Header, target, credential, now, out var match) is not HawkFailure.None)
            return false;

        feature.Matched(target, match);
        return true;
    }

    async ValueTask<HawkRefusal?> VerifyPayloadAsync(HawkFeature feature)
    {
        var mustRead = Options.PayloadPolicy switch
        {
            HawkPayloadPolicy.Ignore => false,
            HawkPayloadPolicy.VerifyIfPresent => feature.Header.HasHash,
            _ => true,
        };
        if (!mustRead)
            return null;
        if (!feature.Header.HasHash && Request.ContentLength > 0)
            return HawkRefusal.MissingPayloadHash; // known without reading

        feature.Payload = await RequestPayload.ReadAsync(Request, Options.MaxPayloadBytes, Context.RequestAborted).ConfigureAwait(false);
        if (feature.Payload is not { } payload)
            return HawkRefusal.PayloadTooLarge;
        if (!feature.Header.HasHash)
            return payload.IsEmpty ? null : HawkRefusal.MissingPayloadHash;

        var failure = HawkServer.VerifyPayload(feature.Header, feature.MatchedCredential!, HawkPayload.FromBytes(Request.ContentType, payload.Span));
        return failure is HawkFailure.None ? null : HawkRefusal.BadPayloadHash;
    }

    async ValueTask<HawkRefusal?> RecordNonceAsync(HawkFeature feature, HawkCredential credential)
    {
        // From here the nonce is kept until its timestamp cannot be accepted any more, plus the margin. The clock is read again because the
        // body may have taken long: past that moment a copy's nonce might be forgotten, so the request counts as stale.
        var timestamp = feature.Header.TimestampSeconds;
        var lifetime = DateTimeOffset.FromUnixTimeSeconds(timestamp) - Options.ClockSkew + Options.EffectiveNonceLifetime - TimeProvider.GetUtcNow();
        if (lifetime <= NonceGuard)
            return HawkRefusal.StaleTimestamp;

        // The credential's id, not the header's: a store that finds ids without regard to case must not give one nonce two names.
        var outcome = await NonceStore()
            .TryAddAsync(credential.Id, feature.Header.Nonce.ToString(), timestamp, lifetime, Context.RequestAborted).ConfigureAwait(false);
        return outcome switch
        {
            HawkNonceOutcome.Added => null,
            HawkNonceOutcome.QuotaExceeded => HawkRefusal.TooManyRequests,
            HawkNonceOutcome.StoreFull => HawkRefusal.NonceStoreFull,
            _ => HawkRefusal.Replay,
        };
    }

    async Task<AuthenticateResult> AcceptAsync(HawkFeature feature, HawkCredential credential)
    {
        feature.Verified(credential);
        Context.Features.Set(feature);
        metrics.Accepted();
        HawkLog.Accepted(Logger, credential.Id);

        var verified = new HawkCredentialVerifiedContext(Context, Scheme, Options, feature.Header, credential) { Principal = Principal(credential) };
        await Events.CredentialVerified(verified).ConfigureAwait(false);
        if (verified.Result is null)
            verified.Success();
        else if (!verified.Result.Succeeded)
            HawkLog.RefusedByApplication(Logger, credential.Id);
        return verified.Result!;
    }

    async Task<AuthenticateResult> RefuseAsync(HawkFeature feature, HawkRefusal refusal, HawkCredential? credential)
    {
        // Only a stale request gets an answer made with the key, and its MAC was right (section 8.1).
        feature.Refused(
            refusal,
            ReferenceEquals(refusal, HawkRefusal.StaleTimestamp) ? HawkServer.StaleChallenge(feature.MatchedCredential!, TimeProvider.GetUtcNow()) : refusal.Challenge);
        metrics.Refused(refusal);
        HawkLog.Refused(Logger, refusal, credential, Options);
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
