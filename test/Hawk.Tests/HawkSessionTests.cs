namespace Hawk.Tests;

public class HawkSessionTests
{
    [Fact]
    public void An_issued_session_is_the_one_its_token_gives()
    {
        var issued = HawkSession.Create();

        Assert.Matches("^[0-9a-f]{64}$", issued.Token);
        Assert.True(HawkSession.TryFromToken(issued.Token.ToUpperInvariant(), out var session));
        Assert.Equal((issued.Token, issued.Id, issued.Key), (session.Token, session.Id, session.Key));
        Assert.NotEqual(issued.Token, HawkSession.Create().Token, StringComparer.Ordinal);
    }

    [Fact]
    public void Both_sides_of_a_session_understand_each_other()
    {
        Assert.True(HawkSession.TryFromToken("096e8db4efd19419a3f44a6e60b468ecd16ac1f2ee1fae85ecd2131fee130bc8", out var session));
        Assert.Equal("303b4a603654d6ce45aa619240af2af26cdf3431fe280e8ea757357840ab0db0", session.Id);
        Assert.Equal("700a26edc8223926da76101c80a02e0bc20ca760c3f52cfc70a199cb8ce4d5cc", session.Key);

        using var client = session.ToCredential();
        using var server = new HawkCredential(session.Id, session.Key);
        var header = Sample.Header(Sample.Sign(client).Value);
        Assert.Equal(HawkFailure.None, HawkServer.VerifyMac(in header, Sample.Target(), server, Sample.Now));
    }

    [Theory]
    [InlineData("")]
    [InlineData("096e8db4efd19419a3f44a6e60b468ec")]
    [InlineData("096e8db4efd19419a3f44a6e60b468ecd16ac1f2ee1fae85ecd2131fee130bc")]
    [InlineData("096e8db4efd19419a3f44a6e60b468ecd16ac1f2ee1fae85ecd2131fee130bc800")]
    [InlineData("g96e8db4efd19419a3f44a6e60b468ecd16ac1f2ee1fae85ecd2131fee130bc8")]
    public void A_token_of_another_form_is_refused(string token) => Assert.False(HawkSession.TryFromToken(token, out _));

    [Fact]
    public void An_empty_token_derives_nothing() => Assert.Throws<ArgumentException>(() => HawkSession.Derive([]));
}
