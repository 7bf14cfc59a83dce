using System.Buffers;
using Hawk.AspNetCore.Tests.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hawk.AspNetCore.Tests;

/// <summary>A link opens what it was made for, where that is allowed, for as long as it says and no longer than the server allows.</summary>
public sealed class BewitTests
{
    [Theory]
    [InlineData("GET", "/open", "/open?bewit=*")]
    [InlineData("HEAD", "/open", "/open?bewit=*")]
    [InlineData("GET", "/open?a=1&b=2", "/open?a=1&b=2&bewit=*")]
    [InlineData("GET", "/open?a=1&b=2", "/open?a=1&bewit=*&b=2")]
    [InlineData("GET", "/open?b=%2F", "/open?bewit=*&b=%2F")]
    public async Task A_bewit_opens_its_resource_again_and_again(string method, string signed, string sent)
    {
        await using var app = await StartAsync();
        var target = sent.Replace("*", Bewit(app, signed, ext: "for bob"), StringComparison.Ordinal);

        var first = await app.SendAsync(authorization: null, method, target);
        var second = await app.SendAsync(authorization: null, method, target);

        Assert.Equal((200, 200), (first.Status, second.Status));
        Assert.Equal(TestApp.Credential.Id, first.Single("X-Caller"));
        Assert.Empty(app.Nonces.Recorded);
        Assert.Equal([3, 3], app.Log.HawkEvents);
        var feature = app.Features.First();
        Assert.Equal("for bob", feature.Bewit!.Value.Ext);
        Assert.Same(TestApp.Credential, feature.Credential);
    }

    [Theory]
    [InlineData("/closed", false)]
    [InlineData("/elsewhere", false)]
    [InlineData("/closed", true)]
    public async Task Where_bewits_are_not_allowed_there_is_none(string path, bool allowedByOptions)
    {
        await using var app = await StartAsync(options => options.AllowBewit = allowedByOptions);
        var target = $"{path}?bewit={Bewit(app, path)}";

        var alone = await app.SendAsync(authorization: null, "GET", target);
        var signed = await app.SendAsync(app.Sign(target: target));
        var broken = await app.SendAsync(authorization: null, "POST", $"{path}?bewit=");

        Assert.Equal((401, "Hawk"), (alone.Status, alone.Challenge));
        Assert.Equal(200, signed.Status);
        Assert.Equal((401, "Hawk"), (broken.Status, broken.Challenge));
        Assert.Null(signed.Single("Referrer-Policy"));
        Assert.Equal([1], app.Log.HawkEvents);
    }

    [Fact]
    public async Task The_options_may_open_every_endpoint()
    {
        await using var app = await StartAsync(static options => options.AllowBewit = true);

        var response = await app.SendAsync(authorization: null, "GET", $"/elsewhere?bewit={Bewit(app, "/elsewhere")}");

        Assert.Equal(200, response.Status);
    }

    [Theory]
    [InlineData("GET", "/open?bewit=", null, "Empty bewit", HawkFailure.EmptyBewit)]
    [InlineData("POST", "/open?bewit=*", null, "Invalid method", HawkFailure.InvalidMethod)]
    [InlineData("get", "/open?bewit=*", null, "Invalid method", HawkFailure.InvalidMethod)]
    [InlineData("GET", "/open?bewit=*", "Basic YTpi", "Multiple authentications", HawkFailure.MultipleAuthentications)]
    [InlineData("GET", "/open?bewit=*", "Hawk id=\"x\"", "Multiple authentications", HawkFailure.MultipleAuthentications)]
    [InlineData("GET", "/open?bewit=*&bewit=*", null, "Multiple authentications", HawkFailure.MultipleAuthentications)]
    [InlineData("GET", "/open?bewit=@", null, "Invalid bewit encoding", HawkFailure.InvalidBewitEncoding)]
    [InlineData("GET", "/open?bewit=YQ", null, "Invalid bewit structure", HawkFailure.InvalidBewitStructure)]
    [InlineData("GET", "/open?bewit=XFxc", null, "Missing bewit attributes", HawkFailure.MissingBewitAttributes)]
    [InlineData("GET", "/open?x=1&bewit=*", null, "Bad mac", HawkFailure.BadMac)]
    [InlineData("GET", "/open/?bewit=*", null, "Bad mac", HawkFailure.BadMac)]
    public async Task What_is_wrong_is_said_in_the_words_of_the_protocol(
        string method, string sent, string? authorization, string message, HawkFailure expected)
    {
        await using var app = await StartAsync();
        await using var strict = await StartAsync(static options => options.AnswerMalformedHeaderWithBadRequest = true);

        var response = await app.SendAsync(authorization, method, sent.Replace("*", Bewit(app, "/open"), StringComparison.Ordinal));
        var byTable = await strict.SendAsync(authorization, method, sent.Replace("*", Bewit(strict, "/open"), StringComparison.Ordinal));

        Assert.Equal((401, $"Hawk error=\"{message}\""), (response.Status, response.Challenge));
        Assert.Equal(expected.StatusCode(), byTable.Status);
        Assert.Equal(expected.Challenge(), byTable.Challenge);
        Assert.Equal(expected, Assert.Single(app.Features).Failure);
        Assert.Null(response.Single("Referrer-Policy"));
        if (expected is not HawkFailure.BadMac)
            Assert.Empty(app.Credentials.Asked);
    }

