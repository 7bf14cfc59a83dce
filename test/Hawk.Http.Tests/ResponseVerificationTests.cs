using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Hawk.Http.Tests;

/// <summary>What a client accepts as the server's answer, and what it says when it does not.</summary>
public sealed class ResponseVerificationTests
{
    static readonly Uri Target = new("/r", UriKind.Relative);

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HawkResponseCheck.Off, null)]
    [InlineData(HawkResponseCheck.IfPresent, HawkResponseFailure.BadPayloadHash)]
    [InlineData(HawkResponseCheck.Required, HawkResponseFailure.BadPayloadHash)]
    public async Task An_altered_body_is_noticed_unless_nobody_looks(HawkResponseCheck check, HawkResponseFailure? expected)
    {
        await using var server = await SigningAsync("signed"u8.ToArray(), sent: "altered"u8.ToArray());
        using var client = server.Client(options => options.ResponseCheck = check);

        Assert.Equal(expected, await FailureAsync(client));
    }

    [Theory]
    [InlineData(HawkResponseCheck.IfPresent, null)]
    [InlineData(HawkResponseCheck.Required, HawkResponseFailure.MissingHeader)]
    public async Task An_unsigned_answer_fails_only_where_a_signature_is_required(HawkResponseCheck check, HawkResponseFailure? expected)
    {
        await using var server = await HawkServerApp.StartAsync(outside: static (context, _) => context.Response.WriteAsync("x", context.RequestAborted));
        using var client = server.Client(options => options.ResponseCheck = check);

        Assert.Equal(expected, await FailureAsync(client));
    }

    [Fact]
    public async Task An_unsigned_refusal_says_its_status_where_a_signature_is_required()
    {
        await using var server = await HawkServerApp.StartAsync(outside: static (context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
            return Task.CompletedTask;
        });
        using var client = server.Client(static options => options.ResponseCheck = HawkResponseCheck.Required);

        var failure = await Assert.ThrowsAsync<HawkResponseException>(() => client.GetAsync(Target, Cancel));

        Assert.Equal((HawkResponseFailure.MissingHeader, HttpStatusCode.BadGateway), (failure.Failure, failure.StatusCode));
    }

    [Theory]
    [InlineData("Hawk mac=\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\", hash=\"x\"", HawkResponseFailure.BadMac)]
    [InlineData("Hawk hash=\"x\"", HawkResponseFailure.MalformedHeader)]
    [InlineData("nonsense", HawkResponseFailure.MalformedHeader)]
    public async Task A_signature_that_is_wrong_fails_and_the_exception_has_no_secret(string field, HawkResponseFailure expected)
    {
        await using var server = await HawkServerApp.StartAsync(outside: (context, _) =>
        {
            context.Response.Headers["Server-Authorization"] = field;
            return context.Response.WriteAsync("x", context.RequestAborted);
        });
        using var client = server.Client();

        var failure = await Assert.ThrowsAsync<HawkResponseException>(() => client.GetAsync(Target, Cancel));

        Assert.Equal((expected, HttpStatusCode.OK), (failure.Failure, failure.StatusCode));
        var sent = Assert.Single(server.Received)!;
        Assert.All(
            ["werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn", .. sent.Split('"').Where(static part => part.Length > 20), "AAAAAAAA"],
            secret => Assert.DoesNotContain(secret, failure.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_signature_without_a_hash_does_not_cover_the_body()
    {
        await using var server = await SigningAsync(signed: null, sent: "x"u8.ToArray());
        using var client = server.Client();

        Assert.Equal(HawkResponseFailure.MissingPayloadHash, await FailureAsync(client));
    }

    [Fact]
    public async Task The_answer_to_another_request_is_no_answer()
    {
        string? firstAnswer = null;
        await using var server = await HawkServerApp.StartAsync(outside: async (context, next) =>
        {
            if (firstAnswer is not null)
            {
                context.Response.Headers["Server-Authorization"] = firstAnswer;
                return;
            }

            context.Response.OnStarting(() =>
            {
                firstAnswer = context.Response.Headers["Server-Authorization"];
                return Task.CompletedTask;
            });
            await next(context);
        });
        using var client = server.Client();

        Assert.Null(await FailureAsync(client));
        Assert.Equal(HawkResponseFailure.BadMac, await FailureAsync(client));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_answer_to_head_verifies_whichever_body_the_server_hashed(bool hashesWhatGetWouldBring)
    {
        await using var server = await SigningAsync(hashesWhatGetWouldBring ? "what GET would bring"u8.ToArray() : [], sent: []);
        using var client = server.Client(static options => options.ResponseCheck = HawkResponseCheck.Required);
        using var request = new HttpRequestMessage(HttpMethod.Head, Target);

        using var response = await client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task The_answer_to_head_may_announce_a_body_that_would_be_too_long_to_verify()
    {
        await using var server = await HawkServerApp.StartAsync(static context =>
        {
            context.Response.ContentLength = 1001;
            return Task.CompletedTask;
        });
        using var client = server.Client(static options => (options.ResponseCheck, options.MaxResponseBytes) = (HawkResponseCheck.Required, 1000));
        using var request = new HttpRequestMessage(HttpMethod.Head, Target);

        using var response = await client.SendAsync(request, Cancel);

        Assert.Equal(1001, response.Content.Headers.ContentLength);
        Assert.True(response.IsHawkVerified());
    }

    [Theory]
    [InlineData("signed", null)]
    [InlineData("altered", HawkResponseFailure.BadPayloadHash)]
    public async Task A_signature_behind_a_long_body_is_found_and_verified(string sent, HawkResponseFailure? expected)
    {
        // Kestrel sends trailers over HTTP/2 only.
        await using var server = await HawkServerApp.StartAsync(protocols: HttpProtocols.Http2, handler: async context =>
        {
            context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
            context.Response.DeclareTrailer("Server-Authorization");
            await context.Response.WriteAsync(sent, context.RequestAborted);
            context.Response.AppendTrailer("Server-Authorization", context.Features.Get<AspNetCore.HawkFeature>()!.CreateServerAuthorization(null, "signed"u8));
        });
        using var client = server.Client(static options => options.ResponseCheck = HawkResponseCheck.Required);
        client.DefaultRequestVersion = HttpVersion.Version20;
        client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;

        Assert.Equal(expected, await FailureAsync(client));
    }

    [Fact]
    public async Task A_signed_body_over_the_limit_is_not_read_into_memory()
    {
        await using var server = await HawkServerApp.StartAsync(
            static context => context.Response.Body.WriteAsync(new byte[1001], context.RequestAborted).AsTask());
        using var fits = server.Client(static options => options.MaxResponseBytes = 1001);
        using var over = server.Client(static options => options.MaxResponseBytes = 1000);

        using var response = await fits.GetAsync(Target, HttpCompletionOption.ResponseHeadersRead, Cancel);
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => over.GetAsync(Target, HttpCompletionOption.ResponseHeadersRead, Cancel));

        Assert.Equal(1001, (await response.Content.ReadAsByteArrayAsync(Cancel)).Length);
        Assert.Equal(HttpRequestError.ConfigurationLimitExceeded, failure.HttpRequestError);
    }

    /// <summary>A server that signs one body and sends another.</summary>
    [Theory]
    [InlineData(HttpProtocols.Http1, false)]
    [InlineData(HttpProtocols.Http2, false)]
    [InlineData(HttpProtocols.Http2, true)]
    public async Task A_server_that_signs_behind_the_end_is_verified_time_and_again_on_one_connection(HttpProtocols protocols, bool withLength)
    {
        var body = new byte[100_000];
        await using var server = await HawkServerApp.StartAsync(
            protocols: protocols,
            signing: static options => (options.MaxBytes, options.SignStreamedWithTrailer) = (1000, true),
            handler: async context =>
            {
                if (withLength)
                    context.Response.ContentLength = body.Length;
                context.Response.Headers["X-Connection"] = context.Connection.Id;
                foreach (var piece in body.Chunk(999))
                    await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            });
        using var client = server.Client(static options => options.ResponseCheck = HawkResponseCheck.Required);
        (client.DefaultRequestVersion, client.DefaultVersionPolicy) =
            (protocols is HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11, HttpVersionPolicy.RequestVersionExact);
        var connections = new HashSet<string>();

        for (var request = 0; request < 3; request++)
        {
            using var response = await client.GetAsync(Target, Cancel);
            Assert.Equal(body, await response.Content.ReadAsByteArrayAsync(Cancel));
            Assert.True(response.TrailingHeaders.Contains("Server-Authorization"));
            connections.Add(response.Headers.GetValues("X-Connection").Single());
        }

        Assert.Single(connections);
    }

    static Task<HawkServerApp> SigningAsync(byte[]? signed, byte[] sent) => HawkServerApp.StartAsync(
        outside: async (context, next) =>
        {
            context.Response.OnStarting(() =>
            {
                Assert.Equal(HawkFailure.None, HawkHeader.Parse(context.Request.Headers.Authorization, out var header));
                var rawTarget = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
                Assert.True(HawkTarget.TryFromHostField(context.Request.Method, rawTarget, context.Request.Host.Value, isTls: false, out var target));
                var payload = signed is null ? HawkPayload.None : HawkPayload.FromBytes(context.Response.ContentType, signed);
                context.Response.Headers["Server-Authorization"] = HawkServer.SignResponse(header, target, HawkServerApp.Credential, payload);
                return Task.CompletedTask;
            });
            await context.Response.Body.WriteAsync(sent, context.RequestAborted);
        });

    static async Task<HawkResponseFailure?> FailureAsync(HttpClient client)
    {
        try
        {
            using var response = await client.GetAsync(Target, Cancel);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return null;
        }
        catch (HawkResponseException failure)
        {
            return failure.Failure;
        }
    }
}
