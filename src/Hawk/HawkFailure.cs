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
}
