namespace Hawk;

/// <summary>The hash used for the MAC and for the payload hash; part of the credential and never on the wire (section 1).</summary>
public enum HawkAlgorithm : byte
{
    /// <summary>SHA-256, the default.</summary>
    Sha256,

    /// <summary>SHA-384, an extension both sides must have agreed on.</summary>
    Sha384,

    /// <summary>SHA-512, an extension both sides must have agreed on.</summary>
    Sha512,

    /// <summary>SHA-1, for old peers only: see <see cref="HawkCredential.WithLegacySha1(string, ReadOnlySpan{byte})"/>.</summary>
    Sha1,
}
