using Hawk.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hawk.AspNetCore;

/// <summary>Verifies the body of a request whose MAC has matched: in memory before the application sees it, or else while the application reads it.</summary>
sealed class PayloadVerifier(HttpContext context, HawkOptions options, HawkMetrics metrics, ILogger logger)
{
    readonly IHawkPayloadMetadata? _metadata = context.GetEndpoint()?.Metadata.GetMetadata<IHawkPayloadMetadata>();

    PayloadHasher? _hasher;

    public async ValueTask<HawkRefusal?> VerifyAsync(HawkFeature feature)
    {
        var request = context.Request;
        var hasHash = feature.Header.HasHash;
        var mustRead = (_metadata?.PayloadPolicy ?? options.PayloadPolicy) switch
        {
            HawkPayloadPolicy.Ignore => false,
            HawkPayloadPolicy.VerifyIfPresent => hasHash,
            _ => true,
        };
        if (!mustRead)
            return null;
        if (!hasHash && request.ContentLength > 0)
            return HawkRefusal.MissingPayloadHash; // known without reading

        if (RequestPayload.WasRead(request))
            return RefuseAsRead(feature);

        var mayBeRest = RequestPayload.MayBeRest(request);

        // Without a hash there is nothing to verify: the first byte decides. Where large bodies are refused, they are refused as large.
        var streams = (_metadata?.LargePayloads ?? options.LargePayloads) is HawkLargePayloads.Stream;
        var limit = !hasHash && streams ? 0 : _metadata?.MaxPayloadBytes ?? options.MaxPayloadBytes;
        feature.PayloadLimit = limit;
        feature.Payload = await RequestPayload.ReadAsync(request, limit, context.RequestAborted).ConfigureAwait(false);
        if (feature.Payload is { } payload)
        {
            if (mayBeRest && RequestPayload.IsRest(request, payload.Length))
                return RefuseAsRead(feature);
            return hasHash ? Verify(feature, payload.Span) : RefuseUnlessEmpty(payload.Length);
        }

        if (!streams)
            return HawkRefusal.PayloadTooLarge;
        return hasHash ? VerifyLater(feature) : HawkRefusal.MissingPayloadHash;
    }

    /// <summary>Lets the application read the body that was too large to be held; to be called when everything else has been verified.</summary>
    public void BeginStreaming(HawkFeature feature)
    {
        if (_hasher is null)
            return;

        var request = context.Request;
        if (request.Body.CanSeek)
            request.Body.Position = 0; // someone before us made it seekable and may have read it
        request.Body = new VerifyingBody(request.Body, new StreamedPayload(context, feature, _hasher, metrics, logger));
    }

    static HawkRefusal? RefuseUnlessEmpty(int length) => length is 0 ? null : HawkRefusal.MissingPayloadHash;

    // Whoever has read the body, or the framework, may have kept it for the application; what is left says nothing about that.
    HawkRefusal RefuseAsRead(HawkFeature feature)
    {
        HawkLog.PayloadReadBefore(logger, feature.MatchedCredential!.Id);
        feature.Payload = null;
        if (!feature.Header.HasHash)
            return HawkRefusal.MissingPayloadHash;
        feature.PayloadState = HawkPayloadState.Failed;
        return HawkRefusal.BadPayloadHash;
    }

    HawkRefusal? Verify(HawkFeature feature, ReadOnlySpan<byte> payload)
    {
        var failure = HawkServer.VerifyPayload(
            feature.Header, feature.MatchedCredential!, HawkPayload.FromBytes(context.Request.ContentType, payload));
        feature.PayloadState = failure is HawkFailure.None ? HawkPayloadState.Verified : HawkPayloadState.Failed;
        return failure is HawkFailure.None ? null : HawkRefusal.BadPayloadHash;
    }

    HawkRefusal? VerifyLater(HawkFeature feature)
    {
        var canHash = PayloadHasher.TryCreate(feature.MatchedCredential!.Algorithm, context.Request.ContentType, out _hasher);
        feature.PayloadState = canHash ? HawkPayloadState.Pending : HawkPayloadState.Failed;
        if (!canHash)
            return HawkRefusal.BadPayloadHash;
        context.Response.RegisterForDispose(_hasher!);
        return null;
    }
}
