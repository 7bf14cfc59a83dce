namespace Hawk;

/// <summary>The protocol's words for a <see cref="HawkFailure"/> (sections 3.5, 7 and 13).</summary>
public static class HawkFailureExtensions
{
    /// <summary>The HTTP status of the refusal: 400 for grammar, 413, 429 and 503 for limits of this server, 401 for everything else.</summary>
    /// <param name="failure">Any value but <see cref="HawkFailure.None"/>.</param>
    /// <returns>400, 401, 413, 429 or 503.</returns>
    public static int StatusCode(this HawkFailure failure) => failure switch
    {
        HawkFailure.None => throw new ArgumentOutOfRangeException(nameof(failure), failure, "Nothing was refused."),
        HawkFailure.MalformedHeader or HawkFailure.MissingAttribute => 400,
        HawkFailure.TargetTooLong or HawkFailure.MultipleAuthentications or HawkFailure.InvalidBewitEncoding => 400,
        HawkFailure.InvalidBewitStructure or HawkFailure.MissingBewitAttributes or HawkFailure.InvalidMessage => 400,
        HawkFailure.PayloadTooLarge => 413,
        HawkFailure.TooManyRequests => 429,
        HawkFailure.NonceStoreFull => 503,
        _ => 401,
    };

    /// <summary>The precise reason in the protocol's words, for logs; <see cref="Challenge"/> is what a caller may see.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <returns>A text such as <c>Bad mac</c>; empty for <see cref="HawkFailure.None"/>.</returns>
    public static string Message(this HawkFailure failure) => failure switch
    {
        HawkFailure.None => string.Empty,
        HawkFailure.NotHawk => "Unauthorized",
        HawkFailure.MalformedHeader => "Bad header format",
        HawkFailure.MissingAttribute => "Missing attributes",
        HawkFailure.UnknownCredential => "Unknown credentials",
        HawkFailure.BadMac => "Bad mac",
        HawkFailure.MissingPayloadHash => "Missing required payload hash",
        HawkFailure.BadPayloadHash => "Bad payload hash",
        HawkFailure.StaleTimestamp => "Stale timestamp",
        HawkFailure.Replay => "Invalid nonce",
        HawkFailure.TooManyRequests => "Too many requests",
        HawkFailure.NonceStoreFull => "Too busy",
        HawkFailure.PayloadTooLarge => "Payload too large",
        HawkFailure.TargetTooLong => "Resource path exceeds max length",
        HawkFailure.EmptyBewit => "Empty bewit",
        HawkFailure.InvalidMethod => "Invalid method",
        HawkFailure.MultipleAuthentications => "Multiple authentications",
        HawkFailure.InvalidBewitEncoding => "Invalid bewit encoding",
        HawkFailure.InvalidBewitStructure => "Invalid bewit structure",
        HawkFailure.MissingBewitAttributes => "Missing bewit attributes",
        HawkFailure.AccessExpired => "Access expired",
        HawkFailure.BewitLifetimeTooLong => "Access granted for too long",
        HawkFailure.InvalidMessage => "Invalid authorization",
        HawkFailure.BadMessageHash => "Bad message hash",
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "Not a Hawk failure."),
    };

    /// <summary>
    /// The <c>WWW-Authenticate</c> value of the refusal, or null where the protocol sends none (any status but 401).
    /// <see cref="HawkFailure.UnknownCredential"/> and <see cref="HawkFailure.BadMac"/> read alike (section 7, harden).
    /// For <see cref="HawkFailure.StaleTimestamp"/> prefer <see cref="HawkServer.StaleChallenge"/>, which lets the client correct its clock.
    /// </summary>
    /// <param name="failure">Any value but <see cref="HawkFailure.None"/>.</param>
    /// <returns>The field value, or null.</returns>
    public static string? Challenge(this HawkFailure failure) => failure switch
    {
        HawkFailure.NotHawk => "Hawk",
        HawkFailure.UnknownCredential or HawkFailure.BadMac => "Hawk error=\"Bad mac\"",
        HawkFailure.MissingPayloadHash => "Hawk error=\"Missing required payload hash\"",
        HawkFailure.BadPayloadHash => "Hawk error=\"Bad payload hash\"",
        HawkFailure.StaleTimestamp => "Hawk error=\"Stale timestamp\"",
        HawkFailure.Replay => "Hawk error=\"Invalid nonce\"",
        HawkFailure.EmptyBewit => "Hawk error=\"Empty bewit\"",
        HawkFailure.InvalidMethod => "Hawk error=\"Invalid method\"",
        HawkFailure.AccessExpired => "Hawk error=\"Access expired\"",
        HawkFailure.BewitLifetimeTooLong => "Hawk error=\"Access granted for too long\"",
        HawkFailure.BadMessageHash => "Hawk error=\"Bad message hash\"",
        HawkFailure.None => throw new ArgumentOutOfRangeException(nameof(failure), failure, "Nothing was refused."),
        _ => null,
    };
}
