using System.Security.Cryptography;
using Hawk.AspNetCore.Diagnostics;

namespace Hawk.AspNetCore;

/// <summary>
/// Verifies requests with a Hawk header. The order is the point: header, required attributes, credential, MAC, freshness, payload, nonce.
/// Nothing is read from the body, stored, or answered with the key before the MAC has matched, and an altered or stale copy burns no nonce.
/// </summary>
sealed class HeaderVerifier(HawkOptions options, TimeProvider timeProvider, HawkMetrics metrics, PayloadVerifier payload, IHawkNonceStore nonces)
{
    // Stands in for a credential that does not exist, so that an unknown id takes the same work as a wrong MAC.
    internal static readonly HawkCredential Decoy = new("decoy", RandomNumberGenerator.GetBytes(32));

    // The last part of a nonce's life is not relied on: shared stores round lifetimes, and servers' clocks differ a little.
    static readonly TimeSpan NonceGuard = TimeSpan.FromSeconds(5);

    public static HawkRefusal? Parse(HawkFeature feature, string? field)
    {
        var failure = HawkHeader.Parse(field, out var header);
        if (failure is not HawkFailure.None)
            return failure is HawkFailure.MissingAttribute ? HawkRefusal.MissingAttribute : HawkRefusal.MalformedHeader;

        feature.Header = header;
        return feature.Target.TryRead(out _) ? null : HawkRefusal.InvalidHost;
    }

    public async ValueTask<HawkRefusal?> VerifyAsync(HawkFeature feature, HawkCredential? credential, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var matches = MacMatches(feature, credential ?? Decoy, now);
        if (credential is null)
            return HawkRefusal.UnknownCredential;
        if (!matches)
            return HawkRefusal.BadMac;

        metrics.MeasuredClockSkew(feature.Header.TimestampSeconds, now);
        if (HawkServer.VerifyFreshness(feature.Header, now, options.ClockSkew) is not HawkFailure.None)
            return HawkRefusal.StaleTimestamp;

        var refusal = await payload.VerifyAsync(feature).ConfigureAwait(false)
            ?? await RecordNonceAsync(feature, credential, cancellationToken).ConfigureAwait(false);
        if (refusal is null)
            payload.BeginStreaming(feature);
        return refusal;
    }

    static bool MacMatches(HawkFeature feature, HawkCredential credential, DateTimeOffset now)
    {
        feature.Target.TryRead(out var target);
        if (HawkServer.VerifyMac(feature.Header, target, credential, now, out var match) is not HawkFailure.None)
            return false;

        feature.Matched(target, match);
        return true;
    }

    async ValueTask<HawkRefusal?> RecordNonceAsync(HawkFeature feature, HawkCredential credential, CancellationToken cancellationToken)
    {
        // From here the nonce is kept until its timestamp cannot be accepted any more, plus the margin. The clock is read again because the
        // body may have taken long: past that moment a copy's nonce might be forgotten, so the request counts as stale.
        var timestamp = feature.Header.TimestampSeconds;
        var lifetime = DateTimeOffset.FromUnixTimeSeconds(timestamp) - options.ClockSkew + options.EffectiveNonceLifetime - timeProvider.GetUtcNow();
        if (lifetime <= NonceGuard)
            return HawkRefusal.StaleTimestamp;

        // The credential's id, not the header's: a store that finds ids without regard to case must not give one nonce two names.
        var outcome = await nonces
            .TryAddAsync(credential.Id, feature.Header.Nonce.ToString(), timestamp, lifetime, cancellationToken).ConfigureAwait(false);
        return outcome switch
        {
            HawkNonceOutcome.Added => null,
            HawkNonceOutcome.QuotaExceeded => HawkRefusal.TooManyRequests,
            HawkNonceOutcome.StoreFull => HawkRefusal.NonceStoreFull,
            _ => HawkRefusal.Replay,
        };
    }
}
