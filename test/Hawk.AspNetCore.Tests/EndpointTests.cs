using Hawk.AspNetCore.Tests.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hawk.AspNetCore.Tests;

/// <summary>What single endpoints say wins over what the options say.</summary>
public sealed class EndpointTests
{
    static readonly byte[] Body = "hello"u8.ToArray();

    [Theory]
    [InlineData(HawkPayloadPolicy.Require)]
    [InlineData(HawkPayloadPolicy.Ignore)]
    public async Task The_policy_of_the_endpoint_wins_over_the_options(HawkPayloadPolicy options)
    {
        await using var app = await StartAsync(hawk => hawk.PayloadPolicy = options);

        var require = await app.SendAsync(app.Sign("PUT", "/require"), body: Body);
        var ifPresent = await app.SendAsync(app.Sign("PUT", "/if-present"), body: Body);
        var ifPresentWrong = await app.SendAsync(app.Sign("PUT", "/if-present", "other"u8.ToArray()), body: Body);
        var ignore = await app.SendAsync(app.Sign("PUT", "/ignore", "other"u8.ToArray()), body: Body);
        var attribute = await app.SendAsync(app.Sign("PUT", "/attribute"), body: Body);
        var unnamed = await app.SendAsync(app.Sign("PUT", "/unnamed"), body: Body);
        var unmapped = await app.SendAsync(app.Sign("PUT", "/elsewhere"), body: Body);

        Assert.Equal([401, 200, 401, 200, 200], new[] { require, ifPresent, ifPresentWrong, ignore, attribute }.Select(static response => response.Status));
        var general = options is HawkPayloadPolicy.Require ? 401 : 200;
        Assert.Equal((general, general), (unnamed.Status, unmapped.Status));
    }

    [Fact]
    public async Task The_endpoint_wins_over_its_group()
    {
        await using var app = await StartAsync(options: null);

        var inherited = await app.SendAsync(app.Sign("PUT", "/group/inherits"), body: Body);
        var own = await app.SendAsync(app.Sign("PUT", "/group/requires"), body: Body);

        Assert.Equal((200, 401), (inherited.Status, own.Status));
    }

    [Fact]
    public async Task The_endpoint_says_how_much_is_held_in_memory()
    {
        await using var app = await StartAsync(static options => options.MaxPayloadBytes = 3);

        await app.SendAsync(app.Sign("PUT", "/unnamed", Body), body: Body);
        await app.SendAsync(app.Sign("PUT", "/five", Body), body: Body);
        await app.SendAsync(app.Sign("PUT", "/five-by-attribute", Body), body: Body);
        await app.SendAsync(app.Sign("PUT", "/five", [.. Body, 0]), body: [.. Body, 0]);

        Assert.Equal([null, 5, 5, null], app.Features.Select(static feature => feature.Payload?.Length));
    }

    [Theory]
    [InlineData("PUT", "/require", 500)]
    [InlineData("PUT", "/attribute", 500)]
    [InlineData("GET", "/link", 500)]
    [InlineData("GET", "/by-controller", 500)]
    [InlineData("PUT", "/plain", 200)]
    [InlineData("PUT", "/plain/elsewhere", 404)]
    public async Task Metadata_that_was_not_heard_because_routing_came_later_is_an_error(string method, string path, int expected)
    {
        await using var app = await TestApp.StartAsync(static options => options.PayloadPolicy = HawkPayloadPolicy.Ignore, first: static app =>
        {
            app.UseAuthentication();
            app.UseRouting();
            app.MapPut("/require", static () => "ran").RequireHawkPayload();
            app.MapPut("/attribute", [HawkPayload(HawkPayloadPolicy.Require)] static () => "ran");
            app.MapGet("/link", static () => "ran").AllowHawkBewit(false);
            app.MapPut("/plain", static () => "ran");
            app.MapControllers();
            app.UseEndpoints(static _ => { });
            app.Use(static (HttpContext context, RequestDelegate _) =>
            {
                context.Response.StatusCode = 404;
                return Task.CompletedTask;
            });
        }, services: static services => services.AddControllers().AddApplicationPart(typeof(HawkController).Assembly));

        var signed = await app.SendAsync(app.Sign(method, path));
        var unsigned = await app.SendAsync(authorization: null, method, path);

        Assert.Equal((expected, expected), (signed.Status, unsigned.Status));
        Assert.Equal(expected is 200, signed.Text.EndsWith("ran", StringComparison.Ordinal) || signed.Text.Contains("\r\nran\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public void A_mistake_in_the_metadata_is_found_where_it_is_made()
    {
        var endpoints = WebApplication.CreateSlimBuilder().Build().MapGroup("/");

        Assert.Throws<ArgumentOutOfRangeException>(() => endpoints.WithHawkPayload((HawkPayloadPolicy)9));
        Assert.Throws<ArgumentOutOfRangeException>(() => endpoints.WithHawkPayload(HawkPayloadPolicy.Require, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => endpoints.WithHawkPayload(HawkPayloadPolicy.Require, int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => endpoints.WithHawkPayload(HawkPayloadPolicy.Require, largePayloads: (HawkLargePayloads)9));
    }

    // The test server answers from its own last middleware, so of the endpoints only the metadata counts.
    static Task<TestApp> StartAsync(Action<HawkOptions>? options) => TestApp.StartAsync(options, first: static app =>
    {
        app.MapPut("/require", static () => { }).RequireHawkPayload();
        app.MapPut("/if-present", static () => { }).WithHawkPayload(HawkPayloadPolicy.VerifyIfPresent);
        app.MapPut("/ignore", static () => { }).WithHawkPayload(HawkPayloadPolicy.Ignore);
        app.MapPut("/attribute", [HawkPayload(HawkPayloadPolicy.VerifyIfPresent)] static () => { });
        app.MapPut("/unnamed", static () => { });
        app.MapPut("/five", static () => { }).WithHawkPayload(HawkPayloadPolicy.Require, 5);
        app.MapPut("/five-by-attribute", [HawkPayload(HawkPayloadPolicy.Require, MaxPayloadBytes = 5)] static () => { });
        var group = app.MapGroup("/group").WithHawkPayload(HawkPayloadPolicy.Ignore);
        group.MapPut("/inherits", static () => { });
        group.MapPut("/requires", static () => { }).RequireHawkPayload();
    });
}
