using Hawk;

namespace KintoHawk.Cli.HawkCommands;

/// <summary>How a request is to be signed and its response to be verified.</summary>
sealed class SigningOrder(HawkCredential credential, HawkSignOptions options, long? timestamp)
{
    public HawkCredential Credential { get; } = credential;

    /// <summary>What is added to the signature; a nonce in it is for one signature.</summary>
    public HawkSignOptions Options { get; } = options;

    /// <summary>The clock of the client: it stands still when a time was asked for.</summary>
    public TimeProvider Clock { get; } = timestamp is { } seconds ? new FixedClock(DateTimeOffset.FromUnixTimeSeconds(seconds)) : TimeProvider.System;

    public required HawkResponseCheck Check { get; init; }

    /// <summary>Where to show what is signed; null for nowhere.</summary>
    public TextWriter? Trace { get; init; }

    /// <summary>The id, and nothing secret.</summary>
    public override string ToString() => Credential.Id;

    sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
