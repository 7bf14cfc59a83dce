using System.Net;
using Hawk.Http;
using Hawk.Interop.Tests.Reference;
using Hawk.Interop.Tests.Server;

namespace Hawk.Interop.Tests;

/// <summary>Our client verifies what the reference server signs, and refuses it when it was changed on the way.</summary>
public sealed class OurClientResponseTests(ReferenceServerFixture server) : IClassFixture<ReferenceServerFixture>
{
    readonly Uri _url = new(server.Origin, "/r?a=1");

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, HawkResponseFailure> Spoilt => new()
    {
        { "body", HawkResponseFailure.BadPayloadHash },
        { "bodyRemoved", HawkResponseFailure.BadPayloadHash },
        { "contentType", HawkResponseFailure.BadPayloadHash },
        { "mac", HawkResponseFailure.BadMac },
        { "ext", HawkResponseFailure.BadMac },
        { "hash", HawkResponseFailure.BadMac },
        { "grammar", HawkResponseFailure.MalformedHeader },
    };

    [Theory]
    [MemberData(nameof(Matrix.Responses), MemberType = typeof(Matrix))]
    public async Task Every_response_is_verified(string body, string algorithm, int status)
    {
        using var response = await SendAsync(new ResponsePlan { Status = status }, "POST", algorithm, body: Body.ByName[body]);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(Body.ByName[body].Bytes, await response.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Theory]
    [InlineData("response ext", false)]
    [InlineData("a='b', c=\u0060d\u0060", false)]
    [InlineData("behind", true)]
    [InlineData(null, true)]
    public async Task Its_ext_and_its_trailer_are_verified(string? ext, bool trailer)
    {
        using var response = await SendAsync(new ResponsePlan { Ext = ext, Trailer = trailer, Body = "a body"u8.ToArray() });

        var fields = trailer ? response.TrailingHeaders : response.Headers;
        Assert.Equal(ext is not null, fields.GetValues("Server-Authorization").Single().Contains("ext=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("HEAD", 200)]
    [InlineData("HEAD", 404)]
    [InlineData("GET", 204)]
    [InlineData("GET", 304)]
    [InlineData("DELETE", 204)]
    public async Task A_response_that_brings_no_body_is_verified(string method, int status)
    {
        using var response = await SendAsync(new ResponsePlan { Status = status, Body = [], ContentType = "text/plain" }, method);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Spoilt))]
    public async Task A_response_changed_on_the_way_is_refused(string spoil, HawkResponseFailure failure)
    {
        var plan = new ResponsePlan { Body = "a body"u8.ToArray(), ContentType = "text/plain" };
        using var kept = await SendAsync(plan);

        var required = await Assert.ThrowsAsync<HawkResponseException>(() => SendAsync(plan with { Spoil = spoil }));
        var ifPresent = await Assert.ThrowsAsync<HawkResponseException>(() => SendAsync(plan with { Spoil = spoil }, check: HawkResponseCheck.IfPresent));
        var behind = await Assert.ThrowsAsync<HawkResponseException>(() => SendAsync(plan with { Spoil = spoil, Trailer = true }));

        Assert.Equal((failure, failure, failure), (required.Failure, ifPresent.Failure, behind.Failure));
        Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
    }

    [Fact]
    public async Task A_response_that_lost_its_signature_is_refused_where_one_is_required()
    {
        var plan = new ResponsePlan { Body = "a body"u8.ToArray(), Spoil = "stripped" };

        var refused = await Assert.ThrowsAsync<HawkResponseException>(() => SendAsync(plan));
        using var unsigned = await SendAsync(plan, check: HawkResponseCheck.IfPresent);

        Assert.Equal((HawkResponseFailure.MissingHeader, HttpStatusCode.OK), (refused.Failure, unsigned.StatusCode));
    }

    [Fact]
    public async Task A_signature_that_leaves_the_body_out_is_refused()
    {
        var refused = await Assert.ThrowsAsync<HawkResponseException>(() => SendAsync(new ResponsePlan { Body = "a body"u8.ToArray(), Unhashed = true }));

        Assert.Equal(HawkResponseFailure.MissingPayloadHash, refused.Failure);
    }

    [Fact]
    public async Task A_response_to_another_request_is_refused()
    {
        var credential = Key.Sha256.Credential;
        var now = TimeProvider.System.GetUtcNow();
        var mine = HawkClient.Authorize(credential, HawkTarget.FromUri("GET", _url), now);
        var other = HawkClient.Authorize(credential, HawkTarget.FromUri("GET", _url), now);
        using var client = OurClient.Plain();
        using var request = OurClient.Request("GET", _url);
        request.Headers.TryAddWithoutValidation("Authorization", other.Value);
        using var response = await client.SendAsync(request, Cancel);

        var field = response.Headers.GetValues("Server-Authorization").Single();
        Assert.Equal(HawkResponseFailure.None, HawkClient.VerifyResponse(other, credential, field, HawkResponseCheck.Required));
        Assert.Equal(HawkResponseFailure.BadMac, HawkClient.VerifyResponse(mine, credential, field, HawkResponseCheck.Required));
    }

    async Task<HttpResponseMessage> SendAsync(
        ResponsePlan plan, string method = "GET", string algorithm = "sha256", HawkResponseCheck check = HawkResponseCheck.Required, Body? body = null)
    {
        using var client = OurClient.For(server.Origin, Key.For(algorithm), check: check);
        using var request = OurClient.Request(method, _url, body, plan);
        return await client.SendAsync(request, Cancel);
    }
}
