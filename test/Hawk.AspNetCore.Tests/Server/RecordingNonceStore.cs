using System.Collections.Concurrent;

namespace Hawk.AspNetCore.Tests.Server;

/// <summary>The store of the package, with a list of what reached it.</summary>
sealed class RecordingNonceStore(IHawkNonceStore inner) : IHawkNonceStore
{
    public ConcurrentQueue<(string CredentialId, string Nonce, long Timestamp, TimeSpan Lifetime)> Recorded { get; } = [];

    public ValueTask<HawkNonceOutcome> TryAddAsync(string credentialId, string nonce, long timestamp, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        Recorded.Enqueue((credentialId, nonce, timestamp, lifetime));
        return inner.TryAddAsync(credentialId, nonce, timestamp, lifetime, cancellationToken);
    }
}
