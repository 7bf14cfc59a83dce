namespace Hawk;

/// <summary>What <see cref="InMemoryHawkNonceStore"/> does with a new nonce when all of its room is taken by live ones (section 9).</summary>
public enum HawkNonceStoreFullPolicy : byte
{
    /// <summary>Answers <see cref="HawkNonceOutcome.StoreFull"/>: requests are refused until nonces expire. No replay passes. The default.</summary>
    Refuse,

    /// <summary>
    /// Forgets the nonces that would expire first, a batch at a time. Requests go on, but <b>without replay protection for what was forgotten</b>:
    /// whoever recorded one of those requests can send it again as long as its timestamp is fresh.
    /// </summary>
    ForgetOldest,
}
