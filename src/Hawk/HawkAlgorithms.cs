using System.Security.Cryptography;

namespace Hawk;

/// <summary>Names and sizes of the algorithms; the names are those settings and stored credentials use.</summary>
public static class HawkAlgorithms
{
    /// <summary>The lower-case name, for example <c>sha256</c>.</summary>
    /// <param name="algorithm">A defined algorithm.</param>
    /// <returns>The name.</returns>
    public static string Name(this HawkAlgorithm algorithm) => algorithm switch
    {
        HawkAlgorithm.Sha256 => "sha256",
        HawkAlgorithm.Sha384 => "sha384",
        HawkAlgorithm.Sha512 => "sha512",
        HawkAlgorithm.Sha1 => "sha1",
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "Not a Hawk algorithm."),
    };

    /// <summary>The size of a MAC or payload hash in bytes.</summary>
    /// <param name="algorithm">A defined algorithm.</param>
    /// <returns>20, 32, 48 or 64.</returns>
    public static int HashSize(this HawkAlgorithm algorithm) => algorithm switch
    {
        HawkAlgorithm.Sha256 => 32,
        HawkAlgorithm.Sha384 => 48,
        HawkAlgorithm.Sha512 => 64,
        HawkAlgorithm.Sha1 => 20,
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "Not a Hawk algorithm."),
    };

    /// <summary>Reads a name from a setting or a stored credential; the oldest names, <c>hmac-sha-256</c> and <c>hmac-sha-1</c>, are understood.</summary>
    /// <param name="name">The name, in lower case.</param>
    /// <param name="algorithm">The algorithm, when the name is known.</param>
    /// <returns>Whether the name is known.</returns>
    public static bool TryParse(ReadOnlySpan<char> name, out HawkAlgorithm algorithm)
    {
        (var known, algorithm) = name switch
        {
            "sha256" or "hmac-sha-256" => (true, HawkAlgorithm.Sha256),
            "sha384" => (true, HawkAlgorithm.Sha384),
            "sha512" => (true, HawkAlgorithm.Sha512),
            "sha1" or "hmac-sha-1" => (true, HawkAlgorithm.Sha1),
            _ => (false, default),
        };
        return known;
    }

    internal static HashAlgorithmName FrameworkName(this HawkAlgorithm algorithm) => algorithm switch
    {
        HawkAlgorithm.Sha256 => HashAlgorithmName.SHA256,
        HawkAlgorithm.Sha384 => HashAlgorithmName.SHA384,
        HawkAlgorithm.Sha512 => HashAlgorithmName.SHA512,
        HawkAlgorithm.Sha1 => HashAlgorithmName.SHA1,
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "Not a Hawk algorithm."),
    };
}
