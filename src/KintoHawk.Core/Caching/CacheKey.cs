using System.Security.Cryptography;
using System.Text;

namespace KintoHawk.Core.Caching;

/// <summary>
/// The keys of caches that limit them. Prefix and key stand one after the other, as Kinto writes them (kinto-postgres §5). Where the backend does not
/// take that, the key is replaced by <c>#</c> and the 64 hexadecimal digits of its SHA-256, the prefix stays. A key that starts with <c>#</c> itself is
/// replaced too, so that the two forms are never confused.
/// </summary>
public static class CacheKey
{
    /// <summary>The most characters of a prefix that a backend takes as it is.</summary>
    public const int LongestPrefix = 100;

    const char Mark = '#';

    /// <summary>The key to store under.</summary>
    /// <param name="prefix">As <see cref="FitPrefix"/> returns it.</param>
    /// <param name="key">The key of the caller.</param>
    /// <param name="isAccepted">Tells whether the backend takes a text as a key.</param>
    public static string Fit(string prefix, string key, Func<string, bool> isAccepted)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(isAccepted);
        if (!key.StartsWith(Mark) && prefix + key is var whole && isAccepted(whole))
            return whole;
        return prefix + Mark + Digest(key);
    }

    /// <summary>The prefix to use: as it is, or, where the backend does not take it or it is longer than <see cref="LongestPrefix"/>, a digest of it.</summary>
    /// <param name="prefix">The prefix of the settings.</param>
    /// <param name="isAccepted">Tells whether the backend takes a text as a key.</param>
    public static string FitPrefix(string prefix, Func<string, bool> isAccepted)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentNullException.ThrowIfNull(isAccepted);
        return prefix.Length == 0 || (prefix.Length <= LongestPrefix && isAccepted(prefix)) ? prefix : Digest(prefix)[..32] + ":";
    }

    static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
