namespace Hawk.Tests;

public class HawkTargetTests
{
    [Theory]
    [InlineData("/a?b=%7e", "/a?b=%7e")]
    [InlineData("/a?", "/a?")]
    [InlineData("*", "*")]
    [InlineData("a?u=http://other.example/b", "a?u=http://other.example/b")]
    [InlineData("http://other.example/a?b", "/a?b")]
    [InlineData("HTTPS://other.example:8443", "/")]
    [InlineData("http://other.example?b=/c", "/?b=/c")]
    [InlineData("/a?u=http://other.example/b", "/a?u=http://other.example/b")]
    public void The_resource_is_the_raw_path_and_query(string rawTarget, string resource)
    {
        Assert.True(HawkTarget.TryFromHostField("GET", rawTarget, "example.com", isTls: false, out var target));

        Assert.Equal(resource, target.Resource.ToString());
        Assert.Equal("example.com", target.Host.ToString());
    }

    [Theory]
    [InlineData("GE\nT", "/", "example.com")]
    [InlineData("", "/", "example.com")]
    [InlineData("G T", "/", "example.com")]
    [InlineData("GET", "/a\nb", "example.com")]
    [InlineData("GET", "/a\rb", "example.com")]
    [InlineData("GET", "", "example.com")]
    [InlineData("GET", "/", "example.com\n")]
    [InlineData("GET", "/", "")]
    [InlineData("GET", "/", "b\u00FCcher.example")]
    [InlineData("GET", "/", "[fe80::1%eth0]")]
    [InlineData("GET", "/", "[::1")]
    [InlineData("GET", "/", "[example.com]")]
    [InlineData("GET", "/", "256.0.0.1")]
    [InlineData("GET", "/", "[127.0.0.1]")]
    [InlineData("GET", "/", "[1]")]
    public void A_part_that_could_shift_or_blur_the_signed_text_is_refused(string method, string rawTarget, string host)
    {
        Assert.False(HawkTarget.TryFromHostField(method, rawTarget, host, isTls: false, out _));
        Assert.False(HawkTarget.TryCreate(method, rawTarget, host, 80, out _));
    }

    [Fact]
    public void A_target_with_half_a_character_is_refused_because_all_halves_would_be_signed_alike()
    {
        Assert.False(HawkTarget.TryFromHostField("GET", "/a\uD83D", "example.com", isTls: false, out _));
        Assert.False(HawkTarget.TryFromHostField("GET", "/\uDD11a", "example.com", isTls: false, out _));
        Assert.False(HawkTarget.TryFromHostField("GET", "/\uDD11\uD83D", "example.com", isTls: false, out _));
        Assert.True(HawkTarget.TryFromHostField("GET", "/\uD83D\uDD11", "example.com", isTls: false, out _));
    }

    [Fact]
    public void A_link_with_half_a_character_does_not_open_what_a_link_with_the_replacement_character_opens()
    {
        using var credential = Sample.Credential();
        Assert.True(HawkTarget.TryCreate("GET", "/a\uFFFD", "example.com", 80, out var target));
        var bewit = HawkClient.CreateBewit(credential, in target, Sample.Now.AddMinutes(1));

        Assert.Equal(HawkFailure.None, HawkBewit.Parse("GET", $"/a\uFFFD?bewit={bewit}", hasAuthorization: false, out _));
        Assert.Equal(HawkFailure.MalformedHeader, HawkBewit.Parse("GET", $"/a\uD83D?bewit={bewit}", hasAuthorization: false, out _));
    }

    [Theory]
    [InlineData("example.com", 80, 443)]
    [InlineData("example.com:", 80, 443)]
    [InlineData("example.com:80", 80, 80)]
    [InlineData("example.com:443", 443, 443)]
    [InlineData("[::1]:0443", 443, 443)]
    public void An_explicit_port_is_kept_and_an_absent_one_follows_the_connection(string field, int plain, int tls)
    {
        Assert.True(HawkTarget.TryFromHostField("GET", "/", field, isTls: false, out var one));
        Assert.True(HawkTarget.TryFromHostField("GET", "/", field, isTls: true, out var two));

        Assert.Equal(plain, one.Port);
        Assert.Equal(tls, two.Port);
    }

