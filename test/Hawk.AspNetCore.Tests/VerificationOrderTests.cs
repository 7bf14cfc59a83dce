using System.Text;
using Hawk.AspNetCore.Tests.Server;
using Microsoft.AspNetCore.Builder;

namespace Hawk.AspNetCore.Tests;

/// <summary>Header, required attributes, credential, MAC, freshness, payload, nonce: each step ends the request before the next begins.</summary>
public sealed class VerificationOrderTests
{
    static readonly byte[] Body = "hello"u8.ToArray();

    [Fact]
    public async Task A_signed_request_is_accepted_and_its_nonce_recorded_once()
    {
        await using var app = await TestApp.StartAsync();
        var authorization = app.Sign("POST", "/r?b=1&a=2", Body, "text/plain");

        var response = await app.SendAsync(authorization, body: Body, fields: "Content-Type: text/plain");

        Assert.Equal(200, response.Status);
        Assert.Equal("hello", Encoding.ASCII.GetString(response.Body));
        Assert.Equal(TestApp.Credential.Id, response.Single("X-Caller"));
        var recorded = Assert.Single(app.Nonces.Recorded);
        Assert.Equal((TestApp.Credential.Id, authorization.Nonce, authorization.Timestamp), (recorded.CredentialId, recorded.Nonce, recorded.Timestamp));
        Assert.Equal(TimeSpan.FromSeconds(120), recorded.Lifetime); // until a minute after ts + skew
    }

    [Theory]
    [InlineData("Hawk", 10)]
    [InlineData("Hawk id", 10)]
    [InlineData("hawk id=\"x\", ts=\"1\", nonce=\"n\", mac=\"m\", mac=\"m\"", 10)]
    [InlineData("Hawk id=\"x\", ts=\"NaN\", nonce=\"n\", mac=\"m\"", 10)]
    [InlineData("Hawk id=\"x\", ts=\"1\", nonce=\"n\"", 11)]
    public async Task A_header_that_cannot_be_used_never_reaches_a_store(string header, int expectedEvent)
    {
        await using var app = await TestApp.StartAsync();

        var response = await app.SendAsync(header, "GET", "/");

        Assert.Equal(401, response.Status);
        Assert.StartsWith("Hawk error=\"", response.Challenge, StringComparison.Ordinal);
        Assert.Equal(400, Assert.Single(app.Features).StatusCode);
        Assert.Empty(app.Credentials.Asked);
        Assert.Empty(app.Nonces.Recorded);
        Assert.Equal([expectedEvent], app.Log.HawkEvents);
    }

    [Fact]
    public async Task A_malformed_header_is_a_bad_request_without_challenge_when_the_options_say_so()
    {
        await using var app = await TestApp.StartAsync(static options => options.AnswerMalformedHeaderWithBadRequest = true);

        var malformed = await app.SendAsync("Hawk id", "GET", "/");
        var wrong = await app.SendAsync(app.Sign(), "/other");

        Assert.Equal((400, null), (malformed.Status, malformed.Challenge));
        Assert.Equal((401, "Hawk error=\"Bad mac\""), (wrong.Status, wrong.Challenge));
    }

