using System.Net;
using System.Net.Sockets;
using Hawk.Interop.Tests.Reference;
using Hawk.Interop.Tests.Server;

namespace Hawk.Interop.Tests;

/// <summary>
/// Hosts that are IPv6 addresses. The reference client signs them without brackets and the reference server expects brackets, so it does not
/// interoperate with itself; with us both do (section 5.3).
/// </summary>
public sealed class IPv6Tests(ReferencePackage reference)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_reference_client_signs_without_brackets_and_our_server_accepts_and_answers_in_kind()
    {
        SkipWithoutLoopback();
        await using var server = await OurServer.StartAsync(address: IPAddress.IPv6Loopback);
        var url = $"http://[::1]:{server.Origin.Port}/r?a=1";
        var text = Body.ByName["text"];

        var answer = await reference.Client.SendAsync(new ReferenceCall("POST", url, Key.Sha256)
        {
            ConnectTo = server.Origin,
            Body = text.Bytes,
            ContentType = text.ContentType,
        });

        Assert.Equal((HttpStatusCode.OK, "ok"), (answer.Status, answer.Verdict));
        Assert.Equal(text.Bytes, answer.Body);
    }

    [Theory]
    [InlineData("[::1]")]
    [InlineData("[0:0:0:0:0:0:0:1]")]
    public async Task Our_client_signs_with_brackets_and_the_reference_server_accepts(string host)
    {
        SkipWithoutLoopback();
        var listener = await reference.Server.ListenAsync(host: "::1");
        var uri = new Uri($"http://{host}:{listener.Port}/r?a=1");
        using var client = OurClient.For(uri, Key.Sha256);
        using var request = OurClient.Request("POST", uri, Body.ByName["text"]);
        using var response = await client.SendAsync(request, Cancel);

        var verdict = ReferenceVerdict.Of(response);
        Assert.True(verdict.IsAccepted, verdict.ToString());
        Assert.Equal("[::1]", verdict.Artifact("host"));
    }

    [Fact]
    public async Task The_reference_client_and_the_reference_server_do_not_understand_each_other()
    {
        SkipWithoutLoopback();
        var listener = await reference.Server.ListenAsync(host: "::1");

        var answer = await reference.Client.SendAsync(new ReferenceCall("GET", listener.AbsoluteUri, Key.Sha256) { RequiresSignedResponse = false });

        Assert.Equal((HttpStatusCode.Unauthorized, "Bad mac"), (answer.Status, answer.Challenge("error")));
    }

    internal static void SkipWithoutLoopback()
    {
        try
        {
            using var probe = new TcpListener(IPAddress.IPv6Loopback, 0);
            probe.Start();
        }
        catch (SocketException)
        {
            Assert.Skip("Platform: no IPv6 loopback");
        }
    }
}
