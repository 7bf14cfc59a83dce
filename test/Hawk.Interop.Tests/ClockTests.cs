using System.Net;
using Hawk.Interop.Tests.Reference;
using Hawk.Interop.Tests.Server;

namespace Hawk.Interop.Tests;

/// <summary>Clocks that are off, on either side.</summary>
public sealed class ClockTests(ReferencePackage reference)
{
    static readonly Body Json = Body.ByName["JSON with parameters"];

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<int, int> FarOff => new()
    {
        // the server's clock, the client's clock, in seconds
        { 3600, 0 },
        { -3600, 0 },
        { 0, 3600 },
        { 0, -3600 },
        { 90 * 86_400, -90 * 86_400 },
    };

    [Theory]
    [MemberData(nameof(FarOff))]
    public async Task Our_client_recovers_from_the_reference_servers_clock_with_one_retry_and_remembers(int serverOffset, int clientOffset)
    {
        var origin = await reference.Server.ListenAsync(clockOffset: TimeSpan.FromSeconds(serverOffset));
        using var client = OurClient.For(origin, Key.Sha256, clockOffset: TimeSpan.FromSeconds(clientOffset));

        var first = await SendAsync(client, origin, "POST", Json);
        var second = await SendAsync(client, origin, "PUT", Json);
        var third = await SendAsync(client, origin, "HEAD", body: null);

        Assert.Equal(["Stale timestamp", null], first.Select(static verdict => verdict.Message));
        Assert.Equal(Json.Bytes!.Length, first[1].Bytes);
        Assert.Equal([null, null], second.Concat(third).Select(static verdict => verdict.Message));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(-30)]
    public async Task Within_a_minute_the_reference_server_accepts_our_client_at_once(int serverOffset)
    {
        var origin = await reference.Server.ListenAsync(clockOffset: TimeSpan.FromSeconds(serverOffset));
        using var client = OurClient.For(origin, Key.Sha256);

        Assert.True(Assert.Single(await SendAsync(client, origin, "GET", body: null)).IsAccepted);
    }

    [Fact]
    public async Task Our_client_does_not_believe_a_time_that_is_proven_with_another_key()
    {
        var origin = await reference.Server.ListenAsync(clockOffset: TimeSpan.FromHours(1));
        var credential = Key.Sha256.Credential;
        var now = TimeProvider.System.GetUtcNow();
        using var client = OurClient.Plain();
        using var request = OurClient.Request("GET", new Uri(origin, "/r"));
        request.Headers.TryAddWithoutValidation("Authorization", HawkClient.Authorize(credential, HawkTarget.FromUri("GET", request.RequestUri!), now).Value);
        using var response = await client.SendAsync(request, Cancel);
        var challenge = response.Headers.NonValidated["WWW-Authenticate"].ToString();

        Assert.Equal(HawkChallengeVerdict.Trusted, HawkClient.JudgeChallenge(credential, challenge, now, out var offset));
        Assert.InRange(offset, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
        Assert.Equal(HawkChallengeVerdict.Rejected, HawkClient.JudgeChallenge(Key.Long.Credential, challenge, now, out offset));
        Assert.Equal(TimeSpan.Zero, offset);
    }

    [Theory]
    [MemberData(nameof(FarOff))]
    public async Task The_reference_client_is_told_our_servers_time_and_recovers(int serverOffset, int clientOffset)
    {
        await using var server = await OurServer.StartAsync(TimeSpan.FromSeconds(serverOffset));
        var call = new ReferenceCall("POST", new Uri(server.Origin, "/r").AbsoluteUri, Key.Sha256)
        {
            Body = Json.Bytes,
            ContentType = Json.ContentType,
            ClockOffset = TimeSpan.FromSeconds(clientOffset),
        };
        call = call with { Signature = await reference.Client.SignAsync(call), RequiresSignedResponse = false };

        // "ok" says that its tsm was right; the time is for the application to use.
        var stale = await reference.Client.SendAsync(call);
        var again = await reference.Client.SendAsync(call);
        var distrusted = await reference.Client.SendAsync(call with { VerifyWith = Key.Sha256 with { Secret = "another" } });

        Assert.Equal((HttpStatusCode.Unauthorized, "ok", "Stale timestamp"), (stale.Status, stale.Verdict, stale.Challenge("error")));
        Assert.Equal("Stale timestamp", again.Challenge("error"));
        Assert.Equal("Invalid server timestamp hash", distrusted.Verdict);

        var serverTime = DateTimeOffset.FromUnixTimeSeconds(long.Parse(stale.Challenge("ts")!));
        var corrected = serverTime - TimeProvider.System.GetUtcNow();
        Assert.InRange(corrected, TimeSpan.FromSeconds(serverOffset - 30), TimeSpan.FromSeconds(serverOffset + 30));
        var recovered = await reference.Client.SendAsync(call with { Signature = null, ClockOffset = corrected, RequiresSignedResponse = true });
        Assert.Equal((HttpStatusCode.OK, "ok"), (recovered.Status, recovered.Verdict));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(-30)]
    public async Task Within_a_minute_our_server_accepts_the_reference_client_at_once(int clientOffset)
    {
        await using var server = await OurServer.StartAsync();
        var call = new ReferenceCall("GET", server.Origin.AbsoluteUri, Key.Sha256) { ClockOffset = TimeSpan.FromSeconds(clientOffset) };

        var answer = await reference.Client.SendAsync(call);

        Assert.Equal((HttpStatusCode.OK, "ok"), (answer.Status, answer.Verdict));
    }

    [Fact]
    public async Task A_stale_request_that_was_also_altered_is_not_told_the_time()
    {
        await using var server = await OurServer.StartAsync(TimeSpan.FromHours(1));
        var call = new ReferenceCall("GET", server.Origin.AbsoluteUri, Key.Sha256) { SentTarget = "/other", RequiresSignedResponse = false };

        var answer = await reference.Client.SendAsync(call);

        Assert.Equal((HttpStatusCode.Unauthorized, "Bad mac", null), (answer.Status, answer.Challenge("error"), answer.Challenge("ts")));
    }

    static async Task<IReadOnlyList<ReferenceVerdict>> SendAsync(HttpClient client, Uri origin, string method, Body? body)
    {
        using var request = OurClient.Request(method, new Uri(origin, "/r"), body);
        request.Headers.Add("X-Case", Guid.NewGuid().ToString());
        using var response = await client.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return ReferenceVerdict.ListOf(response);
    }
}
