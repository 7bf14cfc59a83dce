using System.Security.Cryptography;
using System.Text;
using Hawk.AspNetCore.Tests.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Hawk.AspNetCore.Tests;

/// <summary>Bodies over the limit are verified while the application reads them, and nobody gets the whole of a forged one.</summary>
public sealed class LargePayloadTests
{
    const int Limit = 1000;

    static readonly byte[] Large = RandomNumberGenerator.GetBytes(300_000);

    public static TheoryData<string> Readings => ["stream", "pipe", "single bytes", "sync", "buffered", "form-like pieces"];

    [Theory]
    [MemberData(nameof(Readings))]
    public async Task The_right_body_arrives_whole_however_it_is_read(string reading)
    {
        await using var app = await StartAsync(async context =>
        {
            Assert.Equal(HawkPayloadState.Pending, Feature(context).PayloadState);
            var body = await ReadAsync(context, reading, []);
            Assert.Equal(HawkPayloadState.Verified, Feature(context).PayloadState);
            await context.Response.Body.WriteAsync(SHA256.HashData(body), context.RequestAborted);
        });

        var whole = await app.SendAsync(app.Sign("PUT", "/r", Large), body: Large);
        var chunked = await app.SendAsync(app.Sign("PUT", "/r", Large), body: Chunks.Of(Large), fields: Chunks.Field);

        Assert.Equal((200, 200), (whole.Status, chunked.Status));
        Assert.Equal(SHA256.HashData(Large), whole.Body);
        Assert.Equal(SHA256.HashData(Large), chunked.Body);
        Assert.All(app.Features, static feature => Assert.Null(feature.Payload));
        Assert.Equal([1, 1], app.Log.HawkEvents);
    }

    [Theory]
    [MemberData(nameof(Readings))]
    public async Task Of_a_forged_body_the_last_bytes_never_arrive(string reading)
    {
        var received = new List<byte>();
        var states = new List<HawkPayloadState>();
        await using var app = await StartAsync(async context =>
        {
            var first = await Assert.ThrowsAsync<HawkPayloadException>(async () => _ = await ReadAsync(context, reading, received));
            states.Add(Feature(context).PayloadState);
            await Assert.ThrowsAsync<HawkPayloadException>(() => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted));
            Assert.Null(Feature(context).Credential);
            context.Response.StatusCode = first.StatusCode;
        });
        byte[] forged = [.. Large[..^1], (byte)(Large[^1] ^ 1)];

        var whole = await app.SendAsync(app.Sign("PUT", "/r", Large), body: forged);
        Assert.InRange(received.Count, 0, Large.Length - HeldTail.Size);
        received.Clear();
        var chunked = await app.SendAsync(app.Sign("PUT", "/r", Large), body: Chunks.Of(forged), fields: Chunks.Field);
        Assert.InRange(received.Count, 0, Large.Length - HeldTail.Size);

        Assert.Equal((401, "Hawk error=\"Bad payload hash\""), (whole.Status, whole.Challenge));
        Assert.Equal((401, "Hawk error=\"Bad payload hash\""), (chunked.Status, chunked.Challenge));
        Assert.Equal([HawkPayloadState.Failed, HawkPayloadState.Failed], states);
        Assert.Equal([1, 40, 1, 40], app.Log.HawkEvents);
        Assert.All(app.Features, static feature => Assert.Equal((HawkFailure.BadPayloadHash, 401), (feature.Failure, feature.StatusCode)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(5000)]
    public async Task A_body_of_any_size_is_held_back_at_its_end(int size)
    {
        var received = new List<byte>();
        await using var app = await TestApp.StartAsync(static options => StreamAbove(options, 0), handler: async context =>
        {
            var read = await ReadAsync(context, "stream", received);
            Assert.Equal(size, read.Length);
        });
        var body = RandomNumberGenerator.GetBytes(size);

        var right = await app.SendAsync(app.Sign("PUT", "/r", body), body: body);
        var all = received.ToArray();
        received.Clear();
        var forged = await app.SendAsync(app.Sign("PUT", "/r", RandomNumberGenerator.GetBytes(size)), body: body);

        Assert.Equal((200, 401), (right.Status, forged.Status));
        Assert.Equal(body, all);
        Assert.Equal(Math.Max(size - HeldTail.Size, 0), received.Count);
    }

    [Fact]
    public async Task A_forged_body_that_nobody_catches_is_unauthorized_and_not_an_error_of_the_server()
    {
        await using var app = await StartAsync(static context => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted));
        await using var withPage = await TestApp.StartAsync(
            static options => StreamAbove(options, Limit),
            static context => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted),
            static application => application.UseExceptionHandler(static failed => failed.Run(static context => context.Response.WriteAsync("sorry", context.RequestAborted))));

