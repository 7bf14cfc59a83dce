using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Hawk.AspNetCore.Tests.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Hawk.AspNetCore.Tests;

/// <summary>Responses that are not held in memory are signed behind their end, where that was asked for and HTTP can do it.</summary>
public sealed class TrailerTests
{
    static readonly byte[] Large = RandomNumberGenerator.GetBytes(200_000);

    [Theory]
    [InlineData("stream")]
    [InlineData("pipe")]
    [InlineData("sync")]
    [InlineData("file")]
    [InlineData("completed by the application")]
    public async Task A_long_response_is_signed_by_a_declared_trailer(string writing)
    {
        await using var app = await StartAsync(context => WriteAsync(context, writing));
        var authorization = app.Sign();

        var response = await app.SendAsync(authorization);

        Assert.Equal(Large, response.Body);
        Assert.Equal("Server-Authorization", response.Single("Trailer"));
        Assert.Null(response.ServerAuthorization);
        Assert.Equal(HawkResponseFailure.None, Check(authorization, response));
        Assert.Equal(HawkResponseFailure.BadPayloadHash, Check(authorization, response with { Body = response.Body[..^1] }));
        Assert.Equal(HawkResponseFailure.BadMac, Check(app.Sign(), response));
        Assert.Equal([1], app.Log.HawkEvents);
    }

    [Fact]
    public async Task What_was_held_before_the_application_began_to_stream_is_part_of_the_signature()
    {
        await using var app = await StartAsync(static async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("one", context.RequestAborted);
            context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await context.Response.WriteAsync("two", context.RequestAborted);
        });
        var authorization = app.Sign();

        var response = await app.SendAsync(authorization);

