using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Hawk.Http.Tests;

/// <summary>A client whose clock is wrong learns the server's time from a proven challenge, once.</summary>
public sealed class ClockSkewTests
{
    static readonly Uri Target = new("/r", UriKind.Relative);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(-3600)]
    [InlineData(86_400 * 365)]
    public async Task A_stale_request_is_signed_again_with_the_servers_time_which_is_remembered(int clientOffset)
    {
        await using var server = await HawkServerApp.StartAsync();
        var clock = new FakeTimeProvider(HawkServerApp.Start.AddSeconds(clientOffset));
        var options = server.Options(options => options.TimeProvider = clock);
        using var client = server.Client(options);
        using var content = new ByteArrayContent("body"u8.ToArray());

        using var first = await client.PutAsync(Target, content, Cancel);
        Assert.Equal("body", await first.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(2, server.Received.Count);

        using var second = await client.GetAsync(Target, Cancel);
        using var anotherHandler = server.Client(options);
        using var third = await anotherHandler.GetAsync(Target, Cancel);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (second.StatusCode, third.StatusCode));
        Assert.Equal(4, server.Received.Count);
    }

    [Fact]
    public async Task What_was_learnt_of_one_server_is_not_applied_to_another()
    {
        await using var ahead = await HawkServerApp.StartAsync();
        await using var exact = await HawkServerApp.StartAsync();
        ahead.Time.Advance(TimeSpan.FromHours(1));
        using var client = ahead.Client(options =>
        {
            options.TimeProvider = exact.Time;
            options.AllowedOrigins.Add(exact.Origin);
        });

        using var first = await client.GetAsync(new Uri(ahead.Origin, "/r"), Cancel);
        using var second = await client.GetAsync(new Uri(exact.Origin, "/r"), Cancel);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Equal((2, 1), (ahead.Received.Count, exact.Received.Count));
    }

    [Fact]
    public async Task A_server_that_says_stale_every_time_is_asked_twice_and_no_more()
    {
        await using var server = await HawkServerApp.StartAsync(outside: static (context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = HawkServer.StaleChallenge(HawkServerApp.Credential, HawkServerApp.Start.AddDays(1));
            return Task.CompletedTask;
        });
        using var client = server.Client();

        using var response = await client.GetAsync(Target, Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(2, server.Received.Count);
    }

    [Theory]
    [InlineData("Hawk ts=\"1900000000\", tsm=\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\", error=\"Stale timestamp\"")]
    [InlineData("Hawk ts=\"1900000000\", error=\"Stale timestamp\"")]
    [InlineData("Hawk ts=\"1900000000\" ntp=\"pool.ntp.org\"")]
    [InlineData("Hawk")]
    [InlineData("Basic realm=\"x\"")]
    public async Task A_time_that_is_not_proven_with_the_key_changes_nothing(string challenge)
    {
        var answers = 0;
        await using var server = await HawkServerApp.StartAsync(outside: (context, next) =>
        {
            if (Interlocked.Increment(ref answers) > 1)
                return next(context);
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = challenge;
            return Task.CompletedTask;
        });
        using var client = server.Client();

        using var refused = await client.GetAsync(Target, Cancel);
        using var accepted = await client.GetAsync(Target, Cancel);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (refused.StatusCode, accepted.StatusCode));
        Assert.Equal(2, server.Received.Count);
    }

    [Fact]
    public async Task The_challenge_is_found_among_others()
    {
        var answers = 0;
        await using var server = await HawkServerApp.StartAsync(outside: (context, next) =>
        {
            if (Interlocked.Increment(ref answers) > 1)
                return next(context);
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = new[] { "Basic realm=\"x\"", HawkServer.StaleChallenge(HawkServerApp.Credential, HawkServerApp.Start) };
            return Task.CompletedTask;
        });
        using var client = server.Client();

        using var response = await client.GetAsync(Target, Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, server.Received.Count);
    }

    [Fact]
    public async Task A_streamed_body_is_not_sent_again_but_the_time_is_learnt()
    {
        await using var server = await HawkServerApp.StartAsync();
        var clock = new FakeTimeProvider(HawkServerApp.Start.AddHours(1));
        using var client = server.Client(options =>
        {
            options.TimeProvider = clock;
            options.SignPayload = false;
        });
        using var content = new ByteArrayContent("body"u8.ToArray());

        using var refused = await client.PutAsync(Target, content, Cancel);
        using var accepted = await client.GetAsync(Target, Cancel);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (refused.StatusCode, accepted.StatusCode));
        Assert.Equal(2, server.Received.Count);
    }
}
