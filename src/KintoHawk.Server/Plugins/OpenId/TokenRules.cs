using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace KintoHawk.Server.Plugins.OpenId;

/// <summary>What a JWT access token must be: signed by a key of the provider, from our issuer, for our audience, and of now.</summary>
/// <param name="issuers">The issuers that are accepted.</param>
/// <param name="audience">Whom the token must be for.</param>
/// <param name="time">The clock.</param>
sealed class TokenRules(IReadOnlyList<string> issuers, string audience, TimeProvider time)
{
    /// <summary>How far the clock of the provider may be off.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Public-key signatures only. <c>none</c> is no signature, and with <c>HS256</c> the public key would be taken for a shared secret, which everybody
    /// knows.
    /// </summary>
    public static IReadOnlyList<string> Algorithms { get; } = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    static readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    /// <summary>The name of the key that a token says it is signed with; false when the token is no signed JWT of an accepted algorithm.</summary>
    public static bool TryReadKeyId(string token, out string? keyId)
    {
        keyId = null;
        // Three parts: signed. Five are encrypted, which nobody does to a token that a resource server must read.
        if (token.AsSpan().Count('.') != 2)
            return false;
        try
        {
            var jwt = new JsonWebToken(token);
            keyId = string.IsNullOrEmpty(jwt.Kid) ? null : jwt.Kid;
            return Algorithms.Contains(jwt.Alg, StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or System.Text.Json.JsonException or FormatException)
        {
            return false;
        }
    }

    /// <summary>Why a token is refused, as a word for the log; null when it is good.</summary>
    public async Task<string?> RefuseAsync(string token, IEnumerable<SecurityKey> keys)
    {
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAlgorithms = Algorithms,
            RequireSignedTokens = true,
            IssuerSigningKeys = keys,
            ValidIssuers = issuers,
            ValidAudience = audience,
            IgnoreTrailingSlashWhenValidatingAudience = false,
            RequireExpirationTime = true,
            LifetimeValidator = IsOfNow,
            LogValidationExceptions = false,
        });
        // The exception's type says enough; its message may quote the token.
        return result.IsValid ? null : result.Exception?.GetType().Name ?? "invalid";
    }

    bool IsOfNow(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        // The clock is moved, not the claims: these may be the first or the last time there is.
        var now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && now - ClockSkew < end && (notBefore is not { } start || now + ClockSkew >= start);
    }
}
