using KintoHawk.Server.Plugins.OpenId;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Tests.OpenId;

/// <summary>Where a login may end (kinto-plugins §7).</summary>
public sealed class CallbackOriginsTests
{
    const string Own = "https://kinto.example.org";

    [Theory]
    [InlineData("https://app.example.org/#tokens=", "https://app.example.org")]
    [InlineData("https://app.example.org", "https://app.example.org")]
    [InlineData("HTTPS://App.Example.ORG:443/x?y", "https://app.example.org")]
    [InlineData("http://localhost:80?x", "http://localhost")]
    [InlineData("http://localhost:3000/#/auth/", "http://localhost:3000")]
    [InlineData("http://localhost:443", "http://localhost:443")]
    [InlineData("http://[::1]:3000/", "http://[::1]:3000")]
    [InlineData("https://xn--bcher-kva.example#", "https://xn--bcher-kva.example")]
    public void The_origin_of_an_address_is_read(string address, string origin)
    {
        Assert.True(CallbackOrigins.TryReadOrigin(address, out var read));
        Assert.Equal(origin, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/relative")]
    [InlineData("//app.example.org/")]
    [InlineData("app.example.org")]
    [InlineData("javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("ftp://app.example.org/")]
    [InlineData("https:app.example.org")]
    [InlineData("https:/app.example.org")]
    [InlineData("https:\\\\app.example.org\\")]
    [InlineData("https:///app.example.org")]
    [InlineData("https://app.example.org\\@evil.example.org/")]
    [InlineData("https://app.example.org@evil.example.org/")]
    [InlineData("https://app.example.org:443@evil.example.org/")]
    [InlineData("https://app.example.org:99999/")]
    [InlineData("https://app.example.org:0/")]
    [InlineData("https://app.example.org:+80/")]
    [InlineData("https://app.example.org:/")]
    [InlineData("https://app.example.org /")]
    [InlineData("https://app.example.org\t/")]
    [InlineData("https://app.example.org/\r\nSet-Cookie: a=b")]
    [InlineData("https://bücher.example/")]
    [InlineData("https://app。example.org/")]
    [InlineData("https://app%2eexample.org/")]
    [InlineData("https://[::1/")]
    [InlineData("https://[::1]evil.example.org/")]
    [InlineData("https://")]
    public void What_two_readers_could_understand_differently_has_no_origin(string address)
    {
        Assert.False(CallbackOrigins.TryReadOrigin(address, out _));
    }

    [Theory]
    [InlineData("https://kinto.example.org/v1/admin/#", true)]
    [InlineData("https://app.example.org/", true)]
    [InlineData("https://app.example.org:8443/", false)]
    [InlineData("http://app.example.org/", false)]
    [InlineData("http://kinto.example.org/", false)]
    [InlineData("https://app.example.org.evil.example/", false)]
    [InlineData("https://evil.example/https://app.example.org/", false)]
    [InlineData("https://sub.app.example.org/", false)]
    public void A_login_ends_at_the_own_origin_or_a_listed_one(string callback, bool accepted)
    {
        var origins = new CallbackOrigins(new KintoHawkOptions { OpenIdCallbackOrigins = ["https://APP.example.org:443/"] });

        Assert.True(CallbackOrigins.TryReadOrigin(callback, out var origin));
        Assert.Equal(accepted, origins.Accepts(origin, Own));
    }

    [Theory]
    [InlineData("https://app.example.org", false)]
    [InlineData("https://app.example.org:8443", false)]
    [InlineData("https://app.example.org/", true)]
    [InlineData("https://app.example.org?tokens=", true)]
    [InlineData("https://app.example.org:8443#", true)]
    public void What_is_appended_to_a_callback_must_not_become_part_of_its_host(string callback, bool isSafe)
    {
        Assert.Equal(isSafe, CallbackOrigins.EndsOrigin(callback));
    }

    [Fact]
    public void Anywhere_must_be_asked_for()
    {
        Assert.False(new CallbackOrigins(new KintoHawkOptions()).Accepts("https://app.example.org", Own));
        Assert.True(new CallbackOrigins(new KintoHawkOptions { OpenIdCallbackOrigins = ["*"] }).Accepts("https://app.example.org", Own));
    }

    [Theory]
    [InlineData("https://app.example.org", true)]
    [InlineData("https://app.example.org/", true)]
    [InlineData("http://localhost:3000", true)]
    [InlineData("https://app.example.org/path", false)]
    [InlineData("https://app.example.org?", false)]
    [InlineData("https://*.example.org", false)]
    [InlineData("app.example.org", false)]
    public void Settings_list_origins_and_nothing_else(string text, bool isOrigin)
    {
        Assert.Equal(isOrigin, CallbackOrigins.IsOrigin(text));
    }
}
