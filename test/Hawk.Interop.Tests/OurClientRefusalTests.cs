using System.Net;
using Hawk.Http;
using Hawk.Interop.Tests.Reference;

namespace Hawk.Interop.Tests;

/// <summary>What was changed after our client signed it, the reference server refuses; and the original is still good.</summary>
public sealed class OurClientRefusalTests(ReferenceServerFixture server) : IClassFixture<ReferenceServerFixture>
{
    static readonly Body Json = Body.ByName["JSON with parameters"];

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string?, string> Altered => new()
    {
        // method, target, body (null: as signed), the reason
        { "PUT", "/r/caf%c3%a9?a=1&b=2", null, "Bad mac" },
        { "POST", "/x/caf%c3%a9?a=1&b=2", null, "Bad mac" },
        { "POST", "/r/caf%C3%A9?a=1&b=2", null, "Bad mac" },
        { "POST", "/r/caf%c3%a9?b=2&a=1", null, "Bad mac" },
        { "POST", "/r/caf%c3%a9?a=1&b=2&", null, "Bad mac" },
        { "POST", "/r/caf%c3%a9", null, "Bad mac" },
        { "POST", "/r/caf%c3%a9?a=1&b=2", "UTF-8", "Bad payload hash" },
        { "POST", "/r/caf%c3%a9?a=1&b=2", "empty", "Bad payload hash" },
    };

    [Theory]
    [MemberData(nameof(Altered))]
    public async Task A_request_changed_on_the_way_is_refused(string method, string target, string? body, string reason)
    {
        var signature = Sign("/r/caf%c3%a9?a=1&b=2", Json);

        var altered = await SendAsync(method, target, body is null ? Json : Body.ByName[body], signature.Value);
        var original = await SendAsync("POST", "/r/caf%c3%a9?a=1&b=2", Json, signature.Value);
        var replay = await SendAsync("POST", "/r/caf%c3%a9?a=1&b=2", Json, signature.Value);

        Assert.Equal((reason, null, "Invalid nonce"), (altered.Message, original.Message, replay.Message));
        Assert.Equal((false, true, false), (altered.IsAccepted, original.IsAccepted, replay.IsAccepted));
    }

    [Fact]
    public async Task A_body_that_is_not_signed_is_refused()
    {
        var verdict = await SendAsync("POST", "/r", Json, Sign("/r", body: null).Value);

        Assert.Equal("Missing required payload hash", verdict.Message);
    }

    [Theory]
    [InlineData("nobody", "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn", "sha256", "Unknown credentials")]
    [InlineData("dh37fgj492je", "another key", "sha256", "Bad mac")]
    [InlineData("dh37fgj492je", "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn", "sha1", "Bad mac")]
    [InlineData("old-peer", "aoijedoaijsdlaksjdl", "sha256", "Bad mac")]
    public async Task Another_id_key_or_algorithm_is_refused_and_our_client_hands_the_refusal_over(string id, string secret, string algorithm, string reason)
    {
        var key = new Key(id, secret, algorithm);
        using var client = OurClient.For(server.Origin, key, check: HawkResponseCheck.IfPresent);
        using var request = OurClient.Request("POST", new Uri(server.Origin, "/r"), Json);
        using var response = await client.SendAsync(request, Cancel);

        Assert.Equal((HttpStatusCode.Unauthorized, reason), (response.StatusCode, ReferenceVerdict.Of(response).Message));
        Assert.Equal("Hawk", response.Headers.WwwAuthenticate.Single().Scheme);
    }

    [Fact]
    public async Task A_refusal_is_unsigned_and_where_a_signature_is_required_says_so()
    {
        using var client = OurClient.For(server.Origin, Key.Sha256 with { Secret = "another key" });
        using var request = OurClient.Request("GET", new Uri(server.Origin, "/r"));

        var refused = await Assert.ThrowsAsync<HawkResponseException>(() => client.SendAsync(request, Cancel));

        Assert.Equal((HawkResponseFailure.MissingHeader, HttpStatusCode.Unauthorized), (refused.Failure, refused.StatusCode));
    }

    [Fact]
    public async Task Our_handler_never_repeats_itself()
    {
        using var client = OurClient.For(server.Origin, Key.Sha256);

        for (var i = 0; i < 64; i++)
        {
            using var request = OurClient.Request("GET", new Uri(server.Origin, "/r"));
            using var response = await client.SendAsync(request, Cancel);
            Assert.True(ReferenceVerdict.Of(response).IsAccepted);
        }
    }

    static HawkAuthorization Sign(HawkTarget target, Body? body)
    {
        var payload = body is null ? HawkPayload.None : HawkPayload.FromBytes(body.ContentType, body.Bytes);
        return HawkClient.Authorize(Key.Sha256.Credential, target, TimeProvider.System.GetUtcNow(), payload);
    }

    HawkAuthorization Sign(string target, Body? body) => Sign(HawkTarget.FromUri("POST", OurClient.Raw(server.Origin, target)), body);

    async Task<ReferenceVerdict> SendAsync(string method, string target, Body body, string authorization)
    {
        using var client = OurClient.Plain();
        using var request = OurClient.Request(method, OurClient.Raw(server.Origin, target), body);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await client.SendAsync(request, Cancel);
        return ReferenceVerdict.Of(response);
    }
}