        Assert.Equal("onetwo", Encoding.ASCII.GetString(response.Body));
        Assert.Equal(HawkResponseFailure.None, Check(authorization, response));
    }

    [Fact]
    public async Task A_short_response_is_signed_in_front_as_ever()
    {
        await using var app = await StartAsync(static context => context.Response.WriteAsync("short", context.RequestAborted));

        var response = await app.SendAsync(app.Sign());

        Assert.NotNull(response.ServerAuthorization);
        Assert.Null(response.Single("Trailer"));
        Assert.Empty(response.Trailers);
    }

    [Fact]
    public async Task Nobody_gets_a_trailer_who_has_not_asked_for_it()
    {
        await using var app = await TestApp.StartAsync(
            handler: static context => WriteAsync(context, "stream"), first: static application => application.UseHawkResponseSigning(maxBytes: 1000));

        var response = await app.SendAsync(app.Sign());

        Assert.Equal(Large, response.Body);
        Assert.Equal((null, null), (response.Single("Trailer"), response.ServerAuthorization));
        Assert.Empty(response.Trailers);
    }

    [Theory]
    [InlineData("HTTP/1.1", true)]
    [InlineData("HTTP/1.0", false)]
    public async Task A_response_that_cannot_have_a_trailer_is_sent_whole_and_unsigned(string protocol, bool withLength)
    {
        await using var app = await StartAsync(async context =>
        {
            if (withLength)
                context.Response.ContentLength = Large.Length;
            await WriteAsync(context, "stream");
        });
        var head = Encoding.ASCII.GetString(app.Head(app.Sign().Value, "GET", "/")).Replace("HTTP/1.1", protocol, StringComparison.Ordinal);

        await using var connection = await app.ConnectAsync();
        await connection.WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        var response = await RawResponse.ReadAsync(connection);

        Assert.Equal(Large, response.Body);
        Assert.Equal((null, null), (response.Single("Trailer"), response.ServerAuthorization));
        Assert.Equal([1, 30], app.Log.HawkEvents);
    }

    [Fact]
    public async Task A_body_that_is_compressed_outside_of_the_signing_is_left_in_one_piece()
    {
        await using var app = await TestApp.StartAsync(
            handler: static context => WriteAsync(context, "stream"),
            first: static application =>
            {
                application.UseResponseCompression();
                Configure(application);
            },
            services: static services => services.AddResponseCompression(static options => options.MimeTypes = ["application/octet-stream"]));

        var response = await app.SendAsync(app.Sign(), fields: "Accept-Encoding: gzip");

        await using var content = new GZipStream(new MemoryStream(response.Body), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        await content.CopyToAsync(unpacked, TestContext.Current.CancellationToken);
        Assert.Equal(Large, unpacked.ToArray());
        Assert.Null(response.Single("Trailer"));
    }

    [Fact]
    public async Task A_long_answer_to_head_is_signed_in_front_as_the_empty_body_it_is()
    {
        await using var app = await StartAsync(static context => WriteAsync(context, "stream"));
        var authorization = app.Sign("HEAD");

        var response = await app.SendAsync(authorization);

        Assert.Empty(response.Body);
        Assert.Null(response.Single("Trailer"));
        Assert.Equal(HawkResponseFailure.None, Verify(authorization, response.ServerAuthorization, response));
    }

    [Fact]
    public async Task A_response_that_breaks_off_has_no_signature()
    {
        await using var app = await StartAsync(static async context =>
        {
            await WriteAsync(context, "stream");
            throw new InvalidOperationException("on purpose");
        });

        await using var connection = await app.ConnectAsync();
        await connection.WriteAsync(app.Head(app.Sign().Value, "GET", "/"), TestContext.Current.CancellationToken);
        using var received = new MemoryStream();
        try
        {
            await connection.CopyToAsync(received, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // the server may reset the connection
        }

        Assert.DoesNotContain("Server-Authorization: Hawk", RawResponse.Latin1.GetString(received.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_can_be_written_behind_the_last_chunk()
    {
        Exception? refusal = null;
        await using var app = await TestApp.StartAsync(
            handler: static context => WriteAsync(context, "stream"),
            first: application =>
            {
                application.Use(async (context, next) =>
                {
                    await next(context);
                    refusal = await Record.ExceptionAsync(() => context.Response.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nFORGED", context.RequestAborted));
                });
                Configure(application);
            });
        var authorization = app.Sign();

        var response = await app.SendAsync(authorization);

        Assert.DoesNotContain("FORGED", response.Text, StringComparison.Ordinal);
        Assert.Equal(Large, response.Body);
        Assert.Equal(HawkResponseFailure.None, Check(authorization, response));
        Assert.IsType<InvalidOperationException>(refusal);
    }

    [Fact]
    public async Task A_connection_whose_chunks_broke_off_carries_no_other_response()
    {
        await using var app = await TestApp.StartAsync(
            handler: static async context =>
            {
                await WriteAsync(context, "stream");
                throw new InvalidOperationException("on purpose");
            },
            first: static application =>
            {
                application.Use(static async (context, next) =>
                {
                    try
                    {
                        await next(context);
                    }
                    catch (InvalidOperationException)
                    {
                        // as an application does that only logs
                    }
                });
                Configure(application);
            });
        var requests = new[] { app.Sign(), app.Sign() }.Select(signed => RawResponse.Latin1.GetString(app.Head(signed.Value, "GET", "/")));

        await using var connection = await app.ConnectAsync();
        var kept = string.Concat(requests).Replace("Connection: close\r\n", string.Empty, StringComparison.Ordinal);
        await connection.WriteAsync(RawResponse.Latin1.GetBytes(kept), TestContext.Current.CancellationToken);
        using var received = new MemoryStream();
        await Record.ExceptionAsync(() => connection.CopyToAsync(received, TestContext.Current.CancellationToken)); // the server may reset the connection

        var text = RawResponse.Latin1.GetString(received.ToArray());
        Assert.InRange(text.Split("HTTP/1.1 ").Length - 1, 0, 1); // a reset may take away even the first
        Assert.DoesNotContain("\r\n0\r\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Under_http_2_a_body_that_something_outside_holds_back_is_sent_unsigned_and_any_other_has_a_trailer(bool isHeldOutside)
    {
        await using var app = await TestApp.StartAsync(
            handler: static context => WriteAsync(context, "stream"),
            first: application =>
            {
                if (isHeldOutside)
                    application.Use(HoldAsync);
                Configure(application);
            },
            protocols: HttpProtocols.Http2);
        var authorization = app.Sign();
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"http://127.0.0.1:{app.Port}/"))
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TryAddWithoutValidation("Authorization", authorization.Value);

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        Assert.Equal(Large, body);
        if (isHeldOutside)
        {
            Assert.Empty(response.TrailingHeaders);
            Assert.Contains(30, app.Log.HawkEvents);
        }
        else
        {
            Assert.Equal(HawkResponseFailure.None, HawkClient.VerifyResponse(
                authorization, TestApp.Credential, response.TrailingHeaders.GetValues("Server-Authorization").Single(), HawkResponseCheck.Required,
                HawkPayload.FromBytes(response.Content.Headers.GetValues("Content-Type").Single(), body)));
        }
    }

    [Fact]
    public async Task A_body_whose_transfer_coding_the_application_makes_is_left_alone()
    {
        await using var app = await StartAsync(static async context =>
        {
            context.Response.Headers.TransferEncoding = "chunked";
            await context.Response.WriteAsync("3\r\nabc\r\n0\r\n\r\n", context.RequestAborted);
        });

        var response = await app.SendAsync(app.Sign());

        Assert.Equal("abc", Encoding.ASCII.GetString(response.Body));
        Assert.Equal((null, null), (response.Single("Content-Length"), response.ServerAuthorization));
        Assert.Equal([1, 30], app.Log.HawkEvents);
    }

    [Fact]
    public async Task An_answer_written_outside_of_the_signing_is_not_signed_by_a_trailer_either()
    {
        await using var app = await TestApp.StartAsync(
            first: static application =>
            {
                application.UseExceptionHandler(static failed => failed.Run(static context => WriteAsync(context, "stream")));
                Configure(application);
            },
            handler: static _ => throw new InvalidOperationException("on purpose"));

        var response = await app.SendAsync(app.Sign());

        Assert.Equal(500, response.Status);
        Assert.Equal((null, null), (response.Single("Trailer"), response.ServerAuthorization));
        Assert.Empty(response.Trailers);
    }

    [Fact]
    public async Task A_negative_limit_is_found_when_the_pipeline_is_built()
    {
        var built = new List<Exception?>();
        await using var app = await TestApp.StartAsync(first: application =>
        {
            built.Add(Record.Exception(() => application.UseHawkResponseSigning(static options => options.MaxBytes = -1)));
            built.Add(Record.Exception(() => application.UseHawkResponseSigning(-1)));
        });

        Assert.All(built, static exception => Assert.IsAssignableFrom<ArgumentException>(exception));
    }

    static Task<TestApp> StartAsync(RequestDelegate handler) => TestApp.StartAsync(handler: handler, first: Configure);

    static void Configure(IApplicationBuilder app) => app.UseHawkResponseSigning(static options =>
    {
        options.MaxBytes = 1000;
        options.SignStreamedWithTrailer = true;
    });

    static async Task HoldAsync(HttpContext context, RequestDelegate next)
    {
        var body = context.Response.Body;
        using var held = new MemoryStream();
        context.Response.Body = held;
        await next(context);
        context.Response.Body = body;
        await body.WriteAsync(held.ToArray(), context.RequestAborted);
    }

    static async Task WriteAsync(HttpContext context, string writing)
    {
        var (response, cancellationToken) = (context.Response, context.RequestAborted);
        response.ContentType = "Application/Octet-Stream; x=y";
        switch (writing)
        {
            case "pipe":
                foreach (var piece in Large.Chunk(777))
                    await response.BodyWriter.WriteAsync(piece, cancellationToken);
                break;
            case "sync":
                context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
                foreach (var piece in Large.Chunk(777))
#pragma warning disable CA1849 // writing synchronously is what is tested
                    response.Body.Write(piece);
#pragma warning restore CA1849
                break;
            case "file":
                var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
                await File.WriteAllBytesAsync(file, Large, cancellationToken);
                await response.SendFileAsync(file, cancellationToken);
                File.Delete(file);
                break;
            default:
                foreach (var piece in Large.Chunk(777))
                    await response.Body.WriteAsync(piece, cancellationToken);
                if (writing is not "stream")
                    await response.CompleteAsync();
                break;
        }
    }

    static HawkResponseFailure Check(HawkAuthorization authorization, RawResponse response) =>
        Verify(authorization, response.Trailers["Server-Authorization"].Single(), response);

    static HawkResponseFailure Verify(HawkAuthorization authorization, string? field, RawResponse response) =>
        HawkClient.VerifyResponse(
            authorization, TestApp.Credential, field, HawkResponseCheck.Required,
            HawkPayload.FromBytes(response.Single("Content-Type"), response.Body));
}
