using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace KintoHawk.Server.Plugins.Accounts;

/// <summary>
/// Against which password hash of an account this node has checked what the cache remembers as verified: a hash that is another one by now tells of a change
/// that the cache was not told of. Forgetting is harmless: the password is then checked once more.
/// </summary>
/// <param name="most">How many accounts are remembered at least, of those that were looked for last; twice as many at most.</param>
sealed class CheckedHashes(int most = 50_000)
{
    readonly Lock _turn = new();
    volatile ConcurrentDictionary<string, UInt128> _recent = new(StringComparer.Ordinal);
    volatile ConcurrentDictionary<string, UInt128> _older = new(StringComparer.Ordinal);

    /// <summary>The password that the cache remembers under a key was checked against this hash.</summary>
    public void Remember(string key, string hash) => Keep(key, DigestOf(hash));

    /// <summary>Whether an account still has the hash that was checked.</summary>
    /// <param name="key">The key in the cache.</param>
    /// <param name="hash">What the account has now; null when there is no such account.</param>
    /// <returns>Null when this node has not checked it.</returns>
    public bool? IsStill(string key, string? hash)
    {
        if (!_recent.TryGetValue(key, out var digest))
        {
            if (!_older.TryGetValue(key, out digest))
                return null;
            Keep(key, digest);
        }

        return hash is not null && DigestOf(hash) == digest;
    }

    void Keep(string key, UInt128 digest)
    {
        if (!_recent.ContainsKey(key) && _recent.Count >= most)
            lock (_turn)
                if (_recent.Count >= most)
                    (_older, _recent) = (_recent, new ConcurrentDictionary<string, UInt128>(StringComparer.Ordinal));
        _recent[key] = digest;
    }

    static UInt128 DigestOf(string hash) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(hash)));
}