    [Theory]
    [InlineData("::1")]
    [InlineData("example.com:65536")]
    [InlineData("example.com:99999999999999999999")]
    [InlineData("example.com:80:80")]
    [InlineData("example.com:80\0")]
    [InlineData(":80")]
    [InlineData("[::1]80")]
    [InlineData("example.com: 80")]
    public void A_host_field_that_is_not_host_and_port_is_refused(string field) =>
        Assert.False(HawkTarget.TryFromHostField("GET", "/", field, isTls: false, out _));

    [Theory]
    [InlineData("http://EXAMPLE.com", "example.com", 80, "/")]
    [InlineData("https://example.com/a b?q=\u00E9#fragment", "example.com", 443, "/a%20b?q=%C3%A9")]
    [InlineData("http://user:password@example.com:8080/?", "example.com", 8080, "/?")]
    [InlineData("ws://example.com/", "example.com", 443, "/")]
    [InlineData("http://b\u00FCcher.example/", "xn--bcher-kva.example", 80, "/")]
    [InlineData("http://[2001:DB8:0:0:0:0:0:1]/", "[2001:db8::1]", 80, "/")]
    [InlineData("http://[::ffff:127.0.0.1]/", "[::ffff:7f00:1]", 80, "/")]
    [InlineData("http://[0:0:1::]/", "[0:0:1::]", 80, "/")]
    [InlineData("http://[1:0:0:2:0:0:0:3]/", "[1:0:0:2::3]", 80, "/")]
    [InlineData("http://[::]/", "[::]", 80, "/")]
    public void A_url_is_signed_as_it_will_be_sent(string url, string host, int port, string resource)
    {
        var target = HawkTarget.FromUri("GET", new Uri(url));

        Assert.Equal(host, target.Host.ToString());
        Assert.Equal(port, target.Port);
        Assert.Equal(resource, target.Resource.ToString());
    }

    [Theory]
    [InlineData("example.com:8000", "example.com", true)]
    [InlineData("EXAMPLE.com:8000", "example.COM:8000", true)]
    [InlineData("example.com:8000", "example.com:8001", false)]
    [InlineData("example.com", "example.com:80", true)]
    [InlineData("example.com", "example.com:443", false)]
    [InlineData("example.com", "www.example.com", false)]
    [InlineData("www.example.com", "example.com", false)]
    [InlineData("[0:0::1]:8000", "[::1]:8000", true)]
    [InlineData("[::1]:8000", "[0:0:0:0:0:0:0:1]", true)]
    [InlineData("[::1]:8000", "[::1]:80", false)]
    [InlineData("127.0.0.1", "127.1", true)]
    [InlineData("example.com", "", false)]
    [InlineData("example.com", "http://example.com", false)]
    [InlineData("example.com", "example.com:80:80", false)]
    public void A_target_knows_whether_it_is_at_a_name_of_the_server(string hostField, string authority, bool expected)
    {
        Assert.Equal(expected, Sample.Target(hostField).IsFor(authority));
        Assert.False(default(HawkTarget).IsFor(authority));
    }

    [Fact]
    public void Both_spellings_of_an_IPv6_host_are_one_name()
    {
        Assert.True(HawkTarget.TryCreate("GET", "/", "::1", 80, out var bare));

        Assert.True(bare.IsFor("[::1]"));
        Assert.True(bare.WithOtherIPv6Spelling().IsFor("[::1]:80"));
        Assert.False(bare.IsFor("::1"));
    }

    [Fact]
    public void A_url_that_cannot_be_signed_is_a_mistake()
    {
        Assert.Throws<ArgumentException>(() => { HawkTarget.FromUri("GET", new Uri("/a", UriKind.Relative)); });
        Assert.Throws<ArgumentException>(() => { HawkTarget.FromUri("GET", new Uri("urn:a:b")); });
        Assert.Throws<ArgumentException>(() => { HawkTarget.FromUri("G T", new Uri("http://example.com/")); });
    }
}
