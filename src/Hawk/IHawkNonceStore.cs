namespace Hawk;

/// <summary>Remembers the nonces of accepted requests, so that no request is accepted twice (section 9).</summary>
public interface IHawkNonceStore
{
    /// <summary>
    /// Remembers the nonce, or tells why not; only <see cref="HawkNonceOutcome.Added"/> lets a request pass. Must be atomic: of any number of
    /// concurrent calls with the same id, nonce and timestamp exactly one gets it. To be called last, after the MAC, the timestamp and the payload
    /// have passed.
    /// </summary>
    /// <param name="credentialId">The id of the credential; nonces of different credentials do not collide.</param>
    /// <param name="nonce">The nonce of the request, up to 4096 characters chosen by the client.</param>
    /// <param name="timestamp">The timestamp of the request in seconds; the same nonce with another timestamp is another entry.</param>
    /// <param name="lifetime">How long to remember it, at least until the timestamp has left the accepted window.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>What became of the nonce.</returns>
    ValueTask<HawkNonceOutcome> TryAddAsync(string credentialId, string nonce, long timestamp, TimeSpan lifetime, CancellationToken cancellationToken);
}
