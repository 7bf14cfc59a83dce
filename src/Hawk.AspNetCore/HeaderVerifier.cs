using Hawk.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Hawk.AspNetCore;

/// <summary>
/// Verifies requests with a Hawk header. The order is the point: header, required attributes, credential, MAC, freshness, payload, nonce.
/// Nothing is read from the body, stored, or answered with the key before the MAC has matched, and an altered or stale copy burns no nonce.
/// </summary>
sealed class HeaderVerifier(HawkOptions options, TimeProvider timeProvider, HawkMetrics metrics, PayloadVerifier payload, IHawkNonceStore nonces)
{
    public static HawkRefusal? Parse(HawkFeature feature, string? field)
    {
        var failure = HawkHeader.Parse(field, out var header);
        if (failure is not HawkFailure.None)
            return HawkRefusal.Of(failure);

        feature.Header = header;
        return feature.Target.TryRead(out _) ? null : HawkRefusal.InvalidHost;
    }

    public async ValueTask<HawkRefusal?> VerifyAsync(HawkFeature feature, HawkCredential? credential, HttpContext context)
    {
        var now = timeProvider.GetUtcNow();
        var failure = VerifyMac(feature, credential, now);
        if (failure is not HawkFailure.None)
            return HawkRefusal.Of(failure);

        metrics.MeasuredClockSkew(feature.Header.TimestampSeconds, now);
        if (HawkServer.VerifyFreshness(feature.Header, now, options.ClockSkew) is not HawkFailure.None)
            return HawkRefusal.StaleTimestamp;

        var refusal = await payload.VerifyAsync(feature).ConfigureAwait(false)
            ?? await RecordNonceAsync(feature, credential!, context).ConfigureAwait(false);
        if (refusal is null)
            payload.BeginStreaming(feature);
        return refusal;
    }

    static HawkFailure VerifyMac(HawkFeature feature, HawkCredential? credential, DateTimeOffset now)
    {
        feature.Target.TryRead(out var target);
        var failure = HawkServer.VerifyMac(feature.Header, target, credential, now, out var match);
        if (failure is HawkFailure.None)
            feature.Matched(target, match);
        return failure;
    }

    async ValueTask<HawkRefusal?> RecordNonceAsync(HawkFeature feature, HawkCredential credential, HttpContext context)
    {
        var recorded = RecordedNonces.Of(context.Features);
        var header = context.Request.Headers.Authorization.ToString();
        if (recorded.Contains(nonces, credential.Id, header))
            return null;

        // The clock is read again, because the body may have taken long to arrive.
        var failure = await HawkServer.RecordNonceAsync(
            nonces, feature.Header, credential, timeProvider.GetUtcNow(), options.ClockSkew, options.EffectiveNonceMargin, context.RequestAborted).ConfigureAwait(false);
        if (failure is not HawkFailure.None)
            return HawkRefusal.Of(failure);

        recorded.Add(nonces, credential.Id, header);
        return null;
    }
}
