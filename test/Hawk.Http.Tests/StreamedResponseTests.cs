using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Hawk.Http.Tests;

/// <summary>Responses that are signed behind their end, and verified while they are read.</summary>
public sealed class StreamedResponseTests
{
    const int Held = 128;

    static readonly Uri Target = new("/r", UriKind.Relative);

    static readonly byte[] Body = [.. Enumerable.Range(0, 50_000).Select(static index => (byte)(index * 7))];

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory(Timeout = 30_000)]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task A_stream_that_never_ends_delivers_its_first_event(HttpProtocols protocols)
    {
        await using var server = await StartAsync(protocols, async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: 1\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var client = Client(server, protocols, static options => options.HoldStreamedEnd = false);
        using var response = await client.GetAsync(Target, HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using var body = await response.Content.ReadAsStreamAsync(Cancel);
        var read = new byte[9];

        await body.ReadExactlyAsync(read, Cancel);

        Assert.Equal("data: 1\n\n"u8, read);
        Assert.False(response.IsHawkVerified());
    }

    [Theory(Timeout = 30_000)]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task The_end_is_held_back_until_all_of_it_was_verified(HttpProtocols protocols)
    {
        var rest = new TaskCompletionSource();
        await using var server = await StartAsync(protocols, async context =>
        {
            await context.Response.Body.WriteAsync(Body.AsMemory(0, 1000), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await rest.Task;
        });
        using var client = Client(server, protocols);
        using var response = await client.GetAsync(Target, HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using var body = await response.Content.ReadAsStreamAsync(Cancel);
        var read = new byte[2000];

        await body.ReadExactlyAsync(read.AsMemory(0, 1000 - Held), Cancel);
        var next = body.ReadAsync(read.AsMemory(1000 - Held), Cancel);
        var (isDelivered, isVerified) = (next.IsCompleted, response.IsHawkVerified());
        rest.SetResult();

        Assert.Equal((false, false), (isDelivered, isVerified));
        Assert.Equal(Held, await next);
        Assert.Equal(Body[..1000], read[..1000]);
        Assert.Equal(0, await body.ReadAsync(read, Cancel));
        Assert.True(response.IsHawkVerified());
    }

    [Theory]
    [InlineData(HttpProtocols.Http1, HttpCompletionOption.ResponseContentRead)]
    [InlineData(HttpProtocols.Http1, HttpCompletionOption.ResponseHeadersRead)]
    [InlineData(HttpProtocols.Http2, HttpCompletionOption.ResponseHeadersRead)]
    public async Task A_body_may_be_longer_than_what_is_read_into_memory(HttpProtocols protocols, HttpCompletionOption completion)
    {
        const int mebibytes = 12;
        var piece = new byte[1024 * 1024];
        await using var server = await StartAsync(protocols, async context =>
        {
            for (var sent = 0; sent < mebibytes; sent++)
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
        });
        using var client = Client(server, protocols);
        using var response = await client.GetAsync(Target, completion, Cancel);
        using var counted = new CountingStream();

        await response.Content.CopyToAsync(counted, Cancel);

        Assert.Equal(mebibytes * piece.Length, counted.Count);
        Assert.True(response.IsHawkVerified());
    }

    [Fact]
    public async Task An_altered_body_is_never_read_to_its_end()
    {
        await using var server = await StartAsync(HttpProtocols.Http1, SendBodyAsync);
        await using var intermediary = new Intermediary(server.Origin, AlterBody);
        using var client = Client(server, intermediary);

        var buffered = await Assert.ThrowsAsync<HawkResponseException>(() => client.GetAsync(Target, Cancel));
        using var response = await client.GetAsync(Target, HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using var body = await response.Content.ReadAsStreamAsync(Cancel);
        using var read = new MemoryStream();
        var streamed = await Assert.ThrowsAsync<HawkResponseException>(() => body.CopyToAsync(read, Cancel));
        var again = await Assert.ThrowsAsync<HawkResponseException>(() => body.ReadAsync(new byte[1], Cancel).AsTask());

        Assert.All([buffered, streamed, again], static failure =>
            Assert.Equal((HawkResponseFailure.BadPayloadHash, HttpStatusCode.OK), (failure.Failure, failure.StatusCode)));
        Assert.Equal(Body.Length - Held, read.Length);
        Assert.False(response.IsHawkVerified());
    }

    [Fact]
    public async Task An_altered_body_that_is_handed_over_as_it_comes_still_ends_in_an_exception()
    {
        await using var server = await StartAsync(HttpProtocols.Http1, SendBodyAsync);
        await using var intermediary = new Intermediary(server.Origin, AlterBody);
        using var client = Client(server, intermediary, static options => options.HoldStreamedEnd = false);
        using var response = await client.GetAsync(Target, HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using var body = await response.Content.ReadAsStreamAsync(Cancel);
        using var read = new MemoryStream();

        await Assert.ThrowsAsync<HawkResponseException>(() => body.CopyToAsync(read, Cancel));

        Assert.Equal(Body.Length, read.Length);
        Assert.False(response.IsHawkVerified());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_can_be_read_without_await(bool isAltered)
    {
        await using var server = await StartAsync(HttpProtocols.Http1, SendBodyAsync);
        await using var intermediary = new Intermediary(server.Origin, isAltered ? AlterBody : static response => response);
        using var client = Client(server, intermediary);
        using var response = await client.GetAsync(Target, HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var read = new MemoryStream();

        var failure = Record.Exception(() =>
        {
            using var body = response.Content.ReadAsStream(Cancel);
            body.CopyTo(read);
        });

        Assert.Equal(isAltered, failure is HawkResponseException);
        Assert.Equal(isAltered ? Body.Length - Held : Body.Length, read.Length);
        Assert.Equal(!isAltered, response.IsHawkVerified());
    }

    [Theory]
    [InlineData(HawkResponseCheck.Required, HawkResponseFailure.MissingHeader)]
    [InlineData(HawkResponseCheck.IfPresent, null)]
    public async Task A_trailer_that_was_announced_and_does_not_come_is_a_missing_signature(HawkResponseCheck check, HawkResponseFailure? expected)
    {
        await using var server = await StartAsync(HttpProtocols.Http1, SendBodyAsync);
        await using var intermediary = new Intermediary(server.Origin, static response => response.Replace("\nServer-Authorization:", "\nX-Other:", StringComparison.Ordinal));
        using var client = Client(server, intermediary, options => options.ResponseCheck = check);
        using var response = await client.GetAsync(Target, HttpCompletionOption.ResponseHeadersRead, Cancel);

        var failure = await Record.ExceptionAsync(() => response.Content.ReadAsByteArrayAsync(Cancel));

        Assert.Equal(expected, (failure as HawkResponseException)?.Failure);
        Assert.Equal(expected is null, failure is null);
        Assert.False(response.IsHawkVerified());
    }

    [Theory]
    [InlineData(HawkResponseCheck.Required, HawkResponseFailure.MissingHeader)]
    [InlineData(HawkResponseCheck.IfPresent, null)]
    public async Task A_trailer_that_nobody_has_announced_is_no_signature(HawkResponseCheck check, HawkResponseFailure? expected)
    {
        await using var server = await StartAsync(HttpProtocols.Http1, SendBodyAsync);
        await using var intermediary = new Intermediary(server.Origin, static response => response.Replace("\nTrailer:", "\nX-Other:", StringComparison.Ordinal));
        using var client = Client(server, intermediary, options => options.ResponseCheck = check);
        var failure = await Record.ExceptionAsync(async () =>
        {
            using var response = await client.GetAsync(Target, Cancel);
            Assert.True(response.TrailingHeaders.Contains("Server-Authorization"));
            Assert.False(response.IsHawkVerified());
        });

        Assert.Equal(expected, (failure as HawkResponseException)?.Failure);
        Assert.Equal(expected is null, failure is null);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1, false, null)]
    [InlineData(HttpProtocols.Http2, false, null)]
    [InlineData(HttpProtocols.Http1, true, HawkResponseFailure.MissingHeader)]
    [InlineData(HttpProtocols.Http2, true, HawkResponseFailure.MissingHeader)]
    public async Task A_head_response_is_verified_at_once(HttpProtocols protocols, bool announcesOnly, HawkResponseFailure? expected)
    {
        await using var server = await StartAsync(protocols, SendBodyAsync, async (context, next) =>
        {
            if (announcesOnly)
                context.Response.Headers.Append("Trailer", "Server-Authorization");
            else
                await next(context);
        });
        using var client = Client(server, protocols);
        using var request = new HttpRequestMessage(HttpMethod.Head, Target) { Version = client.DefaultRequestVersion, VersionPolicy = client.DefaultVersionPolicy };
        var failure = await Record.ExceptionAsync(async () =>
        {
            using var response = await client.SendAsync(request, Cancel);
            Assert.True(response.IsHawkVerified());
        });

        Assert.Equal(expected, (failure as HawkResponseException)?.Failure);
        Assert.Equal(expected is null, failure is null);
    }

    [Fact]
    public async Task Reading_can_be_cancelled_and_the_response_disposed_before_the_end_and_both_leave_it_unverified()
    {
        var aborted = new TaskCompletionSource();
        await using var server = await StartAsync(HttpProtocols.Http1, async context =>
        {
            context.RequestAborted.Register(aborted.SetResult);
            await context.Response.Body.WriteAsync(Body, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var client = Client(server, HttpProtocols.Http1);
        using var response = await client.GetAsync(Target, HttpCompletionOption.ResponseHeadersRead, Cancel);
        await using var body = await response.Content.ReadAsStreamAsync(Cancel);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        await body.ReadExactlyAsync(new byte[Body.Length - Held], Cancel);
        var rest = body.ReadAsync(new byte[1], cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rest);
        response.Dispose();

        await aborted.Task.WaitAsync(Cancel);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => body.ReadAsync(new byte[1], Cancel).AsTask());
        Assert.Throws<ObjectDisposedException>(() => body.Read(new byte[1]));
        Assert.False(response.IsHawkVerified());
    }

    [Fact]
    public async Task A_body_that_was_not_buffered_is_read_once()
    {
        await using var server = await StartAsync(HttpProtocols.Http1, SendBodyAsync);
        using var client = Client(server, HttpProtocols.Http1);
        using var response = await client.GetAsync(Target, HttpCompletionOption.ResponseHeadersRead, Cancel);

        await response.Content.CopyToAsync(Stream.Null, Cancel);

        Assert.True(response.IsHawkVerified());
        await Assert.ThrowsAsync<InvalidOperationException>(() => response.Content.CopyToAsync(Stream.Null, Cancel));
    }

    [Fact]
    public async Task The_fields_of_the_body_stay_with_it()
    {
        await using var server = await StartAsync(HttpProtocols.Http2, async context =>
        {
            context.Response.ContentType = "text/x-odd; charset=UTF-8";
            context.Response.ContentLength = Body.Length;
            context.Response.Headers.ContentLanguage = "de";
            await context.Response.Body.WriteAsync(Body, context.RequestAborted);
        });
        using var client = Client(server, HttpProtocols.Http2);
        using var response = await client.GetAsync(Target, Cancel);

        var fields = response.Content.Headers;
        Assert.Equal(("text/x-odd; charset=UTF-8", Body.Length, "de"), (fields.ContentType?.ToString(), fields.ContentLength, fields.ContentLanguage.Single()));
        Assert.Equal(Body, await response.Content.ReadAsByteArrayAsync(Cancel));
        Assert.True(response.IsHawkVerified());
    }

    static Task<HawkServerApp> StartAsync(HttpProtocols protocols, RequestDelegate handler, Func<HttpContext, RequestDelegate, Task>? outside = null) =>
        HawkServerApp.StartAsync(
            context =>
            {
                if (!HttpMethods.IsHead(context.Request.Method))
                    context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
                return handler(context);
            },
            outside,
            protocols,
            static options => options.SignStreamedWithTrailer = true);

    static HttpClient Client(HawkServerApp server, HttpProtocols protocols, Action<HawkClientOptions>? configure = null)
    {
        var client = server.Client(options =>
        {
            options.ResponseCheck = HawkResponseCheck.Required;
            configure?.Invoke(options);
        });
        client.DefaultRequestVersion = protocols is HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11;
        client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        return client;
    }

    static HttpClient Client(HawkServerApp server, Intermediary intermediary, Action<HawkClientOptions>? configure = null)
    {
        var client = Client(server, HttpProtocols.Http1, options =>
        {
            options.AllowedOrigins.Add(intermediary.Url);
            configure?.Invoke(options);
        });
        client.BaseAddress = intermediary.Url;
        client.DefaultRequestHeaders.ConnectionClose = true;
        return client;
    }

    static Task SendBodyAsync(HttpContext context) => context.Response.Body.WriteAsync(Body, context.RequestAborted).AsTask();

    static string AlterBody(string response) => response.Replace("\0\a", "\u0001\a", StringComparison.Ordinal);

    sealed class CountingStream : MemoryStream
    {
        public long Count { get; private set; }

        public override void Write(byte[] buffer, int offset, int count) => Count += count;

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Count += count;
            return Task.CompletedTask;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Count += buffer.Length;
            return default;
        }
    }
}
