using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Hawk.AspNetCore.Tests.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hawk.AspNetCore.Tests;

/// <summary>Every response to a verified request carries a signature over exactly what was sent.</summary>
public sealed class ResponseSigningTests
{
    static readonly byte[] Binary = [.. Enumerable.Range(0, 256).Select(static value => (byte)value), (byte)'\n'];

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(307)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(500)]
    public async Task A_response_of_any_status_is_signed_with_its_body(int status)
    {
        await using var app = await StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "Application/JSON; charset=utf-8";
            context.Response.Headers.Location = "https://elsewhere.example/";
            await context.Response.Body.WriteAsync(Binary, context.RequestAborted);
        });
        var authorization = app.Sign(target: "/r?", options: new HawkSignOptions { App = "app", Dlg = "dlg", Ext = "ext" });

        var response = await app.SendAsync(authorization);

        Assert.Equal(status, response.Status);
        Assert.Equal(Binary, response.Body);
        Assert.Equal("257", response.Single("Content-Length"));
        Assert.Equal(HawkResponseFailure.None, Check(authorization, response));
        Assert.Equal(HawkResponseFailure.BadPayloadHash, Check(authorization, response with { Body = [.. response.Body, 0] }));
        Assert.Equal(HawkResponseFailure.BadMac, Check(app.Sign(target: "/r?"), response));
    }

    [Theory]
    [InlineData(200, null)]
    [InlineData(204, null)]
    [InlineData(304, null)]
    [InlineData(302, "text/html")]
    public async Task A_response_without_a_body_signs_the_empty_payload_with_its_content_type(int status, string? contentType)
    {
        await using var app = await StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = contentType;
            return Task.CompletedTask;
        });
        var authorization = app.Sign();

        var response = await app.SendAsync(authorization);

        Assert.Equal(status, response.Status);
        Assert.Empty(response.Body);
        Assert.Equal(HawkResponseFailure.None, Check(authorization, response));
    }

    [Fact]
    public async Task The_answer_to_head_is_signed_as_the_empty_body_it_is()
    {
        await using var app = await StartAsync(static context =>
        {
            context.Response.ContentType = "text/plain";
            return context.Response.WriteAsync("what GET would bring", context.RequestAborted);
        });
        var authorization = app.Sign("HEAD", "/r");

        var response = await app.SendAsync(authorization);

        Assert.Empty(response.Body);
        Assert.Equal("20", response.Single("Content-Length"));
        Assert.Equal(HawkResponseFailure.None, Check(authorization, response));
    }

    [Theory]
    [InlineData("GET", 200)]
    [InlineData("HEAD", 200)]
    [InlineData("GET", 304)]
    public async Task A_body_that_something_outside_holds_back_is_signed_all_the_same(string method, int status)
    {
        await using var app = await TestApp.StartAsync(
            handler: async context =>
            {
                context.Response.StatusCode = status;
                context.Response.OnStarting(() =>
                {
                    context.Response.ContentType = "text/late";
                    return Task.CompletedTask;
                });
                if (status is StatusCodes.Status200OK)
                    await context.Response.Body.WriteAsync(Binary, context.RequestAborted);
            },
            first: static application => application.Use(HoldBackAsync).UseHawkResponseSigning());
        var authorization = app.Sign(method);

        var response = await app.SendAsync(authorization);

        var isSent = method is "GET" && status is StatusCodes.Status200OK;
        Assert.Equal(isSent ? Binary : [], response.Body);
        Assert.Equal("text/late", response.Single("Content-Type"));
        Assert.Equal(HawkResponseFailure.None, Check(authorization, response));
    }

    [Fact]
    public async Task A_request_that_the_application_changes_is_answered_for_what_was_asked()
    {
        await using var app = await StartAsync(static context =>
        {
            context.Request.Method = "GET";
            context.Request.Host = new HostString("inside.example");
            context.Request.Scheme = "https";
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = "/error";
            context.Response.ContentType = "text/plain";
            return context.Response.WriteAsync("what GET would bring", context.RequestAborted);
        });
        var (head, put) = (app.Sign("HEAD", "/r"), app.Sign("PUT", "/r"));

        var (headResponse, putResponse) = (await app.SendAsync(head), await app.SendAsync(put));

        Assert.Equal(HawkResponseFailure.None, Check(head, headResponse));
        Assert.Equal(HawkResponseFailure.None, Check(put, putResponse));
    }

    [Fact]
    public async Task A_body_written_through_the_pipe_writer_in_pieces_is_signed_whole()
    {
        await using var app = await StartAsync(static async context =>
        {
            await context.Response.StartAsync(context.RequestAborted);
            for (var piece = 0; piece < 3; piece++)
            {
                await context.Response.BodyWriter.WriteAsync(Binary, context.RequestAborted);
                await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
            }

            context.Response.BodyWriter.Write("unflushed"u8);
            await context.Response.CompleteAsync();
        });
        var authorization = app.Sign();

        var response = await app.SendAsync(authorization);

        Assert.Equal((Binary.Length * 3) + 9, response.Body.Length);
        Assert.Equal(HawkResponseFailure.None, Check(authorization, response));
    }

    [Fact]
    public async Task A_content_type_set_at_the_last_moment_is_the_one_that_is_signed()
    {
        await using var app = await StartAsync(static context =>
        {
            context.Response.OnStarting(static state =>
            {
                ((HttpResponse)state).ContentType = "application/late";
                return Task.CompletedTask;
            }, context.Response);
            return context.Response.WriteAsync("x", context.RequestAborted);
        });
        var authorization = app.Sign();

        var response = await app.SendAsync(authorization);

        Assert.Equal("application/late", response.Single("Content-Type"));
        Assert.Equal(HawkResponseFailure.None, Check(authorization, response));
    }

    [Fact]
    public async Task An_error_page_inside_the_signing_replaces_the_half_written_answer_and_is_signed()
    {
        await using var app = await TestApp.StartAsync(
            first: static application =>
            {
                application.UseHawkResponseSigning();
                application.UseExceptionHandler(static failed => failed.Run(static context => context.Response.WriteAsync("sorry", context.RequestAborted)));
            },
            handler: static async context =>
            {
                await context.Response.WriteAsync("half", context.RequestAborted);
                throw new InvalidOperationException("on purpose");
            });
        var authorization = app.Sign();

        var response = await app.SendAsync(authorization);

        Assert.Equal((500, "sorry"), (response.Status, Encoding.ASCII.GetString(response.Body)));
        Assert.Equal(HawkResponseFailure.None, Check(authorization, response));
    }

    [Fact]
    public async Task An_answer_written_outside_of_the_signing_is_not_signed()
    {
        await using var app = await TestApp.StartAsync(
            first: static application =>
            {
                application.UseExceptionHandler(static failed => failed.Run(static context => context.Response.WriteAsync("sorry", context.RequestAborted)));
                application.UseHawkResponseSigning();
            },
            handler: static async context =>
            {
                await context.Response.WriteAsync("half", context.RequestAborted);
                throw new InvalidOperationException("on purpose");
            });

        var response = await app.SendAsync(app.Sign());

        Assert.Equal((500, "sorry"), (response.Status, Encoding.ASCII.GetString(response.Body)));
        Assert.Null(response.ServerAuthorization);
    }

    [Fact]
    public async Task A_page_for_empty_errors_outside_of_the_signing_does_not_fill_what_was_signed_as_empty()
    {
        await using var app = await TestApp.StartAsync(
            first: static application =>
            {
                application.UseStatusCodePages();
                application.UseHawkResponseSigning();
            },
            handler: static context =>
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            });
        var authorization = app.Sign();

        var response = await app.SendAsync(authorization);

        Assert.Empty(response.Body);
        Assert.Equal(HawkResponseFailure.None, Check(authorization, response));
    }

    [Fact]
    public async Task A_refused_or_anonymous_request_gets_no_signature()
    {
        await using var app = await StartAsync(static context => context.Response.WriteAsync("x", context.RequestAborted));

        var refused = await app.SendAsync(app.Sign(), "/other");
        var stale = await app.SendAsync(app.Sign(offset: TimeSpan.FromHours(1)));
        var anonymous = await app.SendAsync(authorization: null);

        Assert.All([refused, stale, anonymous], static response => Assert.Null(response.ServerAuthorization));
    }

    [Fact]
    public async Task Signing_can_be_switched_off()
    {
        await using var app = await TestApp.StartAsync(
            static options => options.SignResponses = false, first: static application => application.UseHawkResponseSigning());

        var response = await app.SendAsync(app.Sign());

        Assert.Equal((200, null), (response.Status, response.ServerAuthorization));
    }

    [Theory]
    [InlineData(999, true)]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    [InlineData(200_000, false)]
    public async Task A_body_over_the_limit_is_sent_whole_and_unsigned(int size, bool expected)
    {
        var body = RandomNumberGenerator.GetBytes(size);
        await using var app = await TestApp.StartAsync(
            first: static application => application.UseHawkResponseSigning(maxBytes: 1000),
            handler: async context =>
            {
                foreach (var piece in body.Chunk(333))
                    await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            });
        var authorization = app.Sign();

        var response = await app.SendAsync(authorization);

        Assert.Equal(body, response.Body);
        Assert.Equal(expected, response.ServerAuthorization is not null);
        Assert.Equal(!expected, app.Log.HawkEvents.Contains(30));
    }

    [Fact]
    public async Task An_application_that_streams_is_not_held_back()
    {
        var reachedClient = new TaskCompletionSource();
        await using var app = await StartAsync(async context =>
        {
            await context.Response.WriteAsync("one", context.RequestAborted);
            context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await reachedClient.Task.WaitAsync(context.RequestAborted);
            await context.Response.WriteAsync("two", context.RequestAborted);
        });

        await using var connection = await app.ConnectAsync();
        await connection.WriteAsync(app.Head(app.Sign().Value, "GET", "/"), TestContext.Current.CancellationToken);
        var head = await new StreamReader(connection, Encoding.ASCII).ReadLineAsync(TestContext.Current.CancellationToken)
            .AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken); // held back, it would come never
        reachedClient.SetResult();

        Assert.Equal("HTTP/1.1 200 OK", head);
    }

    [Fact]
    public async Task A_host_that_writes_its_own_responses_signs_them_with_the_feature()
    {
        await using var app = await TestApp.StartAsync(handler: static async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.Headers["Server-Authorization"] = context.Features.Get<HawkFeature>()!.CreateServerAuthorization("application/json", Binary);
            await context.Response.Body.WriteAsync(Binary, context.RequestAborted);
        });
        var authorization = app.Sign();

        var response = await app.SendAsync(authorization);

        Assert.Equal(HawkResponseFailure.None, Check(authorization, response));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task A_response_in_pieces_is_signed_as_one(int pieces)
    {
        await using var app = await TestApp.StartAsync(handler: async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.Headers["Server-Authorization"] =
                context.Features.Get<HawkFeature>()!.CreateServerAuthorization("application/json", InPieces(pieces));
            for (var i = 0; i < pieces; i++)
                await context.Response.Body.WriteAsync(Binary, context.RequestAborted);
        });
        var authorization = app.Sign();

        var response = await app.SendAsync(authorization);

        Assert.Equal(pieces * Binary.Length, response.Body.Length);
        Assert.Equal(HawkResponseFailure.None, Check(authorization, response));
    }

    static ReadOnlySequence<byte> InPieces(int count)
    {
        if (count == 0)
            return default;
        var first = new Piece(0);
        var last = first;
        for (var i = 1; i < count; i++)
            last = last.Append();
        return new ReadOnlySequence<byte>(first, 0, last, Binary.Length);
    }

    static Task<TestApp> StartAsync(RequestDelegate handler) =>
        TestApp.StartAsync(handler: handler, first: static application => application.UseHawkResponseSigning());

    /// <summary>What loggers and caches do: take the whole body, then pass it on.</summary>
    static async Task HoldBackAsync(HttpContext context, RequestDelegate next)
    {
        var wire = context.Response.Body;
        using var held = new MemoryStream();
        context.Response.Body = held;
        await next(context);
        context.Response.Body = wire;
        held.Position = 0;
        await held.CopyToAsync(wire, context.RequestAborted);
    }

    static HawkResponseFailure Check(HawkAuthorization authorization, RawResponse response) =>
        HawkClient.VerifyResponse(
            authorization, TestApp.Credential, response.ServerAuthorization, HawkResponseCheck.Required,
            HawkPayload.FromBytes(response.Single("Content-Type"), response.Body));

    sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(long start)
        {
            Memory = Binary;
            RunningIndex = start;
        }

        public Piece Append()
        {
            var next = new Piece(RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
