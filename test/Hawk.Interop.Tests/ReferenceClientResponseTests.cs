using System.Net;
using Hawk.Interop.Tests.Reference;
using Hawk.Interop.Tests.Server;

namespace Hawk.Interop.Tests;

/// <summary>The reference client verifies what our server signs, and refuses it when it was changed on the way.</summary>
public sealed class ReferenceClientResponseTests(ReferencePackage reference, OurServerFixture server) : IClassFixture<OurServerFixture>
{
    readonly string _url = new Uri(server.Origin, "/r?a=1").AbsoluteUri;

    public static TheoryData<string, string> Spoilt => new()
    {
        { "body", "Bad response payload mac" },
        { "bodyRemoved", "Bad response payload mac" },
        { "contentType", "Bad response payload mac" },
        { "mac", "Bad response mac" },
        { "ext", "Bad response mac" },
        { "hash", "Bad response mac" },
        { "grammar", "Invalid Server-Authorization header" },
        { "stripped", "Missing Server-Authorization header" },
    };

    [Theory]
    [MemberData(nameof(Matrix.Responses), MemberType = typeof(Matrix))]
    public async Task Every_response_is_verified(string body, string algorithm, int status)
    {
        var (bytes, contentType) = Body.ByName[body];
        var call = Call(new ResponsePlan { Status = status }, algorithm) with { Method = "POST", Body = bytes, ContentType = contentType };

        var answer = await reference.Client.SendAsync(call);

        Assert.Equal((status, "ok"), ((int)answer.Status, answer.Verdict));
        Assert.Equal(bytes, answer.Body);
    }

    [Theory]
    [InlineData("HEAD", 200)]
    [InlineData("HEAD", 404)]
    [InlineData("GET", 204)]
    [InlineData("GET", 304)]
    [InlineData("DELETE", 204)]
    public async Task A_response_that_brings_no_body_is_verified(string method, int status)
    {
        var call = Call(new ResponsePlan { Status = status, Body = "text"u8.ToArray(), ContentType = "text/plain" }) with { Method = method };

        var answer = await reference.Client.SendAsync(call);

        Assert.Equal((status, "ok"), ((int)answer.Status, answer.Verdict));
        Assert.Empty(answer.Body);
    }

    [Theory]
    [MemberData(nameof(Spoilt))]
    public async Task A_response_changed_on_the_way_is_refused(string spoil, string verdict)
    {
        var plan = new ResponsePlan { Body = "a body"u8.ToArray(), ContentType = "text/plain" };

        var kept = await reference.Client.SendAsync(Call(plan));
        var spoilt = await reference.Client.SendAsync(Call(plan with { Spoil = spoil }));

        Assert.Equal((HttpStatusCode.OK, "ok"), (kept.Status, kept.Verdict));
        Assert.Equal((HttpStatusCode.OK, verdict), (spoilt.Status, spoilt.Verdict));
    }

    [Theory]
    [InlineData("app-1", null)]
    [InlineData("app-1", "dlg-1")]
    public async Task A_response_is_bound_to_app_and_dlg_of_its_request(string app, string? dlg)
    {
        var call = Call(new ResponsePlan { Body = "a body"u8.ToArray() }) with { App = app, Dlg = dlg, Ext = "request ext" };

        Assert.Equal("ok", (await reference.Client.SendAsync(call)).Verdict);
    }

    [Fact]
    public async Task A_response_to_another_request_is_refused()
    {
        var call = Call(new ResponsePlan { Body = "a body"u8.ToArray() });
        var mine = await reference.Client.SignAsync(call);
        var other = await reference.Client.SignAsync(call);

        var answer = await reference.Client.SendAsync(call with { Signature = mine, Authorization = other.Header });

        Assert.Equal((HttpStatusCode.OK, "Bad response mac"), (answer.Status, answer.Verdict));
    }

    [Fact]
    public async Task A_response_does_not_verify_with_another_key()
    {
        var answer = await reference.Client.SendAsync(Call(new ResponsePlan()) with { VerifyWith = Key.Sha256 with { Secret = "another" } });

        Assert.Equal((HttpStatusCode.OK, "Bad response mac"), (answer.Status, answer.Verdict));
    }

    ReferenceCall Call(ResponsePlan plan, string algorithm = "sha256") => new("GET", _url, Key.For(algorithm))
    {
        Fields = new Dictionary<string, string>(StringComparer.Ordinal) { [ResponsePlan.Field] = plan.ToString() },
    };
}
