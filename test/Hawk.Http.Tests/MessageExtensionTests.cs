using System.Net;
using Microsoft.AspNetCore.Http;

namespace Hawk.Http.Tests;

/// <summary>What is said about one message: the signature it is to have, and whether it was verified.</summary>
public sealed class MessageExtensionTests
{
    static readonly Uri Target = new("/r", UriKind.Relative);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HawkResponseCheck.Off, false)]
    [InlineData(HawkResponseCheck.IfPresent, true)]
    [InlineData(HawkResponseCheck.Required, true)]
    public async Task A_response_is_verified_when_somebody_has_looked(HawkResponseCheck check, bool expected)
    {
        await using var server = await HawkServerApp.StartAsync();
        using var client = server.Client(options => options.ResponseCheck = check);

        using var response = await client.GetAsync(Target, Cancel);

        Assert.True(response.Headers.Contains("Server-Authorization"));
        Assert.Equal(expected, response.IsHawkVerified());
    }

    [Fact]
    public async Task An_unsigned_response_and_one_that_no_handler_has_seen_are_not_verified()
    {
        await using var server = await HawkServerApp.StartAsync(outside: static (context, _) => context.Response.WriteAsync("x", context.RequestAborted));
        using var client = server.Client();

        using var unsigned = await client.GetAsync(Target, Cancel);
        using var unseen = new HttpResponseMessage();

        Assert.Equal((false, false), (unsigned.IsHawkVerified(), unseen.IsHawkVerified()));
    }

    [Fact]
    public async Task The_verdict_on_one_response_is_not_that_on_another_one_to_the_same_request()
    {
        var isFirst = true;
        await using var server = await HawkServerApp.StartAsync(outside: (context, next) =>
        {
            if (!isFirst)
                return context.Response.WriteAsync("x", context.RequestAborted);
            isFirst = false;
            return next(context);
        });
        using var sender = new HttpMessageInvoker(new HawkMessageHandler(server.Options(), new SocketsHttpHandler()));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Origin, Target));

        using var signed = await sender.SendAsync(request, Cancel);
        using var unsigned = await sender.SendAsync(request, Cancel);

        Assert.Equal((true, false), (signed.IsHawkVerified(), unsigned.IsHawkVerified()));
    }

    [Fact]
    public async Task A_request_can_have_its_own_additions_to_the_signature()
    {
        await using var server = await HawkServerApp.StartAsync();
        using var client = server.Client(static options => options.SignOptions = new HawkSignOptions { Ext = "all", App = "app" });
        using var request = new HttpRequestMessage(HttpMethod.Get, Target);
        request.SetHawkSignOptions(new HawkSignOptions { Ext = "one" });

        using var own = await client.SendAsync(request, Cancel);
        using var usual = await client.GetAsync(Target, Cancel);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (own.StatusCode, usual.StatusCode));
        Assert.Equal(["one/", "all/app"], server.Received.Select(static sent =>
        {
            Assert.Equal(HawkFailure.None, HawkHeader.Parse(sent, out var header));
            return $"{header.Ext}/{header.App}";
        }));
    }

    [Fact]
    public async Task A_request_whose_nonce_is_fixed_is_not_repeated_but_the_time_is_learnt()
    {
        await using var server = await HawkServerApp.StartAsync();
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(HawkServerApp.Start.AddHours(1));
        using var client = server.Client(options => options.TimeProvider = clock);
        using var request = new HttpRequestMessage(HttpMethod.Get, Target);
        request.SetHawkSignOptions(new HawkSignOptions { Nonce = "mine" });

        using var refused = await client.SendAsync(request, Cancel);
        using var accepted = await client.GetAsync(Target, Cancel);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (refused.StatusCode, accepted.StatusCode));
        Assert.Equal(2, server.Received.Count);
        Assert.Contains("nonce=\"mine\"", server.Received.First(), StringComparison.Ordinal);
    }
}
