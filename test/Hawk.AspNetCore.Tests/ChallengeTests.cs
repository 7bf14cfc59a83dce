using System.Security.Claims;
using System.Text.Encodings.Web;
using Hawk.AspNetCore.Tests.Server;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hawk.AspNetCore.Tests;

/// <summary>What a refused caller is told, and how Hawk lives with other schemes.</summary>
public sealed class ChallengeTests
{
    [Fact]
    public async Task A_request_that_offered_nothing_gets_the_bare_challenge_and_no_feature()
    {
        await using var app = await TestApp.StartAsync();

        var response = await app.SendAsync(authorization: null);

        Assert.Equal((401, "Hawk"), (response.Status, response.Challenge));
        Assert.Empty(app.Features);
        Assert.Empty(app.Log.HawkEvents);
    }

    [Theory]
    [InlineData("Basic YTpi")]
    [InlineData("Hawkish id=\"a\"")]
    [InlineData("Bearer Hawk")]
    public async Task Another_scheme_is_none_of_our_business(string authorization)
    {
        await using var app = await TestApp.StartAsync();

        var response = await app.SendAsync(authorization, "GET", "/");

        Assert.Equal((401, "Hawk"), (response.Status, response.Challenge));
        Assert.Empty(app.Features);
    }

    [Fact]
    public async Task Other_schemes_are_offered_beside_hawk_but_a_refused_hawk_request_gets_the_hawk_challenge_alone()
    {
        await using var app = await TestApp.StartAsync(
            services: static services => services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, OtherScheme>("Other", null),
            first: static application =>
            {
                application.UseAuthentication();
                application.Run(static async context =>
                {
                    var other = await context.AuthenticateAsync("Other");
                    if (context.User.Identity is { IsAuthenticated: true } || other.Succeeded)
                        return;
                    await context.ChallengeAsync("Other");
                    await context.ChallengeAsync(HawkDefaults.AuthenticationScheme);
                    await context.ChallengeAsync("Other");
                });
            });

        var nothing = await app.SendAsync(authorization: null);
        var right = await app.SendAsync("Other right", "GET", "/");
        var stale = await app.SendAsync(app.Sign(offset: TimeSpan.FromHours(1)));
        var accepted = await app.SendAsync(app.Sign());

        Assert.Equal(["Other realm=\"x\"", "Hawk", "Other realm=\"x\""], nothing.Fields["WWW-Authenticate"], StringComparer.Ordinal);
        Assert.Equal(200, right.Status);
        Assert.StartsWith("Hawk ts=", Assert.Single(stale.Fields["WWW-Authenticate"]), StringComparison.Ordinal);
        Assert.Equal(200, accepted.Status);
    }

    [Theory]
    [InlineData(HawkNonceOutcome.QuotaExceeded, 429, HawkFailure.TooManyRequests, 20)]
    [InlineData(HawkNonceOutcome.StoreFull, 503, HawkFailure.NonceStoreFull, 21)]
    public async Task A_request_whose_nonce_cannot_be_remembered_is_told_when_to_come_again(
        HawkNonceOutcome outcome, int status, HawkFailure failure, int expectedEvent)
    {
        await using var app = await TestApp.StartAsync(options => options.NonceStore = new FixedNonceStore(outcome));
        await using var slow = await TestApp.StartAsync(options =>
        {
            options.NonceStore = new FixedNonceStore(outcome);
            options.RetryAfter = TimeSpan.FromSeconds(89.1);
        });

        var response = await app.SendAsync(app.Sign());
        var later = await slow.SendAsync(slow.Sign());

        Assert.Equal((status, null), (response.Status, response.Challenge));
        Assert.Equal(("30", "90"), (response.Single("Retry-After"), later.Single("Retry-After")));
        Assert.Equal((failure, status), (app.Features.Single().Failure, app.Features.Single().StatusCode));
        Assert.Equal([expectedEvent], app.Log.HawkEvents);
    }

    [Fact]
    public async Task Other_refusals_do_not_say_when_to_come_again()
    {
        await using var app = await TestApp.StartAsync();

        var response = await app.SendAsync(app.Sign(), "/other");

        Assert.Null(response.Single("Retry-After"));
    }

