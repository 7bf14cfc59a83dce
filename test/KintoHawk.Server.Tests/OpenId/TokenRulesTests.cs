using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using KintoHawk.Server.Plugins.OpenId;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace KintoHawk.Server.Tests.OpenId;

/// <summary>Which JWTs are accepted. The tokens are made by hand: what makes them must not be what checks them.</summary>
public sealed class TokenRulesTests : IDisposable
{
    const string Issuer = "https://issuer.example.org";
    const string Audience = "https://api.example.org/";
    static readonly DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    readonly RSA _rsa = RSA.Create(2048);
    readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly TokenRules _rules = new([Issuer], Audience, new FakeTimeProvider(_now));

    public static TheoryData<string> Signatures => ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256"];

    [Theory]
    [MemberData(nameof(Signatures))]
    public async Task A_token_of_the_provider_for_us_is_good(string algorithm)
    {
        Assert.Null(await RefuseAsync(Token(algorithm, Claims())));
    }

    [Theory]
    [InlineData(Audience, true)]
    [InlineData("https://api.example.org", false)]
    [InlineData("", false)]
    public async Task The_audience_is_exactly_ours(string audience, bool good)
    {
        Assert.Equal(good, await RefuseAsync(Token("RS256", Claims(audience: $"\"{audience}\""))) is null);
    }

    [Fact]
    public async Task Our_audience_may_be_one_of_several()
    {
        Assert.Null(await RefuseAsync(Token("RS256", Claims(audience: $"""["other","{Audience}"]"""))));
        Assert.NotNull(await RefuseAsync(Token("RS256", Claims(audience: """["other","another"]"""))));
        Assert.NotNull(await RefuseAsync(Token("RS256", Claims(audience: "[]"))));
    }

    [Theory]
    [InlineData("https://issuer.example.org/")]
    [InlineData("https://evil.example.org")]
    [InlineData("")]
    public async Task Another_issuer_is_refused(string issuer)
    {
        Assert.NotNull(await RefuseAsync(Token("RS256", Claims(issuer))));
    }

    [Theory]
    [InlineData(-29, true)]
    [InlineData(-31, false)]
    [InlineData(600, true)]
    public async Task A_token_ends_when_it_says(int seconds, bool good)
    {
        Assert.Equal(good, await RefuseAsync(Token("RS256", Claims(expires: (_now.ToUnixTimeSeconds() + seconds).ToString()))) is null);
    }

    [Theory]
    [InlineData(29, true)]
    [InlineData(31, false)]
    public async Task A_token_begins_when_it_says(int seconds, bool good)
    {
        Assert.Equal(good, await RefuseAsync(Token("RS256", Claims(more: $",\"nbf\":{_now.ToUnixTimeSeconds() + seconds}"))) is null);
    }

    [Fact]
    public async Task A_token_without_end_is_refused()
    {
        Assert.NotNull(await RefuseAsync(Token("RS256", $$"""{"iss":"{{Issuer}}","aud":"{{Audience}}","sub":"a"}""")));
    }

