namespace Hawk.AspNetCore;

/// <summary>What is known about the body of a request (section 7.1).</summary>
public enum HawkPayloadState
{
    /// <summary>Nothing vouches for the body: there is no hash, or <see cref="HawkPayloadPolicy.Ignore"/> says not to look at it.</summary>
    NotSigned,

    /// <summary>The whole body arrived and is the one that was signed.</summary>
    Verified,

    /// <summary>
    /// The body is verified while the application reads it, and its end has not been reached. What was read so far is the client's claim; nothing final
    /// may be done with it.
    /// </summary>
    Pending,

    /// <summary>The body is not the one that was signed.</summary>
    Failed,
}
