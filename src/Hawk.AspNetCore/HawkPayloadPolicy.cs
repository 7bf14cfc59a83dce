namespace Hawk.AspNetCore;

/// <summary>What a request body has to do with the signature of its request.</summary>
public enum HawkPayloadPolicy
{
    /// <summary>A body that is not empty must be covered by the <c>hash</c> attribute; an empty one may be. A hash that is present must be right.</summary>
    Require,

    /// <summary>A hash that is present must be right; a body without one passes unverified and unread. For clients that do not hash.</summary>
    VerifyIfPresent,

    /// <summary>The body is never read and the hash never looked at. For endpoints that verify a streamed body themselves.</summary>
    Ignore,
}
