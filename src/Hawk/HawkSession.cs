using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Hawk;

/// <summary>
/// A Kinto session: one secret token from which both sides derive the id and the key of a credential (section 16).
/// Token and key are secrets; they are here because a server has to hand out the one and store the other.
/// </summary>
public sealed class HawkSession
{
    /// <summary>The size of an issued token in bytes.</summary>
    public const int TokenSize = 32;

    const int HalfSize = 32;

    HawkSession(string token, string id, string key)
    {
        Token = token;
        Id = id;
        Key = key;
    }

    /// <summary>The token as 64 lower-case hexadecimal digits: what <c>Hawk-Session-Token</c> carries.</summary>
    public string Token { get; }

    /// <summary>The id of the credential, 64 lower-case hexadecimal digits.</summary>
    public string Id { get; }

    /// <summary>The key of the credential. Its 64 ASCII characters are the key; they are not decoded.</summary>
    public string Key { get; }

    /// <summary>Issues a session with a new random token.</summary>
    /// <returns>The session.</returns>
    public static HawkSession Create()
    {
        Span<byte> token = stackalloc byte[TokenSize];
        RandomNumberGenerator.Fill(token);
        var session = Derive(token);
        CryptographicOperations.ZeroMemory(token);
        return session;
    }

    /// <summary>Derives the session of a token a server has issued.</summary>
    /// <param name="token">The token as hexadecimal digits of either case.</param>
    /// <param name="session">The session, when the token is one.</param>
    /// <returns>Whether the token has exactly 64 hexadecimal digits.</returns>
    public static bool TryFromToken(ReadOnlySpan<char> token, [NotNullWhen(true)] out HawkSession? session)
    {
        session = null;
        if (token.Length != 2 * TokenSize)
            return false;
        Span<byte> bytes = stackalloc byte[TokenSize];
        if (Convert.FromHexString(token, bytes, out _, out _) is not System.Buffers.OperationStatus.Done)
            return false;
        session = Derive(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return true;
    }

    /// <summary>Derives the session of token bytes of any length; for interoperation with tokens others have issued.</summary>
    /// <param name="token">The token, at least one byte.</param>
    /// <returns>The session.</returns>
    /// <exception cref="ArgumentException">The token is empty.</exception>
    public static HawkSession Derive(ReadOnlySpan<byte> token)
    {
        if (token.IsEmpty)
            throw new ArgumentException("The token is empty.", nameof(token));
        Span<byte> material = stackalloc byte[2 * HalfSize];
        DeriveMaterial(token, material);
        var session = new HawkSession(
            Convert.ToHexStringLower(token), Convert.ToHexStringLower(material[..HalfSize]), Convert.ToHexStringLower(material[HalfSize..]));
        CryptographicOperations.ZeroMemory(material);
        return session;
    }

    /// <summary>Derives the key alone, without a string that could not be overwritten; the caller overwrites it.</summary>
    internal static byte[] DeriveKey(ReadOnlySpan<byte> token)
    {
        Span<byte> material = stackalloc byte[2 * HalfSize];
        DeriveMaterial(token, material);
        var key = new byte[2 * HalfSize];
        Convert.TryToHexStringLower(material[HalfSize..], key, out _);
        CryptographicOperations.ZeroMemory(material);
        return key;
    }

    /// <summary>Makes the credential that signs and verifies for this session.</summary>
    /// <returns>A new credential.</returns>
    public HawkCredential ToCredential() => new(Id, Key);

    /// <summary>The id, and nothing that is secret.</summary>
    /// <returns>The id.</returns>
    public override string ToString() => Id;

    static void DeriveMaterial(ReadOnlySpan<byte> token, Span<byte> material) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, token, material, salt: [], info: "identity.mozilla.com/picl/v1/sessionToken"u8);
}
