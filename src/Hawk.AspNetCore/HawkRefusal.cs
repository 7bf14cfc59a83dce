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
    public static readonly HawkRefusal TargetTooLong = new(HawkFailure.TargetTooLong, "target_too_long");
    public static readonly HawkRefusal EmptyBewit = new(HawkFailure.EmptyBewit, "empty_bewit");
    public static readonly HawkRefusal InvalidMethod = new(HawkFailure.InvalidMethod, "invalid_method");
    public static readonly HawkRefusal MultipleAuthentications = new(HawkFailure.MultipleAuthentications, "multiple_authentications");
    public static readonly HawkRefusal InvalidBewitEncoding = new(HawkFailure.InvalidBewitEncoding, "invalid_bewit_encoding");
    public static readonly HawkRefusal InvalidBewitStructure = new(HawkFailure.InvalidBewitStructure, "invalid_bewit_structure");
    public static readonly HawkRefusal MissingBewitAttributes = new(HawkFailure.MissingBewitAttributes, "missing_bewit_attributes");
    public static readonly HawkRefusal AccessExpired = new(HawkFailure.AccessExpired, "access_expired");
    public static readonly HawkRefusal BewitLifetimeTooLong = new(HawkFailure.BewitLifetimeTooLong, "bewit_lifetime_too_long");

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

    /// <summary>The refusal of a failure.</summary>
    public static HawkRefusal Of(HawkFailure failure) => failure switch
    {
        HawkFailure.MalformedHeader => MalformedHeader,
        HawkFailure.MissingAttribute => MissingAttribute,
        HawkFailure.UnknownCredential => UnknownCredential,
        HawkFailure.BadMac => BadMac,
        HawkFailure.StaleTimestamp => StaleTimestamp,
        HawkFailure.Replay => Replay,
        HawkFailure.TooManyRequests => TooManyRequests,
        HawkFailure.NonceStoreFull => NonceStoreFull,
        HawkFailure.TargetTooLong => TargetTooLong,
        HawkFailure.EmptyBewit => EmptyBewit,
        HawkFailure.InvalidMethod => InvalidMethod,
        HawkFailure.MultipleAuthentications => MultipleAuthentications,
        HawkFailure.InvalidBewitEncoding => InvalidBewitEncoding,
        HawkFailure.InvalidBewitStructure => InvalidBewitStructure,
        HawkFailure.MissingBewitAttributes => MissingBewitAttributes,
        HawkFailure.AccessExpired => AccessExpired,
        HawkFailure.BewitLifetimeTooLong => BewitLifetimeTooLong,
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "Not a refusal of a bewit."),
    };
}
