namespace Hawk.AspNetCore;

/// <summary>The names and numbers Hawk authentication uses unless told otherwise.</summary>
public static class HawkDefaults
{
    /// <summary>The name of the authentication scheme, and its name in <c>Authorization</c> and <c>WWW-Authenticate</c>.</summary>
    public const string AuthenticationScheme = "Hawk";

    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/> every instrument of this package belongs to.</summary>
    public const string MeterName = "Hawk";

    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/> of this package.</summary>
    public const string ActivitySourceName = "Hawk";

    /// <summary>The largest request body that is held in memory to be verified: 10 MiB.</summary>
    public const int MaxPayloadBytes = 10 * 1024 * 1024;

    /// <summary>The largest response body that is held in memory to be signed: 10 MiB.</summary>
    public const int MaxSignedResponseBytes = 10 * 1024 * 1024;

    /// <summary>How far a client's clock may be from ours, either way: one minute.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(60);

    /// <summary>How long a bewit may still last when it is used: seven days, and five minutes for an issuer whose clock is ahead.</summary>
    public static readonly TimeSpan MaxBewitLifetime = TimeSpan.FromDays(7) + TimeSpan.FromMinutes(5);

    /// <summary>When a caller whose nonce cannot be remembered is told to come again: after half a minute.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);
}
