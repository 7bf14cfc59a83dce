namespace Hawk;

/// <summary>What became of a nonce that was to be remembered (section 9).</summary>
public enum HawkNonceOutcome : byte
{
    /// <summary>It was there already: the request is a copy. The default value, so that a store that forgets to answer refuses.</summary>
    Replay,

    /// <summary>It is remembered from now on; exactly one of any number of concurrent callers is told so.</summary>
    Added,

    /// <summary>It is not remembered, because this credential has too many live nonces.</summary>
    QuotaExceeded,

    /// <summary>It is not remembered, because the store has no room.</summary>
    StoreFull,
}