    [Fact]
    public async Task A_scheme_that_answers_with_something_else_than_401_is_left_alone()
    {
        await using var app = await TestApp.StartAsync(first: static application =>
        {
            application.UseAuthentication();
            application.Run(static async context =>
            {
                await context.ChallengeAsync(HawkDefaults.AuthenticationScheme);
                context.Response.Redirect("/login"); // what a cookie scheme does
            });
        });

        var response = await app.SendAsync(app.Sign(target: "/r"), "/other");

        Assert.Equal((302, "/login"), (response.Status, response.Single("Location")));
    }

    [Fact]
    public async Task Refusals_of_one_kind_are_one_and_the_same_result()
    {
        var failures = new List<Exception?>();
        await using var app = await TestApp.StartAsync(first: application => application.Run(async context =>
            failures.Add((await context.AuthenticateAsync()).Failure)));

        await app.SendAsync(app.Sign(target: "/r"), "/other");
        await app.SendAsync(app.Sign(target: "/r"), "/another");

        Assert.NotNull(failures[0]);
        Assert.Same(failures[0], failures[1]);
    }

    [Fact]
    public async Task The_application_builds_the_principal_and_may_refuse_after_all()
    {
        var events = new HawkEvents
        {
            OnCredentialVerified = static context =>
            {
                if (context.Header.Ext.SequenceEqual("blocked"))
                    context.Fail("blocked");
                else
                    context.Principal = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, $"user of {context.Credential.Id}")], "x"));
                return Task.CompletedTask;
            },
        };
        await using var app = await TestApp.StartAsync(options => options.Events = events);

        var accepted = await app.SendAsync(app.Sign());
        var refused = await app.SendAsync(app.Sign(options: new HawkSignOptions { Ext = "blocked" }));

        Assert.Equal($"user of {TestApp.Credential.Id}", accepted.Single("X-Caller"));
        Assert.Equal((401, "Hawk"), (refused.Status, refused.Challenge));
        Assert.Equal([1, 1, 2], app.Log.HawkEvents);
    }

    [Fact]
    public async Task The_application_hears_of_every_refusal()
    {
        var heard = new List<HawkFailure>();
        await using var app = await TestApp.StartAsync(options => options.Events.OnRefused = context =>
        {
            heard.Add(context.Feature.Failure);
            return Task.CompletedTask;
        });
        var authorization = app.Sign();

        await app.SendAsync("Hawk x", "GET", "/");
        await app.SendAsync("Hawk id=\"x\"", "GET", "/");
        await app.SendAsync(authorization, "/other");
        await app.SendAsync(authorization);
        await app.SendAsync(authorization);

        Assert.Equal([HawkFailure.MalformedHeader, HawkFailure.MissingAttribute, HawkFailure.BadMac, HawkFailure.Replay], heard);
    }

    [Fact]
    public async Task A_second_hawk_scheme_verifies_what_the_first_does_not_know()
    {
        using var second = new HawkCredential("second", "another key");
        var scheme = string.Empty;
        await using var app = await TestApp.StartAsync(
            services: services => services.AddAuthentication()
                .AddHawk("Second", options => options.CredentialStore = new RecordingCredentialStore(second)),
            first: application =>
            {
                application.UseAuthentication();
                application.Run(async context =>
                {
                    var result = await context.AuthenticateAsync("Second");
                    scheme = result.Ticket?.AuthenticationScheme;
                    var feature = context.Features.Get<HawkFeature>()!;
                    await context.Response.WriteAsync($"{feature.Credential} {feature.Payload?.Length}");
                });
            });

        var response = await app.SendAsync(app.Sign("PUT", "/r", "hello"u8.ToArray(), credential: second), body: "hello"u8.ToArray());

        Assert.Equal("second 5", RawResponse.Latin1.GetString(response.Body));
        Assert.Equal("Second", scheme);
    }

    sealed class OtherScheme(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() =>
            Task.FromResult(Request.Headers.Authorization == "Other right"
                ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(Scheme.Name)), Scheme.Name))
                : AuthenticateResult.NoResult());

        protected override Task HandleChallengeAsync(AuthenticationProperties properties)
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            Response.Headers.Append("WWW-Authenticate", "Other realm=\"x\"");
            return Task.CompletedTask;
        }
    }

    sealed class FixedNonceStore(HawkNonceOutcome outcome) : IHawkNonceStore
    {
        public ValueTask<HawkNonceOutcome> TryAddAsync(
            string credentialId, string nonce, long timestamp, TimeSpan lifetime, CancellationToken cancellationToken) => ValueTask.FromResult(outcome);
    }
}
