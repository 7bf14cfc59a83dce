using System.Buffers;
using System.Buffers.Text;

namespace Hawk.Diagnostics;

/// <summary>
/// A MAC or hash as a client wrote it: which algorithm its size belongs to, and its canonical base64 text, which is the only one a server accepts
/// (section 14).
/// </summary>
readonly record struct DigestClaim(HawkAlgorithm Algorithm, string Canonical, string? OtherForm)
{
    const int MaxSize = 64;

    /// <summary>Reads base64, base64 without padding, base64url and hexadecimal digits; false when no digest of ours has this size.</summary>
    internal static bool TryRead(string text, out DigestClaim claim)
    {
        claim = default;
        Span<byte> digest = stackalloc byte[MaxSize];
        if (text.Length > 2 * MaxSize || !TryDecode(text, digest, out var size, out var form) || AlgorithmOf(size) is not { } algorithm)
            return false;
        var canonical = Convert.ToBase64String(digest[..size]);
        claim = new DigestClaim(algorithm, canonical, text == canonical ? null : form);
        return true;
    }

    // Hexadecimal digits first: the 64 of SHA-256 would otherwise pass for the base64 of SHA-384.
    static bool TryDecode(string text, Span<byte> digest, out int size, out string form)
    {
        form = "hexadecimal digits";
        size = 0;
        if (text.Length is 40 or 64 or 96 or 128 && Convert.FromHexString(text, digest, out _, out size) is OperationStatus.Done)
            return true;

        form = text.AsSpan().ContainsAny('-', '_') ? "base64url" : "base64 without its padding";
        Span<char> url = stackalloc char[text.Length];
        text.CopyTo(url);
        url.Replace('+', '-');
        url.Replace('/', '_');
        return Base64Url.DecodeFromChars(url.TrimEnd('='), digest, out _, out size) is OperationStatus.Done;
    }

    static HawkAlgorithm? AlgorithmOf(int size) => size switch
    {
        20 => HawkAlgorithm.Sha1,
        32 => HawkAlgorithm.Sha256,
        48 => HawkAlgorithm.Sha384,
        64 => HawkAlgorithm.Sha512,
        _ => null,
    };
}
