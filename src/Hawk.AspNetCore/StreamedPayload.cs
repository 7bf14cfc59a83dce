using Hawk.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hawk.AspNetCore;

/// <summary>The verification of a body that the application reads: what it has come to, and who hears of it.</summary>
sealed class StreamedPayload
{
    readonly HttpContext _context;
    readonly HawkFeature _feature;
    readonly PayloadHasher _hasher;
    readonly HawkMetrics _metrics;
    readonly ILogger _logger;
    bool _hasBegun;

    public StreamedPayload(HttpContext context, HawkFeature feature, PayloadHasher hasher, HawkMetrics metrics, ILogger logger)
    {
        _context = context;
        _feature = feature;
        _hasher = hasher;
        _metrics = metrics;
        _logger = logger;
        if (!context.Response.HasStarted)
            context.Response.OnStarting(AnswerFailure);
        context.Response.OnCompleted(ReportUnread);
    }

    public bool IsComplete => _feature.PayloadState is not HawkPayloadState.Pending;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _hasBegun = true;
        _hasher.Append(bytes);
    }

    /// <summary>The end was reached: from here on it is known whether the body is the one that was signed.</summary>
    public void Complete()
    {
        Span<byte> hash = stackalloc byte[64];
        var written = _hasher.Finish(hash);
        var credential = _feature.MatchedCredential!;
        var matches = HawkServer.VerifyPayload(_feature.Header, credential, HawkPayload.FromHash(hash[..written])) is HawkFailure.None;
        _metrics.StreamedPayload(matches ? "verified" : "failed");
        if (matches)
        {
            _feature.PayloadState = HawkPayloadState.Verified;
            return;
        }

        _feature.PayloadState = HawkPayloadState.Failed;
        _feature.Refused(HawkRefusal.BadPayloadHash, HawkRefusal.BadPayloadHash.Challenge);
        HawkLog.StreamedPayloadWrong(_logger, credential.Id);
    }

    public void ThrowIfFailed()
    {
        if (_feature.PayloadState is HawkPayloadState.Failed)
            throw new HawkPayloadException();
    }

    // Kestrel takes the status from the exception; exception handlers know none of its kind and answer 500, which would blame the server.
    Task AnswerFailure()
    {
        var response = _context.Response;
        if (_feature.PayloadState is not HawkPayloadState.Failed)
            return Task.CompletedTask;

        if (response.StatusCode is StatusCodes.Status500InternalServerError)
            response.StatusCode = StatusCodes.Status401Unauthorized;
        if (response.StatusCode is StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = _feature.Challenge;
        return Task.CompletedTask;
    }

    Task ReportUnread()
    {
        if (IsComplete)
            return Task.CompletedTask;

        _metrics.StreamedPayload("unread");
        if (_hasBegun)
            HawkLog.StreamedPayloadUnfinished(_logger, _feature.MatchedCredential!.Id);
        else
            HawkLog.StreamedPayloadUnread(_logger, _feature.MatchedCredential!.Id);
        return Task.CompletedTask;
    }
}
