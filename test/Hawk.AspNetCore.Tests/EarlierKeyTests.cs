using Hawk.AspNetCore.Tests.Server;
using Microsoft.AspNetCore.Builder;

namespace Hawk.AspNetCore.Tests;

/// <summary>Whoever still signs with a key that was replaced is answered with that key, until its time is over.</summary>
public sealed class EarlierKeyTests
{
    static readonly byte[] Body = "hello"u8.ToArray();

    [Theory]
    [InlineData(HawkAlgorithm.Sha256)]
    [InlineData(HawkAlgorithm.Sha512)]
    public async Task The_response_and_the_payload_hash_are_of_the_earlier_key(HawkAlgorithm algorithm)
    {
        var earlier = new HawkCredential("id", "the earlier key", algorithm);
        using var current = new HawkCredential("id", "the current key") { EarlierKeys = [new HawkEarlierKey(earlier, TestApp.Start + TimeSpan.FromDays(1))] };
        await using var app = await StartAsync(current);
        var byEarlier = app.Sign("PUT", "/r", Body, credential: earlier);
        var byCurrent = app.Sign("PUT", "/r", Body, credential: current);
        byte[] large = new byte[5000];
        var streamed = app.Sign("PUT", "/r", large, credential: earlier);

        var first = await app.SendAsync(byEarlier, body: Body);
        var second = await app.SendAsync(byCurrent, body: Body);
        var third = await app.SendAsync(streamed, body: large);
        var altered = await app.SendAsync(app.Sign("PUT", "/r", Body, credential: earlier), body: "hellO"u8.ToArray());

        Assert.Equal((200, 200, 200, 401), (first.Status, second.Status, third.Status, altered.Status));
        Assert.Equal(HawkResponseFailure.None, Check(byEarlier, earlier, first));
        Assert.Equal(HawkResponseFailure.BadMac, Check(byEarlier, current, first));
        Assert.Equal(HawkResponseFailure.None, Check(byCurrent, current, second));
        Assert.Equal(HawkResponseFailure.None, Check(streamed, earlier, third));
        Assert.All(app.Features.Take(3), feature => Assert.Same(current, feature.Credential)); // one caller, whichever key
    }

    [Fact]
    public async Task The_servers_time_is_proved_with_the_earlier_key()
    {
        await using var app = await StartAsync(TestApp.Rotated);

        var response = await app.SendAsync(app.Sign(offset: TimeSpan.FromHours(-1)));

        Assert.Equal(HawkChallengeVerdict.Trusted, HawkClient.JudgeChallenge(TestApp.Credential, response.Challenge, app.Time.GetUtcNow(), out _));
        Assert.NotEqual(HawkChallengeVerdict.Trusted, HawkClient.JudgeChallenge(TestApp.Rotated, response.Challenge, app.Time.GetUtcNow(), out _));
    }

    [Fact]
    public async Task After_its_last_moment_the_earlier_key_is_a_wrong_key()
    {
        await using var app = await StartAsync(TestApp.Rotated);

        app.Time.SetUtcNow(TestApp.Start + TimeSpan.FromDays(1) - TimeSpan.FromMilliseconds(1));
        var last = await app.SendAsync(app.Sign());
        app.Time.Advance(TimeSpan.FromMilliseconds(1));
        var late = await app.SendAsync(app.Sign());
        var lateAndStale = await app.SendAsync(app.Sign(offset: TimeSpan.FromHours(-1)));

        Assert.Equal(200, last.Status);
        Assert.Equal((401, "Hawk error=\"Bad mac\""), (late.Status, late.Challenge));
        Assert.Equal("Hawk error=\"Bad mac\"", lateAndStale.Challenge);
    }

    [Fact]
    public async Task A_nonce_is_used_up_for_both_keys()
    {
        await using var app = await StartAsync(TestApp.Rotated);
        var authorization = app.Sign();

        await app.SendAsync(authorization);
        var copy = await app.SendAsync(authorization);

        Assert.Equal("Hawk error=\"Invalid nonce\"", copy.Challenge);
    }

    static Task<TestApp> StartAsync(HawkCredential credential) => TestApp.StartAsync(
        options =>
        {
            options.CredentialStore = new RecordingCredentialStore(credential);
            options.MaxPayloadBytes = 1000;
            options.LargePayloads = HawkLargePayloads.Stream;
        },
        first: static application => application.UseHawkResponseSigning());

    static HawkResponseFailure Check(HawkAuthorization authorization, HawkCredential credential, RawResponse response) =>
        HawkClient.VerifyResponse(
            authorization, credential, response.ServerAuthorization, HawkResponseCheck.Required,
            HawkPayload.FromBytes(response.Single("Content-Type"), response.Body));
}
