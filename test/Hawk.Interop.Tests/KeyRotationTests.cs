using System.Net;
using Hawk.Interop.Tests.Reference;
using Hawk.Interop.Tests.Server;

namespace Hawk.Interop.Tests;

/// <summary>A reference client that still has the earlier key is served, and answered with that key, as is everyone with the current one.</summary>
public sealed class KeyRotationTests(ReferencePackage reference)
{
    public static TheoryData<bool> IsEarlier => [true, false];

    [Theory]
    [MemberData(nameof(IsEarlier))]
    public async Task The_response_is_signed_with_the_key_of_the_request(bool isEarlier)
    {
        await using var server = await OurServer.StartAsync();
        var text = Body.ByName["text"];

        var answer = await reference.Client.SendAsync(
            new ReferenceCall("POST", server.Origin.AbsoluteUri, KeyOf(isEarlier)) { Body = text.Bytes, ContentType = text.ContentType });

        Assert.Equal((HttpStatusCode.OK, "ok"), (answer.Status, answer.Verdict));
        Assert.Equal(text.Bytes, answer.Body);
    }

    [Theory]
    [MemberData(nameof(IsEarlier))]
    public async Task The_servers_time_is_proven_with_the_key_of_the_request(bool isEarlier)
    {
        await using var server = await OurServer.StartAsync(TimeSpan.FromHours(1));
        var call = new ReferenceCall("GET", server.Origin.AbsoluteUri, KeyOf(isEarlier)) { RequiresSignedResponse = false };

        var trusted = await reference.Client.SendAsync(call);
        var distrusted = await reference.Client.SendAsync(call with { VerifyWith = KeyOf(!isEarlier) });

        Assert.Equal(("ok", "Stale timestamp"), (trusted.Verdict, trusted.Challenge("error")));
        Assert.Equal("Invalid server timestamp hash", distrusted.Verdict);
    }

    [Theory]
    [MemberData(nameof(IsEarlier))]
    public async Task Links_open(bool isEarlier)
    {
        await using var server = await OurServer.StartAsync(allowBewit: true);
        var bewit = await reference.Client.CreateBewitAsync(server.Origin, "/file", KeyOf(isEarlier));

        var answer = await reference.Client.OpenAsync(
            new ReferenceCall("GET", server.Origin.AbsoluteUri, Key.Sha256) { Target = Link.Append("/file", bewit) });

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    static Key KeyOf(bool isEarlier) => isEarlier ? Key.Earlier : Key.Rotated;
}