    [Fact]
    public async Task A_token_of_another_key_is_refused()
    {
        using var other = RSA.Create(2048);
        var text = $"{Encode("""{"alg":"RS256"}""")}.{Encode(Claims())}";
        var forged = $"{text}.{Base64Url.EncodeToString(other.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";

        Assert.NotNull(await RefuseAsync(forged));
    }

    [Fact]
    public async Task An_altered_token_is_refused()
    {
        var parts = Token("RS256", Claims()).Split('.');

        Assert.NotNull(await RefuseAsync($"{parts[0]}.{Encode(Claims(more: ",\"admin\":true"))}.{parts[2]}"));
        Assert.NotNull(await RefuseAsync($"{Encode("""{"alg":"RS256","x":1}""")}.{parts[1]}.{parts[2]}"));
        Assert.NotNull(await RefuseAsync($"{parts[0]}.{parts[1]}."));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("HS256")]
    [InlineData("HS512")]
    [InlineData("")]
    public async Task A_token_that_is_not_signed_with_a_private_key_is_refused_twice(string algorithm)
    {
        var text = $"{Encode($$"""{"alg":"{{algorithm}}"}""")}.{Encode(Claims())}";
        // What an attacker would take for the shared secret: everything that is public about the key.
        var secrets = new[] { _rsa.ExportSubjectPublicKeyInfo(), _rsa.ExportRSAPublicKey(), Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem()) };
        foreach (var secret in secrets)
        {
            var token = $"{text}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(text)))}";
            Assert.False(TokenRules.TryReadKeyId(token, out _));
            Assert.NotNull(await RefuseAsync(token));
        }

        Assert.NotNull(await RefuseAsync(text + "."));
    }

    [Fact]
    public async Task A_signature_of_another_kind_than_the_header_says_is_refused()
    {
        var text = $"{Encode("""{"alg":"PS256"}""")}.{Encode(Claims())}";

        Assert.NotNull(await RefuseAsync($"{text}.{Signature("RS256", text)}"));
    }

    [Theory]
    [InlineData("""{"alg":"RS256","kid":"a"}""", "a")]
    [InlineData("""{"alg":"RS256"}""", null)]
    public void The_key_is_the_one_that_the_header_names(string header, string? name)
    {
        Assert.True(TokenRules.TryReadKeyId($"{Encode(header)}.{Encode("{}")}.c2ln", out var keyId));
        Assert.Equal(name, keyId);
    }

    [Theory]
    [InlineData("opaque")]
    [InlineData("a.b.c")]
    [InlineData("....")]
    [InlineData("e30.e30.")]
    [InlineData("W10.W10.c2ln")]
    public void What_is_no_jwt_is_none(string token)
    {
        Assert.False(TokenRules.TryReadKeyId(token, out _));
    }

    public void Dispose()
    {
        _rsa.Dispose();
        _ec.Dispose();
    }

    Task<string?> RefuseAsync(string token) => _rules.RefuseAsync(token, [Jwk(JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(_rsa.ExportParameters(false)))), Jwk(JsonWebKeyConverter.ConvertFromECDsaSecurityKey(new ECDsaSecurityKey(_ec)))]);

    /// <summary>As it comes from a provider: public members, as text.</summary>
    static JsonWebKey Jwk(JsonWebKey key) => new(key.Kty == "RSA"
        ? $$"""{"kty":"RSA","n":"{{key.N}}","e":"{{key.E}}"}"""
        : $$"""{"kty":"EC","crv":"P-256","x":"{{key.X}}","y":"{{key.Y}}"}""");

    static string Claims(string issuer = Issuer, string? audience = null, string? expires = null, string more = "") =>
        $$"""{"iss":"{{issuer}}","aud":{{audience ?? $"\"{Audience}\""}},"sub":"a","exp":{{expires ?? (_now.ToUnixTimeSeconds() + 60).ToString()}}{{more}}}""";

    string Token(string algorithm, string claims)
    {
        var text = $"{Encode($$"""{"alg":"{{algorithm}}","typ":"at+jwt"}""")}.{Encode(claims)}";
        return $"{text}.{Signature(algorithm, text)}";
    }

    string Signature(string algorithm, string text)
    {
        var hash = algorithm[2..] switch { "256" => HashAlgorithmName.SHA256, "384" => HashAlgorithmName.SHA384, _ => HashAlgorithmName.SHA512 };
        var bytes = Encoding.ASCII.GetBytes(text);
        return Base64Url.EncodeToString(algorithm[..2] switch
        {
            "ES" => _ec.SignData(bytes, hash),
            "PS" => _rsa.SignData(bytes, hash, RSASignaturePadding.Pss),
            _ => _rsa.SignData(bytes, hash, RSASignaturePadding.Pkcs1),
        });
    }

    static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
