using System.Net;
using Hawk.Interop.Tests.Reference;

namespace Hawk.Interop.Tests;

/// <summary>Links our client makes open the reference server for GET and HEAD, until they expire, and for nothing else.</summary>
public sealed class OurBewitTests(ReferencePackage reference) : IAsyncLifetime
{
    Uri _origin = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync() => _origin = await reference.Server.ListenAsync("bewit");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [MemberData(nameof(Matrix.Links), MemberType = typeof(Matrix))]
    public async Task Every_target_opens(string method, string target, string algorithm)
    {
        var raw = Targets.Raw[target];
        var bewit = Create(raw, Key.For(algorithm));

        var verdict = await OpenAsync(method, OurClient.Raw(_origin, Link.Append(raw, bewit)));

        Assert.True(verdict.IsAccepted, verdict.ToString());
    }

    [Theory]
    [MemberData(nameof(Matrix.WrittenUrls), MemberType = typeof(Matrix))]
    public async Task Every_signed_link_opens(string method, string target)
    {
        var link = HawkClient.SignLink(
            Key.Sha256.Credential, new Uri(_origin.GetLeftPart(UriPartial.Authority) + Targets.Written[target]), Now, TimeSpan.FromMinutes(1), "ext");

        var verdict = await OpenAsync(method is "POST" ? "HEAD" : method, link);

        Assert.True(verdict.IsAccepted, verdict.ToString());
        Assert.Equal("ext", verdict.Artifact("ext"));
    }

    [Theory]
    [MemberData(nameof(Matrix.Exts), MemberType = typeof(Matrix))]
    public async Task Its_ext_arrives(string ext)
    {
        var verdict = await OpenAsync("GET", OurClient.Raw(_origin, Link.Append("/file", Create("/file", Key.Sha256, ext: ext))));

        Assert.Equal((true, ext), (verdict.IsAccepted, verdict.Artifact("ext")));
    }

    [Theory]
    [MemberData(nameof(Matrix.Keys), MemberType = typeof(Matrix))]
    public async Task Every_kind_of_key_opens(string id)
    {
        var verdict = await OpenAsync("GET", OurClient.Raw(_origin, Link.Append("/file", Create("/file", Key.Of(id)))));

        Assert.Equal((true, id), (verdict.IsAccepted, verdict.Artifact("id")));
    }

    [Theory]
    [InlineData("/file?a=1", "/file?bewit={0}&a=1")]
    [InlineData("/file?a=1&b=2", "/file?a=1&bewit={0}&b=2")]
    public async Task It_may_stand_anywhere_in_the_query(string signed, string sent)
    {
        var verdict = await OpenAsync("GET", OurClient.Raw(_origin, string.Format(null, sent, Create(signed, Key.Sha256))));

        Assert.True(verdict.IsAccepted, verdict.ToString());
    }

    [Fact]
    public async Task It_opens_a_host_that_is_an_IPv6_address()
    {
        IPv6Tests.SkipWithoutLoopback();
        _origin = await reference.Server.ListenAsync("bewit", host: "::1");

        var verdict = await OpenAsync("GET", HawkClient.SignLink(Key.Sha256.Credential, new Uri(_origin, "/file"), Now, TimeSpan.FromMinutes(1)));

        Assert.True(verdict.IsAccepted, verdict.ToString());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-3600)]
    public async Task When_it_has_expired_it_does_not_open(int lifetime) =>
        await RefusedAsync("/file", Create("/file", Key.Sha256, lifetime), "Access expired");

    [Fact]
    public async Task It_expires_by_the_clock_of_the_server()
    {
        _origin = await reference.Server.ListenAsync("bewit", clockOffset: TimeSpan.FromHours(1));

        await RefusedAsync("/file", Create("/file", Key.Sha256, lifetime: 3500), "Access expired");
        Assert.True((await OpenAsync("GET", OurClient.Raw(_origin, Link.Append("/file", Create("/file", Key.Sha256, lifetime: 3700))))).IsAccepted);
    }

    [Theory]
    [InlineData(0, "old-peer", "Bad mac")]
    [InlineData(0, "nobody", "Unknown credentials")]
    [InlineData(1, "4000000000", "Bad mac")]
    [InlineData(2, "U4MKKSmiVxk37JCCrAVIjV/OhB3y+NdwoCr6RShbVkE=", "Bad mac")]
    [InlineData(3, "more", "Bad mac")]
    [InlineData(3, "", "Bad mac")]
    public async Task Altered_it_does_not_open(int part, string value, string reason) =>
        await RefusedAsync("/file", Link.Replace(Create("/file", Key.Sha256, ext: "ext"), part, value), reason);

    [Theory]
    [InlineData("/file2")]
    [InlineData("/File")]
    [InlineData("/file?a=1")]
    [InlineData("/")]
    public async Task It_does_not_open_anything_else(string target) => await RefusedAsync(target, Create("/file", Key.Sha256), "Bad mac");

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task It_does_not_open_for_another_method(string method) =>
        await RefusedAsync("/file", Create("/file", Key.Sha256), "Invalid method", method);

    [Fact]
    public async Task It_does_not_open_beside_another_authentication()
    {
        using var client = OurClient.For(_origin, Key.Sha256, check: HawkResponseCheck.IfPresent);
        using var request = OurClient.Request("GET", OurClient.Raw(_origin, Link.Append("/file", Create("/file", Key.Sha256))));
        using var response = await client.SendAsync(request, Cancel);

        Assert.Equal((HttpStatusCode.BadRequest, "Multiple authentications"), (response.StatusCode, ReferenceVerdict.Of(response).Message));
    }

    string Create(string target, Key key, int lifetime = 60, string? ext = null) =>
        HawkClient.CreateBewit(key.Credential, HawkTarget.FromUri("GET", OurClient.Raw(_origin, target)), Now.AddSeconds(lifetime), ext);

    static async Task<ReferenceVerdict> OpenAsync(string method, Uri link)
    {
        using var client = OurClient.Plain();
        using var request = OurClient.Request(method, link);
        using var response = await client.SendAsync(request, Cancel);
        var verdict = ReferenceVerdict.Of(response);
        Assert.Equal(verdict.IsAccepted, response.IsSuccessStatusCode);
        return verdict;
    }

    async Task RefusedAsync(string target, string bewit, string reason, string method = "GET") =>
        Assert.Equal(reason, (await OpenAsync(method, OurClient.Raw(_origin, Link.Append(target, bewit)))).Message);
}