    [Fact]
    public async Task A_target_that_is_too_long_is_refused_before_the_bewit_is_looked_at()
    {
        await using var app = await StartAsync(static options => options.AnswerMalformedHeaderWithBadRequest = true);

        var response = await app.SendAsync(authorization: null, "GET", $"/open?x={new string('x', 4096)}&bewit=");

        Assert.Equal((400, null), (response.Status, response.Challenge));
        Assert.Equal(HawkFailure.TargetTooLong, Assert.Single(app.Features).Failure);
    }

    [Fact]
    public async Task An_unknown_id_and_a_wrong_key_look_alike_to_the_caller()
    {
        await using var app = await StartAsync();
        using var stranger = new HawkCredential("nobody", TestApp.Key);
        using var wrongKey = new HawkCredential(TestApp.Credential.Id, "another key");

        var unknown = await app.SendAsync(authorization: null, "GET", $"/open?bewit={Bewit(app, "/open", credential: stranger)}");
        var wrong = await app.SendAsync(authorization: null, "GET", $"/open?bewit={Bewit(app, "/open", credential: wrongKey)}");

        Assert.Equal((401, "Hawk error=\"Bad mac\""), (unknown.Status, unknown.Challenge));
        Assert.Equal((unknown.Status, unknown.Challenge), (wrong.Status, wrong.Challenge));
        Assert.Equal([HawkFailure.UnknownCredential, HawkFailure.BadMac], app.Features.Select(static feature => feature.Failure));
    }

    [Fact]
    public async Task A_bewit_works_to_the_last_second_of_its_life_and_never_for_longer_than_the_server_allows()
    {
        await using var app = await StartAsync(static options => options.MaxBewitLifetime = TimeSpan.FromHours(1));
        var target = $"/open?bewit={Bewit(app, "/open", TimeSpan.FromMinutes(61))}";

        var tooEarly = await app.SendAsync(authorization: null, "GET", target);
        app.Time.Advance(TimeSpan.FromMinutes(1));
        var early = await app.SendAsync(authorization: null, "GET", target);
        app.Time.Advance(TimeSpan.FromMinutes(60) - TimeSpan.FromMilliseconds(1));
        var late = await app.SendAsync(authorization: null, "GET", target);
        app.Time.Advance(TimeSpan.FromMilliseconds(1));
        var tooLate = await app.SendAsync(authorization: null, "GET", target);

        Assert.Equal((401, "Hawk error=\"Access granted for too long\""), (tooEarly.Status, tooEarly.Challenge));
        Assert.Equal((200, 200), (early.Status, late.Status));
        Assert.Equal((401, "Hawk error=\"Access expired\""), (tooLate.Status, tooLate.Challenge));
        Assert.Equal([54, 3, 3, 53], app.Log.HawkEvents);
    }

    [Fact]
    public async Task Seven_days_and_an_issuer_five_minutes_ahead_are_the_longest_life_by_default()
    {
        await using var app = await StartAsync();

        var longest = await app.SendAsync(authorization: null, "GET", $"/open?bewit={Bewit(app, "/open", TimeSpan.FromDays(7) + TimeSpan.FromMinutes(5))}");
        var longer = await app.SendAsync(authorization: null, "GET", $"/open?bewit={Bewit(app, "/open", TimeSpan.FromDays(7) + TimeSpan.FromSeconds(301))}");

        Assert.Equal((200, 401), (longest.Status, longer.Status));
    }

