using System.Text;
using KintoHawk.Server.Plugins.OpenId;

namespace KintoHawk.Server.Tests.OpenId;

/// <summary>What a discovery document is good for.</summary>
public sealed class ProviderMetadataTests
{
    const string Issuer = "https://issuer.example.org";

    [Theory]
    [InlineData("https://issuer.example.org", "https://issuer.example.org/.well-known/openid-configuration")]
    [InlineData("https://issuer.example.org/", "https://issuer.example.org/.well-known/openid-configuration")]
    [InlineData("https://issuer.example.org/realms/a/", "https://issuer.example.org/realms/a/.well-known/openid-configuration")]
    public void The_document_stands_below_the_issuer(string issuer, string address)
    {
        Assert.Equal(address, ProviderMetadata.AddressOf(issuer).AbsoluteUri);
    }

    [Fact]
    public void Every_address_comes_from_the_document()
    {
        Assert.True(ProviderMetadata.TryParse(Document(), Issuer, out var metadata, out _));

        Assert.Equal("https://a.example.org/authorize", metadata.AuthorizationEndpoint.AbsoluteUri);
        Assert.Equal("https://b.example.org/token", metadata.TokenEndpoint.AbsoluteUri);
        Assert.Equal("https://c.example.org/userinfo", metadata.UserInfoEndpoint.AbsoluteUri);
        Assert.Equal("https://d.example.org/keys", metadata.KeySet!.AbsoluteUri);
        Assert.True(metadata.SupportsPkce);
        Assert.False(metadata.WantsBasic);
    }

    [Theory]
    [InlineData("issuer")]
    [InlineData("authorization_endpoint")]
    [InlineData("token_endpoint")]
    [InlineData("userinfo_endpoint")]
    public void A_document_without_what_is_needed_is_refused(string member)
    {
        Assert.False(ProviderMetadata.TryParse(Document($"\"{member}\"", "\"renamed\""), Issuer, out _, out var error));
        Assert.Contains(member, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://b.example.org/token")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/token")]
    [InlineData("https://user@b.example.org/token")]
    [InlineData("")]
    public void Addresses_that_nobody_meant_are_refused(string address)
    {
        Assert.False(ProviderMetadata.TryParse(Document("https://b.example.org/token", address), Issuer, out _, out var error));
        Assert.Contains("token_endpoint", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Below_an_issuer_without_https_its_addresses_need_none()
    {
        Assert.True(ProviderMetadata.TryParse(Document("https://b.example.org", "http://b.example.org"), "http://localhost:9000", out _, out _));
    }

    [Fact]
    public void The_secret_goes_into_a_header_only_where_nothing_else_is_accepted()
    {
        Assert.True(ProviderMetadata.TryParse(Document("\"client_secret_post\"", "\"private_key_jwt\""), Issuer, out var metadata, out _));
        Assert.True(metadata.WantsBasic);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("null")]
    public void What_is_no_object_is_refused(string document)
    {
        Assert.False(ProviderMetadata.TryParse(Encoding.UTF8.GetBytes(document), Issuer, out _, out _));
    }

    static ReadOnlyMemory<byte> Document(string replaced = "", string by = "")
    {
        const string document =
            """
            {
              "issuer": "https://issuer.example.org",
              "authorization_endpoint": "https://a.example.org/authorize",
              "token_endpoint": "https://b.example.org/token",
              "userinfo_endpoint": "https://c.example.org/userinfo",
              "jwks_uri": "https://d.example.org/keys",
              "code_challenge_methods_supported": ["plain", "S256"],
              "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"]
            }
            """;
        return Encoding.UTF8.GetBytes(replaced.Length == 0 ? document : document.Replace(replaced, by, StringComparison.Ordinal));
    }
}
