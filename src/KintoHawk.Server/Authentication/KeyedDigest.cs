using System.Security.Cryptography;
using System.Text;

namespace KintoHawk.Server.Authentication;

/// <summary>The digests in user ids and cache keys: lower-case hex of HMAC-SHA256 over UTF-8 text (kinto-plugins §1).</summary>
static class KeyedDigest
{
    public static string Of(string secret, string text) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
}
