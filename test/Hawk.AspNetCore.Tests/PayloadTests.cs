using Hawk.AspNetCore.Tests.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Hawk.AspNetCore.Tests;

/// <summary>What the policies ask of a body, and what is left of it for the application.</summary>
public sealed class PayloadTests
{
    static readonly byte[] Binary = [.. Enumerable.Range(0, 256).Select(static value => (byte)value), (byte)'\n'];

    [Theory]
    [InlineData(HawkPayloadPolicy.Require, 401)]
    [InlineData(HawkPayloadPolicy.VerifyIfPresent, 200)]
    [InlineData(HawkPayloadPolicy.Ignore, 200)]
    public async Task A_body_without_a_hash_passes_only_where_the_policy_says_so(HawkPayloadPolicy policy, int expected)
    {
        await using var app = await TestApp.StartAsync(options => options.PayloadPolicy = policy);

        var whole = await app.SendAsync(app.Sign("PUT", "/r"), body: Binary);
        var chunked = await app.SendAsync(app.Sign("PUT", "/r"), body: Chunks.Of(Binary), fields: "Transfer-Encoding: chunked");

        Assert.Equal((expected, expected), (whole.Status, chunked.Status));
        if (expected is 401)
        {
            Assert.Equal("Hawk error=\"Missing required payload hash\"", whole.Challenge);
            Assert.Equal(whole.Challenge, chunked.Challenge);
            Assert.Empty(app.Nonces.Recorded);
        }
        else
        {
            Assert.Equal(Binary, whole.Body);
            Assert.Equal(Binary, chunked.Body);
            Assert.All(app.Features, static feature => Assert.Null(feature.Payload));
        }
    }

    [Theory]
    [InlineData(HawkPayloadPolicy.Require, 401)]
    [InlineData(HawkPayloadPolicy.VerifyIfPresent, 401)]
    [InlineData(HawkPayloadPolicy.Ignore, 200)]
    public async Task A_wrong_hash_passes_only_where_it_is_ignored(HawkPayloadPolicy policy, int expected)
    {
        await using var app = await TestApp.StartAsync(options => options.PayloadPolicy = policy);

        var response = await app.SendAsync(app.Sign("PUT", "/r", "other"u8.ToArray()), body: Binary);

        Assert.Equal(expected, response.Status);
    }

    [Fact]
    public async Task An_empty_body_may_lack_a_hash_and_may_have_one()
    {
        await using var app = await TestApp.StartAsync();

        var none = await app.SendAsync(app.Sign("POST", "/r"));
        var zero = await app.SendAsync(app.Sign("POST", "/r"), body: []);
        var chunked = await app.SendAsync(app.Sign("POST", "/r"), body: "0\r\n\r\n"u8.ToArray(), fields: "Transfer-Encoding: chunked");
        var hashed = await app.SendAsync(app.Sign("POST", "/r", []));
        var wrong = await app.SendAsync(app.Sign("POST", "/r", Binary));

        Assert.Equal([200, 200, 200, 200, 401], new[] { none, zero, chunked, hashed, wrong }.Select(static response => response.Status));
    }

    [Fact]
    public async Task A_chunked_body_is_verified_and_readable_again()
    {
        await using var app = await TestApp.StartAsync();

        var response = await app.SendAsync(
            app.Sign("PUT", "/r", Binary, "application/octet-stream"), body: Chunks.Of(Binary),
            fields: ["Transfer-Encoding: chunked", "Content-Type: application/octet-stream"]);

        Assert.Equal(200, response.Status);
        Assert.Equal(Binary, response.Body);
        Assert.Equal(Binary, Assert.Single(app.Features).Payload!.Value.ToArray());
    }

    [Fact]
    public async Task A_verified_body_is_readable_through_the_pipe_reader_too()
    {
        await using var app = await TestApp.StartAsync(handler: static async context =>
        {
            using var read = new MemoryStream();
            await context.Request.BodyReader.CopyToAsync(read, context.RequestAborted);
            await context.Response.Body.WriteAsync(read.ToArray(), context.RequestAborted);
        });

        var response = await app.SendAsync(app.Sign("PUT", "/r", Binary), body: Binary);

        Assert.Equal(Binary, response.Body);
    }

    [Fact]
    public async Task A_body_that_was_buffered_and_read_before_is_verified_from_its_beginning()
    {
        await using var app = await TestApp.StartAsync(first: static application => application.Use(static async (context, next) =>
        {
            context.Request.EnableBuffering();
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            await next(context);
        }));

        var response = await app.SendAsync(app.Sign("PUT", "/r", Binary), body: Binary);

        Assert.Equal(200, response.Status);
        Assert.Equal(Binary, response.Body);
    }

    [Fact]
    public async Task A_body_of_exactly_the_limit_passes_and_one_byte_more_is_too_large()
    {
        await using var app = await TestApp.StartAsync(static options =>
        {
            options.MaxPayloadBytes = 10_000;
            options.LargePayloads = HawkLargePayloads.Refuse;
        });
        var fits = new byte[10_000];
        var over = new byte[10_001];

        var announced = await app.SendAsync(app.Sign("PUT", "/r", fits), body: fits);
        var chunked = await app.SendAsync(app.Sign("PUT", "/r", fits), body: Chunks.Of(fits), fields: "Transfer-Encoding: chunked");
        var tooLarge = await app.SendAsync(app.Sign("PUT", "/r", over), body: over);
        var tooLargeChunked = await app.SendAsync(app.Sign("PUT", "/r", over), body: Chunks.Of(over), fields: "Transfer-Encoding: chunked");

        Assert.Equal([200, 200, 413, 413], new[] { announced, chunked, tooLarge, tooLargeChunked }.Select(static response => response.Status));
        Assert.Null(tooLarge.Challenge);
        Assert.Equal(2, app.Nonces.Recorded.Count);
        Assert.Equal([false, false, true, true], app.Features.Select(static feature => feature.Failure is HawkFailure.PayloadTooLarge));
        Assert.Equal([1, 1, 18, 18], app.Log.HawkEvents);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_still_whole_for_an_application_that_goes_on_without_a_caller()
    {
        byte[] seen = [];
        await using var app = await TestApp.StartAsync(
            static options =>
            {
                options.MaxPayloadBytes = 100;
                options.LargePayloads = HawkLargePayloads.Refuse;
            },
            first: application =>
            {
                application.UseAuthentication();
                application.Run(async context =>
                {
                    using var read = new MemoryStream();
                    await context.Request.Body.CopyToAsync(read, context.RequestAborted);
                    seen = read.ToArray();
                });
            });

        await app.SendAsync(app.Sign("PUT", "/r", Binary), body: Chunks.Of(Binary), fields: "Transfer-Encoding: chunked");

        Assert.Equal(Binary, seen);
    }
}
