namespace Hawk;

/// <summary>What can be wrong with a Hawk request; the closed list of refusals of sections 3.5 and 7 of the protocol.</summary>
public enum HawkFailure : byte
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>There is no <c>Authorization</c> field, or it belongs to another scheme, which must be allowed to try.</summary>
    NotHawk,

    /// <summary>The header, the request target or the Host field does not follow the grammar (status 400).</summary>
    MalformedHeader,

    /// <summary>One of <c>id</c>, <c>ts</c>, <c>nonce</c> and <c>mac</c> is missing (status 400).</summary>
    MissingAttribute,

    /// <summary>No credential has this id. Answered like <see cref="BadMac"/>, so that ids cannot be enumerated.</summary>
    UnknownCredential,

    /// <summary>The MAC is not the one this credential gives for this request.</summary>
    BadMac,

    /// <summary>A body was to be verified and the header carries no <c>hash</c>.</summary>
    MissingPayloadHash,

    /// <summary>The body or its media type is not the one that was signed.</summary>
    BadPayloadHash,

    /// <summary>The timestamp is outside the accepted window; the answer carries the server's time (section 8.1).</summary>
    StaleTimestamp,

    /// <summary>The triple of id, timestamp and nonce has been used before.</summary>
    Replay,

    /// <summary>This credential has used more nonces at once than it may; it can try again later (status 429, no challenge).</summary>
    TooManyRequests,

    /// <summary>No more nonces can be remembered, and a request whose copy could not be recognised is not accepted (status 503, no challenge).</summary>
    NonceStoreFull,

    /// <summary>The body is larger than what may be held to be verified (status 413, no challenge).</summary>
    PayloadTooLarge,

    /// <summary>The request target with a bewit is longer than 4096 characters (status 400; section 11.2).</summary>
    TargetTooLong,

    /// <summary>The <c>bewit</c> parameter has no value.</summary>
    EmptyBewit,

    /// <summary>A bewit opens GET and HEAD only.</summary>
    InvalidMethod,

    /// <summary>There is a bewit and an <c>Authorization</c> field, or there are two bewits (status 400).</summary>
    MultipleAuthentications,

    /// <summary>The bewit is not base64url without padding (status 400).</summary>
    InvalidBewitEncoding,

    /// <summary>The bewit does not have four parts, or a part follows no grammar (status 400).</summary>
    InvalidBewitStructure,

    /// <summary>The id, the expiry or the MAC of the bewit is empty (status 400).</summary>
    MissingBewitAttributes,

    /// <summary>The bewit was right and has expired.</summary>
    AccessExpired,

    /// <summary>The bewit is right and lasts longer than this server allows.</summary>
    BewitLifetimeTooLong,

    /// <summary>A member of a signed message is missing or follows no grammar (status 400; section 12).</summary>
    InvalidMessage,

    /// <summary>The message is not the one that was signed.</summary>
    BadMessageHash,
}
