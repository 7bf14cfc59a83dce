using Microsoft.AspNetCore.Authentication;

namespace Hawk.AspNetCore;

/// <summary>Each way to refuse a Hawk header, built once: what the framework is told, what metrics count, what the status is.</summary>
sealed class HawkRefusal
{
    public static readonly HawkRefusal MalformedHeader = new(HawkFailure.MalformedHeader, "malformed_header");
    public static readonly HawkRefusal MissingAttribute = new(HawkFailure.MissingAttribute, "missing_attribute");
    public static readonly HawkRefusal InvalidHost = new(HawkFailure.MalformedHeader, "invalid_host", "Invalid Host header");
    public static readonly HawkRefusal UnknownCredential = new(HawkFailure.UnknownCredential, "unknown_credential");
    public static readonly HawkRefusal BadMac = new(HawkFailure.BadMac, "bad_mac");
    public static readonly HawkRefusal StaleTimestamp = new(HawkFailure.StaleTimestamp, "stale_timestamp");
    public static readonly HawkRefusal MissingPayloadHash = new(HawkFailure.MissingPayloadHash, "missing_payload_hash");
    public static readonly HawkRefusal BadPayloadHash = new(HawkFailure.BadPayloadHash, "bad_payload_hash");
    public static readonly HawkRefusal PayloadTooLarge = new(HawkFailure.PayloadTooLarge, "payload_too_large");
    public static readonly HawkRefusal Replay = new(HawkFailure.Replay, "replay");
    public static readonly HawkRefusal TooManyRequests = new(HawkFailure.TooManyRequests, "too_many_requests");
    public static readonly HawkRefusal NonceStoreFull = new(HawkFailure.NonceStoreFull, "nonce_store_full");

    HawkRefusal(HawkFailure failure, string reason, string? message = null)
    {
        Failure = failure;
        Reason = reason;
        Message = message ?? failure.Message();
        StatusCode = failure.StatusCode();
        Challenge = failure.Challenge();
        FallbackChallenge = Challenge ?? $"Hawk error=\"{Message}\"";
        Result = AuthenticateResult.Fail(Message);
    }

    public HawkFailure Failure { get; }

    /// <summary>The metric tag.</summary>
    public string Reason { get; }

    public string Message { get; }

    public int StatusCode { get; }

    /// <summary>The WWW-Authenticate value; null where the protocol sends none.</summary>
    public string? Challenge { get; }

    /// <summary>The WWW-Authenticate value when the answer is 401 although the protocol's table has another status.</summary>
    public string FallbackChallenge { get; }

    public AuthenticateResult Result { get; }
}
