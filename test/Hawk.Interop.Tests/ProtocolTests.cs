using System.Net;
using Hawk.Interop.Tests.Reference;
using Hawk.Interop.Tests.Server;

namespace Hawk.Interop.Tests;

/// <summary>The protocol library alone, without ASP.NET Core's authentication, answers the reference client.</summary>
public sealed class ProtocolTests(ReferencePackage reference) : IAsyncLifetime
{
    static readonly Body Json = Body.ByName["JSON with parameters"];

    OurServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await OurServer.StartAsync(map: ProtocolEndpoint.Map);

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [MemberData(nameof(Matrix.Exts), MemberType = typeof(Matrix))]
    public async Task The_ext_of_a_response_arrives(string ext)
    {
        var answer = await SendAsync(new ResponsePlan { Ext = ext });

        Assert.Equal((HttpStatusCode.OK, "ok"), (answer.Status, answer.Verdict));
        Assert.Equal(ext, answer.ServerAuthorization("ext") ?? "");
        Assert.Equal(Json.Bytes, answer.Body);
    }

    [Theory]
    [MemberData(nameof(Matrix.Keys), MemberType = typeof(Matrix))]
    public async Task Every_kind_of_key_signs_the_answer(string id) =>
        Assert.Equal("ok", (await SendAsync(new ResponsePlan(), Key.Of(id))).Verdict);

    [Fact]
    public async Task A_signature_that_leaves_the_body_out_is_seen()
    {
        var plan = new ResponsePlan { Unhashed = true };

        Assert.Equal("Missing response hash attribute", (await SendAsync(plan)).Verdict);
        Assert.Equal("ok", (await SendAsync(plan, ignoresResponseBody: true)).Verdict);
    }

    [Fact]
    public async Task Another_key_is_refused() =>
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(new ResponsePlan(), Key.Sha256 with { Secret = "another" })).Status);

    async Task<ReferenceAnswer> SendAsync(ResponsePlan plan, Key? key = null, bool ignoresResponseBody = false) =>
        await reference.Client.SendAsync(new ReferenceCall("POST", ProtocolEndpoint.At(_server.Origin).AbsoluteUri, key ?? Key.Sha256)
        {
            Body = Json.Bytes,
            ContentType = Json.ContentType,
            IgnoresResponseBody = ignoresResponseBody,
            Fields = new Dictionary<string, string>(StringComparer.Ordinal) { [ResponsePlan.Field] = plan.ToString() },
        });
}
