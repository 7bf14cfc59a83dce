using System.Text;
using KintoHawk.Server.Authentication;

namespace KintoHawk.Server.Tests.Accounts;

/// <summary>Names and passwords as clients send them (kinto-plugins §1).</summary>
public sealed class BasicCredentialsTests
{
    [Theory]
    [InlineData("alice:secret", "alice", "secret")]
    [InlineData("alice:with:colons:", "alice", "with:colons:")]
    [InlineData("alice:", "alice", "")]
    [InlineData(":secret", "", "secret")]
    [InlineData("älice:pässwörd 😀", "älice", "pässwörd 😀")]
    public void A_name_ends_at_the_first_colon(string text, string name, string password)
    {
        var credentials = BasicCredentials.TryParse("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));

        Assert.Equal((name, password), (credentials!.Name, credentials.Password));
    }

    [Fact]
    public void What_is_no_utf8_is_latin1()
    {
        var credentials = BasicCredentials.TryParse("Basic " + Convert.ToBase64String(Encoding.Latin1.GetBytes("älice:pässwörd")));

        Assert.Equal(("älice", "pässwörd"), (credentials!.Name, credentials.Password));
    }

    [Theory]
    [InlineData("basic YTpi")]
    [InlineData("BASIC YTpi")]
    [InlineData("Basic   YTpi ")]
    public void The_scheme_is_compared_without_case(string authorization)
    {
        Assert.NotNull(BasicCredentials.TryParse(authorization));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic !")]
    [InlineData("Basic YTp")]
    [InlineData("Basic YWI=")]
    [InlineData("Bearer YTpi")]
    public void What_is_unusable_is_nothing(string? authorization)
    {
        Assert.Null(BasicCredentials.TryParse(authorization));
    }
}
