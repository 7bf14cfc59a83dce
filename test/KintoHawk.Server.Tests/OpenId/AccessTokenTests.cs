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
        Assert.True(AccessToken.TryPeek(
            Jwt("""{"a":{"iss":"inner","exp":[1]},"iss":"https://issuer.example.org","exp":1700000000.5}"""), out var issuer, out var expires));

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
        Assert.True(AccessToken.TryPeek(token, out var issuer, out var expires));
        Assert.Equal((null, null), (issuer, expires));
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
        Assert.True(AccessToken.TryPeek(Jwt(claims), out var issuer, out var expires));
        Assert.Equal((null, null), (issuer, expires));
    }

    [Theory]
    [InlineData("""{"iss":"\ud800"}""")]
    [InlineData("""{"exp":1,"iss":"a\udc00b"}""")]
    [InlineData("{\"iss\":\"\u00ff\u00fe\"}")]
    public void Text_that_is_none_is_nobodys(string claims)
    {
        Assert.False(AccessToken.TryPeek($"e30.{Base64Url.EncodeToString(Encoding.Latin1.GetBytes(claims))}.c2ln", out _, out _));
    }

    [Theory]
    [InlineData("253402300799")]
    [InlineData("253402300799.9999")]
    public void A_token_may_end_at_the_end_of_time(string seconds)
    {
        Assert.True(AccessToken.TryPeek(Jwt($$"""{"exp":{{seconds}}}"""), out _, out var expires));
        Assert.Equal(9999, expires!.Value.Year);
    }

    static string Jwt(string claims) => $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.c2ln";
}
