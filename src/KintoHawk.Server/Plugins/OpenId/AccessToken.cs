using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace KintoHawk.Server.Plugins.OpenId;

/// <summary>What can be told from the text of a token without trusting it.</summary>
static class AccessToken
{
    /// <summary>The characters of a bearer token (RFC 6750, section 2.1).</summary>
    static readonly SearchValues<char> _characters = SearchValues.Create("-._~+/=0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>The token of a header with this scheme, compared without case; null when the scheme is another one or the token cannot be one.</summary>
    public static string? Find(string? authorization, string scheme)
    {
        if (authorization is null || authorization.Length <= scheme.Length || authorization[scheme.Length] != ' '
            || !authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var token = authorization.AsSpan(scheme.Length + 1).Trim(' ');
        return token.IsEmpty || token.ContainsAnyExcept(_characters) ? null : token.ToString();
    }

    /// <summary>
    /// Issuer and end of a token that is a JWT; nulls for what it does not say, and for opaque tokens. Nothing here is verified: it can only make us
    /// stricter.
    /// </summary>
    /// <returns>False for what nobody has issued: claims with text that is no Unicode.</returns>
    public static bool TryPeek(string token, out string? issuer, out DateTimeOffset? expires)
    {
        (issuer, expires) = (null, null);
        var first = token.IndexOf('.');
        var second = first < 0 ? -1 : token.IndexOf('.', first + 1);
        if (second < 0 || token.IndexOf('.', second + 1) >= 0 || !Base64Url.IsValid(token.AsSpan(first + 1, second - first - 1)))
            return true;
        try
        {
            var reader = new Utf8JsonReader(Base64Url.DecodeFromChars(token.AsSpan(first + 1, second - first - 1)));
            (issuer, expires) = Read(ref reader);
            return true;
        }
        catch (JsonException)
        {
            return true;
        }
        catch (InvalidOperationException)
        {
            // The reader checks the text of strings no sooner than it is asked for them.
            return false;
        }
    }

    static (string? Issuer, DateTimeOffset? Expires) Read(ref Utf8JsonReader reader)
    {
        (string? Issuer, DateTimeOffset? Expires) claims = default;
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
            return default;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isIssuer = reader.ValueTextEquals("iss"u8);
            var isEnd = reader.ValueTextEquals("exp"u8);
            reader.Read();
            if (isIssuer && reader.TokenType is JsonTokenType.String)
                claims.Issuer = reader.GetString();
            else if (isEnd && reader.TokenType is JsonTokenType.Number && reader.TryGetDouble(out var seconds) && seconds is > 0 and < 253_402_300_800)
                claims.Expires = DateTimeOffset.UnixEpoch.AddSeconds(seconds);
            else
                reader.Skip();
        }

        return claims;
    }
}
