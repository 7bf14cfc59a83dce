using System.Buffers.Text;
using System.Text;
using KintoHawk.Server.Plugins.OpenId;

namespace KintoHawk.Server.Tests.OpenId;

/// <summary>What is read out of a token before it is trusted.</summary>
public sealed class AccessTokenTests
{
    [Theory]
    [InlineData("Bearer abc", "abc")]
    [InlineData("bEaReR abc", "abc")]
    [InlineData("Bearer   abc  ", "abc")]
    [InlineData("Bearer a-b._~+/c==", "a-b._~+/c==")]
    [InlineData("Bearer", null)]
    [InlineData("Bearer ", null)]
    [InlineData("Bearerabc", null)]
    [InlineData("Bearer\tabc", null)]
    [InlineData("Bearer a b", null)]
    [InlineData("Bearer a\"b", null)]
    [InlineData("Bearer a\u00e9", null)]
    [InlineData("Basic abc", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_token_stands_behind_its_scheme(string? authorization, string? token)
    {
        Assert.Equal(token, AccessToken.Find(authorization, "Bearer"));
    }

    [Fact]
    public void A_jwt_tells_its_issuer_and_its_end()
    {
        var (issuer, expires) = AccessToken.Peek(Jwt("""{"a":{"iss":"inner","exp":[1]},"iss":"https://issuer.example.org","exp":1700000000.5}"""));

        Assert.Equal("https://issuer.example.org", issuer);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_500), expires);
    }

    [Theory]
    [InlineData("opaque")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("a.!!.c")]
    [InlineData("a..c")]
    public void What_is_no_jwt_tells_nothing(string token)
    {
        Assert.Equal(default, AccessToken.Peek(token));
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{")]
    [InlineData("{\"iss\":")]
    [InlineData("""{"iss":7,"exp":"soon"}""")]
    [InlineData("""{"exp":1e300}""")]
    [InlineData("""{"exp":-1}""")]
    [InlineData("text")]
    public void Strange_claims_tell_nothing(string claims)
    {
        Assert.Equal(default, AccessToken.Peek(Jwt(claims)));
    }

    static string Jwt(string claims) => $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.c2ln";
}
