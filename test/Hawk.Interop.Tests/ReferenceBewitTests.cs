using System.Net;
using System.Text;
using Hawk.Interop.Tests.Reference;
using Hawk.Interop.Tests.Server;

namespace Hawk.Interop.Tests;

/// <summary>Links the reference client makes open our server for GET and HEAD, until they expire, and for nothing else.</summary>
public sealed class ReferenceBewitTests(ReferencePackage reference) : IAsyncLifetime
{
    OurServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await OurServer.StartAsync(allowBewit: true);

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [MemberData(nameof(Matrix.Links), MemberType = typeof(Matrix))]
    public async Task Every_target_opens(string method, string target, string algorithm)
    {
        var raw = Targets.Raw[target];
        var bewit = await reference.Client.CreateBewitAsync(_server.Origin, raw, Key.For(algorithm));

        var answer = await OpenAsync(method, Link.Append(raw, bewit));

        Assert.Equal((HttpStatusCode.OK, null), (answer.Status, answer.Field("www-authenticate")));
        Assert.Equal(method is "GET" ? "opened" : "", Encoding.UTF8.GetString(answer.Body));
    }

    [Theory]
    [MemberData(nameof(Matrix.Exts), MemberType = typeof(Matrix))]
    public async Task Its_ext_arrives(string ext)
    {
        var bewit = await reference.Client.CreateBewitAsync(_server.Origin, "/file", Key.Sha256, ext: ext);

        var answer = await OpenAsync("GET", Link.Append("/file", bewit));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(ext, Encoding.UTF8.GetString(Convert.FromBase64String(answer.Field("x-ext")!)));
    }

    [Theory]
    [MemberData(nameof(Matrix.Keys), MemberType = typeof(Matrix))]
    public async Task Every_kind_of_key_opens(string id)
    {
        var bewit = await reference.Client.CreateBewitAsync(_server.Origin, "/file", Key.Of(id));

        Assert.Equal(HttpStatusCode.OK, (await OpenAsync("GET", Link.Append("/file", bewit))).Status);
    }

    [Theory]
    [InlineData("/file?a=1", "/file?bewit={0}&a=1")]
    [InlineData("/file?a=1&b=2", "/file?a=1&bewit={0}&b=2")]
    [InlineData("/file?a=1&b=%26%3d", "/file?bewit={0}&a=1&b=%26%3d")]
    [InlineData("/file", "/file?bewit={0}==")]
    public async Task It_may_stand_anywhere_in_the_query(string signed, string sent)
    {
        var bewit = await reference.Client.CreateBewitAsync(_server.Origin, signed, Key.Sha256);

        Assert.Equal(HttpStatusCode.OK, (await OpenAsync("GET", string.Format(null, sent, bewit))).Status);
    }

    [Fact]
    public async Task It_opens_as_often_as_one_likes()
    {
        var bewit = await reference.Client.CreateBewitAsync(_server.Origin, "/file", Key.Sha256);

        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, (await OpenAsync("GET", Link.Append("/file", bewit))).Status);
    }

    [Fact]
    public async Task It_opens_a_host_that_is_an_IPv6_address()
    {
        IPv6Tests.SkipWithoutLoopback();
        await using var server = await OurServer.StartAsync(address: IPAddress.IPv6Loopback, allowBewit: true);
        var bewit = await reference.Client.CreateBewitAsync(server.Origin, "/file", Key.Sha256);

        var answer = await reference.Client.OpenAsync(new ReferenceCall("GET", server.Origin.AbsoluteUri, Key.Sha256)
        {
            Target = Link.Append("/file", bewit),
            ConnectTo = server.Origin,
        });

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Theory]
    [InlineData(-3600, 60)]
    [InlineData(0, -1)]
    public async Task When_it_has_expired_it_does_not_open(int clockOffset, int lifetime)
    {
        var bewit = await reference.Client.CreateBewitAsync(
            _server.Origin, "/file", Key.Sha256, lifetime, clockOffset: TimeSpan.FromSeconds(clockOffset));

        await RefusedAsync(Link.Append("/file", bewit), "Access expired");
    }

    [Fact]
    public async Task When_it_lasts_longer_than_our_server_allows_it_does_not_open()
    {
        var bewit = await reference.Client.CreateBewitAsync(_server.Origin, "/file", Key.Sha256, 8 * 86_400);

        await RefusedAsync(Link.Append("/file", bewit), "Access granted for too long");
    }

    [Theory]
    [InlineData(0, "old-peer")]
    [InlineData(0, "nobody")]
    [InlineData(1, "4000000000")]
    [InlineData(2, "U4MKKSmiVxk37JCCrAVIjV/OhB3y+NdwoCr6RShbVkE=")]
    [InlineData(3, "more")]
    [InlineData(3, "")]
    public async Task Altered_it_does_not_open(int part, string value)
    {
        var bewit = await reference.Client.CreateBewitAsync(_server.Origin, "/file", Key.Sha256, ext: "ext");

        await RefusedAsync(Link.Append("/file", Link.Replace(bewit, part, value)), "Bad mac");
    }

    [Theory]
    [InlineData("/file2")]
    [InlineData("/File")]
    [InlineData("/file?a=1")]
    [InlineData("/")]
    public async Task It_does_not_open_anything_else(string target)
    {
        var bewit = await reference.Client.CreateBewitAsync(_server.Origin, "/file", Key.Sha256);

        await RefusedAsync(Link.Append(target, bewit), "Bad mac");
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task It_does_not_open_for_another_method(string method)
    {
        var bewit = await reference.Client.CreateBewitAsync(_server.Origin, "/file", Key.Sha256);

        await RefusedAsync(Link.Append("/file", bewit), "Invalid method", method);
    }

    [Fact]
    public async Task It_does_not_open_beside_another_authentication()
    {
        var bewit = await reference.Client.CreateBewitAsync(_server.Origin, "/file", Key.Sha256);

        var answer = await reference.Client.SendAsync(new ReferenceCall("GET", _server.Origin.AbsoluteUri, Key.Sha256)
        {
            Target = Link.Append("/file", bewit),
            RequiresSignedResponse = false,
        });

        Assert.Contains(answer.Status, (HttpStatusCode[])[HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized]);
    }

    async Task<ReferenceAnswer> OpenAsync(string method, string target) =>
        await reference.Client.OpenAsync(new ReferenceCall(method, _server.Origin.AbsoluteUri, Key.Sha256)
        {
            Target = target,
            Fields = new Dictionary<string, string>(StringComparer.Ordinal) { [ResponsePlan.Field] = new ResponsePlan { Body = "opened"u8.ToArray() }.ToString() },
        });

    async Task RefusedAsync(string target, string reason, string method = "GET")
    {
        var answer = await OpenAsync(method, target);

        Assert.Equal((HttpStatusCode.Unauthorized, $"Hawk error=\"{reason}\""), (answer.Status, answer.Field("www-authenticate")));
    }
}
