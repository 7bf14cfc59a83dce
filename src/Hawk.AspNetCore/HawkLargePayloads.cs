namespace Hawk.AspNetCore;

/// <summary>What happens to a signed body that is larger than what may be held in memory.</summary>
public enum HawkLargePayloads
{
    /// <summary>It is refused with status 413.</summary>
    Refuse,

    /// <summary>
    /// The application reads it while it is verified. The last bytes are handed over only after the whole body has matched, and a body that does not
    /// match ends in a <see cref="HawkPayloadException"/> instead. Only for endpoints that do nothing final before they have read all of it: whether a
    /// body is large is the sender's choice, and the sender may be someone who altered it.
    /// </summary>
    Stream,
}
