using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hawk.AspNetCore;

/// <summary>Verifies requests that a link carries the permission of (section 11.2). There is no nonce: a bewit works until it expires.</summary>
sealed class BewitVerifier(HawkOptions options, TimeProvider timeProvider, PayloadVerifier payload)
{
    /// <summary>Whether the request has a bewit, and is for an endpoint that bewits open. Elsewhere the parameter means nothing.</summary>
    public static bool AppliesTo(HttpContext context, HawkOptions options) =>
        (context.GetEndpoint()?.Metadata.GetMetadata<IHawkBewitMetadata>()?.AllowBewit ?? options.AllowBewit) && HawkBewit.IsIn(RawTarget(context));

    public static HawkRefusal? Parse(HttpContext context, HawkFeature feature)
    {
        var request = context.Request;
        var failure = HawkBewit.Parse(request.Method, RawTarget(context), request.Headers.Authorization.Count > 0, out var bewit);
        if (failure is not HawkFailure.None)
            return HawkRefusal.Of(failure);

        feature.Bewit = bewit;
        return feature.Target.TryRead(out _) ? null : HawkRefusal.InvalidHost;
    }

    public async ValueTask<HawkRefusal?> VerifyAsync(HawkFeature feature, HawkCredential? credential)
    {
        var failure = Verify(feature, credential);
        if (failure is not HawkFailure.None)
            return HawkRefusal.Of(failure);

        return await payload.VerifyAsync(feature).ConfigureAwait(false); // a link covers no body
    }

    HawkFailure Verify(HawkFeature feature, HawkCredential? credential)
    {
        feature.Target.TryRead(out var target);
        var failure = HawkServer.VerifyBewit(
            feature.Bewit.GetValueOrDefault(), target, credential, timeProvider.GetUtcNow(), options.MaxBewitLifetime, out var match);
        if (failure is HawkFailure.None)
            feature.Matched(target, match);
        return failure;
    }

    static string RawTarget(HttpContext context) => context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
}
