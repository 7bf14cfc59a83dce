using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using KintoHawk.Core.Json;

namespace KintoHawk.Server.Plugins.OpenId;

/// <summary>What the discovery document of a provider says (OpenID Connect Discovery 1.0, section 3): the only source of its addresses.</summary>
sealed record ProviderMetadata
{
    public required string Issuer { get; init; }

    public required Uri AuthorizationEndpoint { get; init; }

    public required Uri TokenEndpoint { get; init; }

    public required Uri UserInfoEndpoint { get; init; }

    /// <summary>Where the signing keys are; null when the document does not say.</summary>
    public Uri? KeySet { get; init; }

    /// <summary>True when the provider checks that a code is used by whoever asked for it (RFC 7636, method S256).</summary>
    public bool SupportsPkce { get; init; }

    /// <summary>True when the provider accepts the client secret in an <c>Authorization</c> header only.</summary>
    public bool WantsBasic { get; init; }

    /// <summary>Where the document of an issuer is.</summary>
    public static Uri AddressOf(string issuer) => new(issuer.TrimEnd('/') + "/.well-known/openid-configuration");

    /// <summary>Reads a document.</summary>
    /// <param name="document">The bytes that the provider sent.</param>
    /// <param name="issuer">The issuer from the settings. When its address is https, all others must be.</param>
    /// <param name="metadata">What it says.</param>
    /// <param name="error">What is wrong with it, for the log.</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> document, string issuer, [NotNullWhen(true)] out ProviderMetadata? metadata, [NotNullWhen(false)] out string? error)
    {
        metadata = null;
        if (!JsonText.TryParse(document, out var json, out error))
        {
            error = $"its discovery document is no JSON: {error}";
            return false;
        }

        using (json)
        {
            var root = json.RootElement;
            if (root.ValueKind is not JsonValueKind.Object)
            {
                error = "its discovery document is no JSON object";
                return false;
            }

            var mustBeHttps = issuer.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
            var named = Text(root, "issuer");
            error = named is null ? "its discovery document has no issuer" : null;
            var authorization = Required("authorization_endpoint", ref error);
            var token = Required("token_endpoint", ref error);
            var userInfo = Required("userinfo_endpoint", ref error);
            var keySet = Text(root, "jwks_uri") is null ? null : Required("jwks_uri", ref error);
            if (error is not null)
                return false;
            var methods = Texts(root, "token_endpoint_auth_methods_supported");
            metadata = new ProviderMetadata
            {
                Issuer = named!,
                AuthorizationEndpoint = authorization!,
                TokenEndpoint = token!,
                UserInfoEndpoint = userInfo!,
                KeySet = keySet,
                SupportsPkce = Texts(root, "code_challenge_methods_supported").Contains("S256", StringComparer.Ordinal),
                WantsBasic = methods.Contains("client_secret_basic", StringComparer.Ordinal) && !methods.Contains("client_secret_post", StringComparer.Ordinal),
            };
            return true;

            Uri? Required(string member, ref string? error)
            {
                if (Text(root, member) is { } text && Uri.TryCreate(text, UriKind.Absolute, out var address) && address.UserInfo.Length == 0
                    && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && !mustBeHttps)))
                    return address;
                error ??= $"its discovery document has no usable {member} ({(mustBeHttps ? "an https address" : "an http or https address")})";
                return null;
            }
        }
    }

    static string? Text(JsonElement root, string member) =>
        root.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    static string[] Texts(JsonElement root, string member) =>
        root.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(static item => item.ValueKind is JsonValueKind.String).Select(static item => item.GetString()!)]
            : [];
}
