namespace Hawk;

/// <summary>What a client may learn from a <c>WWW-Authenticate</c> field about the server's time (section 8.1).</summary>
public enum HawkChallengeVerdict : byte
{
    /// <summary>There is no Hawk challenge with a time in it.</summary>
    NoServerTime,

    /// <summary>A time is there without the MAC that proves it: it must be ignored.</summary>
    Rejected,

    /// <summary>The holder of the key states its time: sign again, once, with the corrected clock.</summary>
    Trusted,
}
