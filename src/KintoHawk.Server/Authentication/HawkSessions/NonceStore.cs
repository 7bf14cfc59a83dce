using System.Security.Cryptography;
using System.Text;
using Hawk;
using KintoHawk.Core.Caching;

namespace KintoHawk.Server.Authentication.HawkSessions;

/// <summary>Seen nonces, in the cache under the keys of kinto-hawk (kinto-plugins §9.3), added atomically.</summary>
sealed class NonceStore(ICache cache) : IHawkNonceStore
{
    /// <summary>Longer nonces are remembered by their digest: caches limit the length of a key.</summary>
    const int LongestPlainNonce = 64;

    static readonly byte[] _seen = "\"\""u8.ToArray();

    public async ValueTask<HawkNonceOutcome> TryAddAsync(
        string credentialId, string nonce, long timestamp, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        // The digest form is longer than any plain nonce, so the two can never be confused.
        var name = nonce.Length <= LongestPlainNonce ? nonce : "#" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(nonce)));
        var isNew = await cache.TryAddAsync($"hawk:{credentialId}:{name}:{timestamp}", _seen, lifetime, cancellationToken);
        return isNew ? HawkNonceOutcome.Added : HawkNonceOutcome.Replay;
    }
}