    [Theory]
    [InlineData(null, "private")]
    [InlineData("public, max-age=60", "max-age=60, private")]
    [InlineData("s-maxage=600, must-revalidate", "must-revalidate, private")]
    [InlineData("no-cache", "no-cache, private")]
    [InlineData("private=\"set-cookie\", max-age=1", "max-age=1, private")]
    [InlineData("private, max-age=1", "max-age=1, private")]
    [InlineData("no-store", "no-store")]
    [InlineData("max-age=nonsense", "private")]
    public async Task The_response_is_kept_from_shared_caches_and_the_link_from_other_sites(string? cacheControl, string expected)
    {
        await using var app = await StartAsync(handler: context =>
        {
            context.Response.Headers.CacheControl = cacheControl;
            context.Response.Headers["Referrer-Policy"] = "unsafe-url";
            return context.Response.WriteAsync("x", context.RequestAborted);
        });

        var response = await app.SendAsync(authorization: null, "GET", $"/open?bewit={Bewit(app, "/open")}");

        Assert.Equal(expected, response.Single("Cache-Control"));
        Assert.Equal("no-referrer", response.Single("Referrer-Policy"));
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("writer")]
    [InlineData("text")]
    [InlineData("early stream")]
    public async Task A_cache_in_this_process_that_comes_before_authentication_does_not_keep_the_response(string writing)
    {
        var runs = 0;
        await using var app = await TestApp.StartAsync(
            handler: async context =>
            {
                runs++;
                var body = context.Response.Body;
                context.Response.Headers.CacheControl = "public, max-age=600";
                switch (writing)
                {
                    case "stream": await context.Response.Body.WriteAsync("x"u8.ToArray(), context.RequestAborted); break;
                    case "early stream": await body.WriteAsync("x"u8.ToArray(), context.RequestAborted); break;
                    case "writer":
                        context.Response.BodyWriter.Write("x"u8);
                        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
                        break;
                    default: await context.Response.WriteAsync("x", context.RequestAborted); break;
                }
            },
            first: static application =>
            {
                application.UseResponseCaching();
                application.MapGet("/open", [AllowHawkBewit] static () => { });
            },
            services: static services => services.AddResponseCaching());
        var target = $"/open?bewit={Bewit(app, "/open")}";

        var first = await app.SendAsync(authorization: null, "GET", target);
        var second = await app.SendAsync(authorization: null, "GET", target);
        app.Time.Advance(TimeSpan.FromMinutes(6));
        var expired = await app.SendAsync(authorization: null, "GET", target);
        var bare = await app.SendAsync(authorization: null, "GET", "/open");

        Assert.Equal((200, 200, 401, 401), (first.Status, second.Status, expired.Status, bare.Status));
        Assert.Equal("max-age=600, private", first.Single("Cache-Control"));
        Assert.Equal("x"u8.ToArray(), first.Body);
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task The_response_to_a_bewit_is_not_signed()
    {
        await using var app = await StartAsync(handler: static context =>
        {
            Assert.Null(context.Features.Get<HawkFeature>()!.CreateServerAuthorization(null, "x"u8));
            return context.Response.WriteAsync("x", context.RequestAborted);
        });

        var response = await app.SendAsync(authorization: null, "GET", $"/open?bewit={Bewit(app, "/open")}");

        Assert.Equal(200, response.Status);
        Assert.Null(response.ServerAuthorization);
    }

    [Fact]
    public async Task A_body_that_no_signature_covers_is_refused_with_a_bewit_too()
    {
        await using var app = await StartAsync();
        var target = $"/open?bewit={Bewit(app, "/open")}";

        var whole = await app.SendAsync(authorization: null, "GET", target, "x"u8.ToArray());
        var chunked = await app.SendAsync(authorization: null, "GET", target, Chunks.Of("x"u8.ToArray()), Chunks.Field);

        Assert.Equal((401, 401), (whole.Status, chunked.Status));
    }

    [Fact]
    public async Task A_bewit_of_an_earlier_key_works_as_long_as_the_key_does()
    {
        await using var app = await StartAsync(options => options.CredentialStore = new RecordingCredentialStore(TestApp.Rotated));
        var target = $"/open?bewit={Bewit(app, "/open", TimeSpan.FromDays(3))}";

        var before = await app.SendAsync(authorization: null, "GET", target);
        app.Time.SetUtcNow(TestApp.Rotated.EarlierKeys[0].AcceptedUntil);
        var after = await app.SendAsync(authorization: null, "GET", target);

        Assert.Equal((200, 401), (before.Status, after.Status));
    }

    [Fact]
    public async Task No_log_message_of_this_package_has_the_link()
    {
        await using var app = await StartAsync(static options => options.MaxBewitLifetime = TimeSpan.FromHours(1));
        string[] bewits = [Bewit(app, "/open"), Bewit(app, "/open", TimeSpan.FromDays(1)), Bewit(app, "/other")];

        foreach (var bewit in bewits)
            await app.SendAsync(authorization: null, "GET", $"/open?bewit={bewit}");

        Assert.Equal([3, 54, 14], app.Log.HawkEvents);
        Assert.All(bewits, bewit => Assert.DoesNotContain(
            app.Log.Messages.Where(static message => message.Category.StartsWith("Hawk.", StringComparison.Ordinal)),
            message => message.Message.Contains(bewit, StringComparison.Ordinal)));
    }

    static Task<TestApp> StartAsync(Action<HawkOptions>? options = null, RequestDelegate? handler = null) => TestApp.StartAsync(options, handler, static app =>
    {
        app.UseHawkResponseSigning();
        app.MapMethods("/open/{**rest}", ["GET", "HEAD", "POST"], [AllowHawkBewit] static () => { });
        var group = app.MapGroup("/").AllowHawkBewit();
        group.MapMethods("/closed", ["GET", "POST"], static () => { }).AllowHawkBewit(false);
    });

    static string Bewit(TestApp app, string resource, TimeSpan? lifetime = null, string? ext = null, HawkCredential? credential = null)
    {
        Assert.True(HawkTarget.TryCreate("GET", resource, "127.0.0.1", app.Port, out var target));
        return HawkClient.CreateBewit(credential ?? TestApp.Credential, target, app.Time.GetUtcNow() + (lifetime ?? TimeSpan.FromMinutes(5)), ext);
    }
}