        await using var withProblems = await TestApp.StartAsync(
            static options => StreamAbove(options, Limit),
            static context => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted),
            static application => application.UseExceptionHandler(),
            static services => services.AddProblemDetails());

        var bare = await app.SendAsync(app.Sign("PUT", "/r", new byte[5000]), body: Large);
        var page = await withPage.SendAsync(withPage.Sign("PUT", "/r", new byte[5000]), body: Large);

        Assert.Equal((401, "Hawk error=\"Bad payload hash\""), (bare.Status, bare.Challenge));
        Assert.Equal((401, "Hawk error=\"Bad payload hash\""), (page.Status, page.Challenge));
        var problem = await withProblems.SendAsync(withProblems.Sign("PUT", "/r", new byte[5000]), body: Large, fields: "Accept: application/json");
        Assert.Equal((401, "Hawk error=\"Bad payload hash\""), (problem.Status, problem.Challenge));
        Assert.Contains("\"status\":401", Encoding.ASCII.GetString(problem.Body), StringComparison.Ordinal);
        Assert.Equal("sorry", Encoding.ASCII.GetString(page.Body));
    }

    [Fact]
    public async Task An_endpoint_that_binds_json_is_not_called_with_a_forged_body()
    {
        var called = 0;
        await using var app = await TestApp.StartAsync(static options => StreamAbove(options, Limit), first: application =>
        {
            application.UseRouting();
            application.UseAuthentication();
            application.MapPut("/r", (string[] _) => ++called);
            application.UseEndpoints(static _ => { });
        });
        var json = Encoding.ASCII.GetBytes("[" + string.Join(',', Enumerable.Repeat("\"text\"", 2000)) + "]\n\n");
        var forged = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(json).Replace("text\"]", "tExt\"]", StringComparison.Ordinal));

        var right = await app.SendAsync(app.Sign("PUT", "/r", json, "application/json"), body: json, fields: "Content-Type: application/json");
        var wrong = await app.SendAsync(app.Sign("PUT", "/r", json, "application/json"), body: forged, fields: "Content-Type: application/json");

        Assert.Equal((200, 401), (right.Status, wrong.Status));
        Assert.Equal("Hawk error=\"Bad payload hash\"", wrong.Challenge);
        Assert.Equal(1, called);
    }

    [Fact]
    public async Task The_nonce_is_recorded_before_the_application_runs_and_a_copy_is_refused()
    {
        TestApp? server = null;
        var runs = 0;
        await using var app = await StartAsync(async context =>
        {
            runs++;
            Assert.Single(server!.Nonces.Recorded);
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        });
        server = app;
        var authorization = app.Sign("PUT", "/r", Large);

        var forged = await app.SendAsync(authorization, body: new byte[Large.Length]);
        var original = await app.SendAsync(authorization, body: Large);

        Assert.Equal((401, "Hawk error=\"Invalid nonce\""), (original.Status, original.Challenge));
        Assert.Equal(401, forged.Status);
        Assert.Equal(1, runs);
        Assert.Equal([1, 40, 19], app.Log.HawkEvents); // the refused copy was not left unread
    }

    [Theory]
    [InlineData(HawkPayloadPolicy.Require, 401)]
    [InlineData(HawkPayloadPolicy.VerifyIfPresent, 200)]
    [InlineData(HawkPayloadPolicy.Ignore, 200)]
    public async Task A_large_body_without_a_hash_is_refused_unread_or_passes_unsigned(HawkPayloadPolicy policy, int expected)
    {
        await using var app = await TestApp.StartAsync(options =>
        {
            StreamAbove(options, Limit);
            options.PayloadPolicy = policy;
        });
        var authorization = app.Sign("PUT", "/r");

        await using var connection = await app.ConnectAsync();
        await connection.WriteAsync(
            app.Head(authorization.Value, "PUT", "/r", $"Content-Length: {Large.Length}", "Expect: 100-continue"), TestContext.Current.CancellationToken);
        var first = new byte[12];
        await connection.ReadExactlyAsync(first, TestContext.Current.CancellationToken);
        var chunked = await app.SendAsync(app.Sign("PUT", "/r"), body: Chunks.Of(Large), fields: Chunks.Field);

        Assert.Equal(expected is 401 ? "HTTP/1.1 401" : "HTTP/1.1 100", Encoding.ASCII.GetString(first));
        Assert.Equal(expected, chunked.Status);
        Assert.All(app.Features, static feature => Assert.Equal(HawkPayloadState.NotSigned, feature.PayloadState));
        if (expected is 200)
            Assert.Equal(Large, chunked.Body);
    }

    [Theory]
    [InlineData(0, 42)]
    [InlineData(5000, 41)]
    public async Task A_body_that_is_not_read_to_its_end_stays_pending_and_is_logged(int readBytes, int expectedEvent)
    {
        await using var app = await StartAsync(async context =>
        {
            if (readBytes > 0)
                await context.Request.Body.ReadExactlyAsync(new byte[readBytes], context.RequestAborted);
            await context.Response.WriteAsync("done", context.RequestAborted);
        });

        var response = await app.SendAsync(app.Sign("PUT", "/r", Large), body: Large);

        Assert.Equal(200, response.Status);
        await app.DisposeAsync(); // the server has completed its requests by then
        Assert.Equal([1, expectedEvent], app.Log.HawkEvents);
        Assert.Equal(HawkPayloadState.Pending, Assert.Single(app.Features).PayloadState);
    }

    [Fact]
    public async Task A_cancelled_read_leaves_the_body_readable()
    {
        await using var app = await StartAsync(async context =>
        {
            using var cancelled = new CancellationTokenSource();
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => context.Request.Body.CopyToAsync(Stream.Null, cancelled.Token));
            Assert.Equal(Large, await ReadAsync(context, "stream", []));
        });

        var response = await app.SendAsync(app.Sign("PUT", "/r", Large), body: Large);

        Assert.Equal(200, response.Status);
    }

    [Theory]
    [InlineData("/unnamed", 413)]
    [InlineData("/streamed", 200)]
    [InlineData("/streamed-by-attribute", 200)]
    [InlineData("/group/inherits", 200)]
    [InlineData("/group/refuses", 413)]
    public async Task Only_an_endpoint_that_asks_for_it_gets_a_body_before_it_is_verified(string path, int expected)
    {
        await using var app = await TestApp.StartAsync(static options => options.MaxPayloadBytes = Limit, first: static app =>
        {
            app.MapPut("/unnamed", static () => { });
            app.MapPut("/streamed", static () => { }).WithHawkPayload(HawkPayloadPolicy.Require, largePayloads: HawkLargePayloads.Stream);
            app.MapPut("/streamed-by-attribute", [HawkPayload(HawkPayloadPolicy.Require, LargePayloads = HawkLargePayloads.Stream)] static () => { });
            var group = app.MapGroup("/group").WithHawkPayload(HawkPayloadPolicy.Require, largePayloads: HawkLargePayloads.Stream);
            group.MapPut("/inherits", static () => { });
            group.MapPut("/refuses", static () => { }).WithHawkPayload(HawkPayloadPolicy.Require, largePayloads: HawkLargePayloads.Refuse);
        });

        var whole = await app.SendAsync(app.Sign("PUT", path, Large), body: Large);
        var chunked = await app.SendAsync(app.Sign("PUT", path, Large), body: Chunks.Of(Large), fields: Chunks.Field);

        Assert.Equal((expected, expected), (whole.Status, chunked.Status));
    }

    [Fact]
    public async Task The_request_size_limit_of_the_server_holds()
    {
        await using var app = await TestApp.StartAsync(
            static options => StreamAbove(options, Limit),
            static context => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted),
            services: static services => services.Configure<KestrelServerOptions>(static kestrel => kestrel.Limits.MaxRequestBodySize = 100_000));

        var whole = await app.SendAsync(app.Sign("PUT", "/r", Large), body: Large);
        var chunked = await app.SendAsync(app.Sign("PUT", "/r", Large), body: Chunks.Of(Large[..150_000]), fields: Chunks.Field);

        Assert.Equal((413, 413), (whole.Status, chunked.Status));
    }

    [Fact]
    public async Task A_body_that_was_buffered_and_read_before_is_verified_from_its_beginning()
    {
        await using var app = await TestApp.StartAsync(
            static options => StreamAbove(options, Limit),
            first: static application => application.Use(static async (context, next) =>
            {
                context.Request.EnableBuffering();
                await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
                await next(context);
            }));

        var response = await app.SendAsync(app.Sign("PUT", "/r", Large), body: Large);

        Assert.Equal(200, response.Status);
        Assert.Equal(Large, response.Body);
    }

    [Fact]
    public async Task A_content_type_that_cannot_be_signed_is_refused_before_the_application_runs()
    {
        await using var app = await StartAsync(static context => Task.FromException(new InvalidOperationException("never")));

        var response = await app.SendAsync(app.Sign("PUT", "/r", Large), body: Large, fields: "Content-Type: caf\u00e9/x");

        Assert.True(response.Status is 400 or 401, response.Text); // the server may refuse the field itself
        Assert.Empty(app.Nonces.Recorded);
    }

    static Task<TestApp> StartAsync(RequestDelegate handler) => TestApp.StartAsync(static options => StreamAbove(options, Limit), handler);

    static void StreamAbove(HawkOptions options, int maxPayloadBytes)
    {
        options.MaxPayloadBytes = maxPayloadBytes;
        options.LargePayloads = HawkLargePayloads.Stream;
    }

    static HawkFeature Feature(HttpContext context) => context.Features.GetRequiredFeature<HawkFeature>();

    /// <summary>Reads everything, and keeps what has come when a read fails.</summary>
    static async Task<byte[]> ReadAsync(HttpContext context, string reading, List<byte> received)
    {
        var cancellationToken = context.RequestAborted;
        if (reading is "pipe")
        {
            for (var last = false; !last;)
            {
                var result = await context.Request.BodyReader.ReadAsync(cancellationToken);
                foreach (var segment in result.Buffer)
                    received.AddRange(segment.Span);
                context.Request.BodyReader.AdvanceTo(result.Buffer.End);
                last = result.IsCompleted;
            }

            return [.. received];
        }

        if (reading is "sync")
            context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
        if (reading is "buffered")
            context.Request.EnableBuffering();
        var chunk = new byte[reading switch { "single bytes" => 1, "form-like pieces" => 77, _ => 4096 }];
        while (true)
        {
#pragma warning disable CA1849 // reading synchronously is what is tested
            var read = reading is "sync" ? context.Request.Body.Read(chunk) : await context.Request.Body.ReadAsync(chunk, cancellationToken);
#pragma warning restore CA1849
            if (read is 0)
                return [.. received];
            received.AddRange(chunk.AsSpan(0, read));
        }
    }
}