    [Fact]
    public async Task An_unknown_id_and_a_wrong_mac_look_alike_to_the_caller_and_differ_in_the_log()
    {
        await using var app = await TestApp.StartAsync();
        using var stranger = new HawkCredential("nobody", TestApp.Key);
        using var wrongKey = new HawkCredential(TestApp.Credential.Id, "another key");

        var unknown = await app.SendAsync(app.Sign(credential: stranger));
        var wrong = await app.SendAsync(app.Sign(credential: wrongKey));

        Assert.Equal(401, unknown.Status);
        Assert.Equal("Hawk error=\"Bad mac\"", unknown.Challenge);
        Assert.Equal(Undated(unknown), Undated(wrong));
        Assert.Equal([HawkFailure.UnknownCredential, HawkFailure.BadMac], app.Features.Select(static feature => feature.Failure));
        Assert.Equal([13, 14], app.Log.HawkEvents);
        Assert.Empty(app.Nonces.Recorded);

        static string Undated(RawResponse response) =>
            string.Join('\n', response.Text.Split("\r\n").Where(static line => !line.StartsWith("Date:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_body_is_not_asked_for_before_the_mac_has_matched()
    {
        await using var app = await TestApp.StartAsync();
        var good = app.Sign("PUT", "/a", Body);

        // With Expect: 100-continue the server invites the body at the first read of it.
        await using var refused = await app.ConnectAsync();
        await refused.WriteAsync(app.Head(good.Value, "PUT", "/b", "Content-Length: 5", "Expect: 100-continue"), TestContext.Current.CancellationToken);
        Assert.Equal("HTTP/1.1 401", await FirstAsync(refused, 12));

        await using var accepted = await app.ConnectAsync();
        await accepted.WriteAsync(app.Head(good.Value, "PUT", "/a", "Content-Length: 5", "Expect: 100-continue"), TestContext.Current.CancellationToken);
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", await FirstAsync(accepted, 25));
        await accepted.WriteAsync(Body, TestContext.Current.CancellationToken);
        Assert.Equal(200, (await RawResponse.ReadAsync(accepted)).Status);

        static async Task<string> FirstAsync(Stream connection, int count)
        {
            var bytes = new byte[count];
            await connection.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
            return Encoding.ASCII.GetString(bytes);
        }
    }

    [Fact]
    public async Task A_stale_copy_gets_the_servers_time_and_burns_no_nonce()
    {
        await using var app = await TestApp.StartAsync();
        var stale = app.Sign(offset: TimeSpan.FromSeconds(-61));

        var response = await app.SendAsync(stale);

        Assert.Equal(401, response.Status);
        Assert.Equal(HawkChallengeVerdict.Trusted, HawkClient.JudgeChallenge(TestApp.Credential, response.Challenge, app.Time.GetUtcNow(), out var offset));
        Assert.Equal(TimeSpan.Zero, offset);
        Assert.Matches("^Hawk ts=\"1800000000\", tsm=\"[^\"]+\", error=\"Stale timestamp\"$", response.Challenge);
        Assert.Empty(app.Nonces.Recorded);
        Assert.Equal([15], app.Log.HawkEvents);
    }

    [Fact]
    public async Task A_stale_request_with_a_wrong_mac_learns_nothing()
    {
        await using var app = await TestApp.StartAsync();
        using var wrongKey = new HawkCredential(TestApp.Credential.Id, "another key");

        var response = await app.SendAsync(app.Sign(offset: TimeSpan.FromHours(-1), credential: wrongKey));

        Assert.Equal("Hawk error=\"Bad mac\"", response.Challenge);
    }

    [Theory]
    [InlineData(-60, 200)]
    [InlineData(60, 200)]
    [InlineData(-61, 401)]
    [InlineData(61, 401)]
    [InlineData(400_000_000_000, 401)]
    public async Task The_window_is_the_skew_both_ways(long offsetSeconds, int expected)
    {
        await using var app = await TestApp.StartAsync();
        Assert.True(HawkTarget.TryCreate("GET", "/", "127.0.0.1", app.Port, out var target));
        var authorization = offsetSeconds < 1_000_000
            ? HawkClient.Authorize(TestApp.Credential, target, app.Time.GetUtcNow().AddSeconds(offsetSeconds)).Value
            : FarFuture.Sign(TestApp.Key, TestApp.Credential.Id, app.Time.GetUtcNow().ToUnixTimeSeconds() + offsetSeconds, "127.0.0.1", app.Port);

        var response = await app.SendAsync(authorization, "GET", "/");

        Assert.Equal(expected, response.Status);
        if (expected is 401)
            Assert.Contains("Stale timestamp", response.Challenge, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_altered_body_burns_no_nonce_and_the_original_still_passes()
    {
        await using var app = await TestApp.StartAsync();
        var authorization = app.Sign("PUT", "/r", Body, "text/plain");

        var altered = await app.SendAsync(authorization, body: "hellO"u8.ToArray(), fields: "Content-Type: text/plain");
        var otherType = await app.SendAsync(authorization, body: Body, fields: "Content-Type: text/html");
        Assert.Empty(app.Nonces.Recorded);
        var original = await app.SendAsync(authorization, body: Body, fields: "Content-Type: Text/Plain ; charset=utf-8");

        Assert.Equal((401, "Hawk error=\"Bad payload hash\""), (altered.Status, altered.Challenge));
        Assert.Equal((401, "Hawk error=\"Bad payload hash\""), (otherType.Status, otherType.Challenge));
        Assert.Equal(200, original.Status);
        Assert.Single(app.Nonces.Recorded);
    }

    [Fact]
    public async Task A_copy_is_refused()
    {
        await using var app = await TestApp.StartAsync();
        var authorization = app.Sign();

        var first = await app.SendAsync(authorization);
        var copy = await app.SendAsync(authorization);

        Assert.Equal(200, first.Status);
        Assert.Equal((401, "Hawk error=\"Invalid nonce\""), (copy.Status, copy.Challenge));
        Assert.Equal([1, 19], app.Log.HawkEvents);
    }

    [Fact]
    public async Task A_copy_with_the_id_in_another_case_is_refused_even_when_the_store_finds_both()
    {
        await using var app = await TestApp.StartAsync();
        var authorization = app.Sign();

        var first = await app.SendAsync(authorization);
        var copy = await app.SendAsync(authorization.Value.Replace(TestApp.Credential.Id, "DH37FGJ492JE", StringComparison.Ordinal), "GET", "/");

        Assert.Equal(200, first.Status);
        Assert.Equal((401, "Hawk error=\"Invalid nonce\""), (copy.Status, copy.Challenge));
    }

    [Fact]
    public async Task Of_many_parallel_copies_exactly_one_passes_in_every_round()
    {
        await using var app = await TestApp.StartAsync();

        for (var round = 0; round < 50; round++)
        {
            var authorization = app.Sign("POST", "/r", Body);
            var responses = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => app.SendAsync(authorization, body: Body)));

            Assert.Single(responses, static response => response.Status is 200);
            Assert.Equal(31, responses.Count(static response => response.Status is 401));
        }
    }

    [Fact]
    public async Task A_request_dated_as_far_ahead_as_allowed_cannot_be_replayed_at_any_later_second()
    {
        await using var app = await TestApp.StartAsync();
        var authorization = app.Sign(offset: TimeSpan.FromSeconds(60));

        Assert.Equal(200, (await app.SendAsync(authorization)).Status);
        for (var second = 0; second <= 125; second++)
        {
            var copy = await app.SendAsync(authorization);
            Assert.True(copy.Status is 401, $"accepted again after {second} s");
            Assert.Contains(second <= 120 ? "Invalid nonce" : "Stale timestamp", copy.Challenge, StringComparison.Ordinal);
            app.Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task A_copy_whose_body_arrives_after_the_nonce_was_forgotten_is_refused()
    {
        var delay = TimeSpan.Zero;
        TestApp? server = null;
        await using var app = await TestApp.StartAsync(first: application => application.Use((context, next) =>
        {
            context.Request.Body = new SlowBody(context.Request.Body, () => server!.Time.Advance(delay));
            return next(context);
        }));
        server = app;
        var authorization = app.Sign("PUT", "/r", Body);

        Assert.Equal(200, (await app.SendAsync(authorization, body: Body)).Status);
        delay = TimeSpan.FromSeconds(130); // fresh when its header arrives; the store has forgotten the nonce when its body is complete
        var copy = await app.SendAsync(authorization, body: Body);

        Assert.Equal(401, copy.Status);
        Assert.Contains("Stale timestamp", copy.Challenge, StringComparison.Ordinal);
        Assert.Single(app.Nonces.Recorded);
    }

    [Fact]
    public async Task A_longer_nonce_lifetime_gives_slow_bodies_more_time()
    {
        TestApp? server = null;
        await using var app = await TestApp.StartAsync(
            static options => options.NonceLifetime = TimeSpan.FromMinutes(30),
            first: application => application.Use((context, next) =>
            {
                context.Request.Body = new SlowBody(context.Request.Body, () => server!.Time.Advance(TimeSpan.FromMinutes(20)));
                return next(context);
            }));
        server = app;

        var response = await app.SendAsync(app.Sign("PUT", "/r", Body), body: Body);

        Assert.Equal(200, response.Status);
    }
}
