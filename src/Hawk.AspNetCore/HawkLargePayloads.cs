namespace Hawk.AspNetCore;

/// <summary>What happens to a signed body that is larger than what may be held in memory.</summary>
public enum HawkLargePayloads
{
    /// <summary>
    /// The application reads it while it is verified. The last bytes are handed over only after the whole body has matched, and a body that does not
    /// match ends in a <see cref="HawkPayloadException"/> instead.
    /// </summary>
    Stream,

    /// <summary>It is refused with status 413.</summary>
    Refuse,
}
