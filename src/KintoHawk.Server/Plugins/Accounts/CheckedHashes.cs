using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace KintoHawk.Server.Plugins.Accounts;

/// <summary>
/// Against which password hash of its account this node has checked a password that the cache remembers as verified: a hash that is another one by now tells
/// of a change that the cache was not told of. Forgetting is harmless: the password is then checked once more.
/// </summary>
/// <param name="most">How many passwords are remembered at least, of those that were looked for last; twice as many at most.</param>
sealed class CheckedHashes(int most = 50_000)
{
    readonly Lock _turn = new();
    volatile ConcurrentDictionary<string, UInt128> _recent = new(StringComparer.Ordinal);
    volatile ConcurrentDictionary<string, UInt128> _older = new(StringComparer.Ordinal);

    /// <summary>A password was found to match a hash.</summary>
    /// <param name="password">A digest of account and password.</param>
    /// <param name="hash">The hash that the account had.</param>
    public void Remember(string password, string hash) => Keep(password, DigestOf(hash));

    /// <summary>Whether an account still has the hash that a password was checked against.</summary>
    /// <param name="password">A digest of account and password.</param>
    /// <param name="hash">The hash that the account has now.</param>
    /// <returns>Null when this node has not checked the password.</returns>
    public bool? IsStill(string password, string hash)
    {
        if (!_recent.TryGetValue(password, out var known))
        {
            if (!_older.TryGetValue(password, out known))
                return null;
            Keep(password, known);
        }

        return DigestOf(hash) == known;
    }

    void Keep(string password, UInt128 hash)
    {
        if (!_recent.ContainsKey(password) && _recent.Count >= most)
            lock (_turn)
                if (_recent.Count >= most)
                    (_older, _recent) = (_recent, new ConcurrentDictionary<string, UInt128>(StringComparer.Ordinal));
        _recent[password] = hash;
    }

    static UInt128 DigestOf(string hash) => BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(hash)));
}
