using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Hawk.Http.Tests;

/// <summary>Signing, against a server that verifies.</summary>
public sealed class HawkMessageHandlerTests
{
    static readonly byte[] Binary = [.. Enumerable.Range(0, 256).Select(static value => (byte)value), (byte)'\n'];

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("")]
    [InlineData("/r?b=1&a=2")]
    [InlineData("/r?")]
    [InlineData("/a%2Fb/%7Euser")]
    [InlineData("/a b/c\"d?q=<x>|{y}")]
    [InlineData("/café?q=ü%c3%bc")]
    [InlineData("//a//b/../c")]
    [InlineData("/r#fragment")]
    [InlineData("/100%")]
    public async Task Whatever_the_url_looks_like_what_is_signed_is_what_is_sent(string target)
    {
        await using var server = await HawkServerApp.StartAsync();
        using var client = server.Client(static options => options.ResponseCheck = HawkResponseCheck.Required);

        using var response = await client.GetAsync(new Uri($"{server.Origin.Scheme}://{server.Origin.Authority}{target}"), Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("QUERY")]
    public async Task A_body_is_covered_and_the_signed_answer_can_be_read(string method)
    {
        await using var server = await HawkServerApp.StartAsync();
        using var client = server.Client(static options => options.ResponseCheck = HawkResponseCheck.Required);
        using var request = new HttpRequestMessage(new HttpMethod(method), "/r") { Content = new ByteArrayContent(Binary) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("Application/Octet-Stream; charset=x");

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var read = new MemoryStream();
        await (await response.Content.ReadAsStreamAsync(Cancel)).CopyToAsync(read, Cancel);
        Assert.Equal(Binary, read.ToArray());
        Assert.Contains("hash=\"", Assert.Single(server.Received), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_can_be_read_once_only_is_sent_whole()
    {
        await using var server = await HawkServerApp.StartAsync();
        using var client = server.Client();
        using var content = new StreamContent(new OnceReadable(Binary));

        using var response = await client.PutAsync(new Uri("/r", UriKind.Relative), content, Cancel);

        Assert.Equal(Binary, await response.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Fact]
    public async Task The_body_is_hashed_before_the_time_is_taken()
    {
        await using var server = await HawkServerApp.StartAsync();
        using var client = server.Client();
        using var content = new StreamContent(new OnceReadable(Binary, () => server.Time.Advance(TimeSpan.FromMinutes(10))));

        using var response = await client.PutAsync(new Uri("/r", UriKind.Relative), content, Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Single(server.Received);
    }

    [Fact]
    public async Task Without_payload_signing_the_body_is_streamed_and_the_server_decides()
    {
        await using var server = await HawkServerApp.StartAsync();
        using var client = server.Client(static options => options.SignPayload = false);
        using var content = new ByteArrayContent(Binary);

        using var response = await client.PutAsync(new Uri("/r", UriKind.Relative), content, Cancel);

        Assert.Equal("Hawk error=\"Missing required payload hash\"", response.Headers.WwwAuthenticate.ToString());
        Assert.DoesNotContain("hash=", Assert.Single(server.Received), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ext_app_and_dlg_are_sent_and_signed()
    {
        await using var server = await HawkServerApp.StartAsync();
        using var client = server.Client(static options => options.SignOptions = new HawkSignOptions { Ext = "a, b=c", App = "app", Dlg = "dlg" });

        using var response = await client.GetAsync(new Uri("/r", UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("ext=\"a, b=c\"", Assert.Single(server.Received), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_field_of_the_message_is_the_host_that_is_signed()
    {
        await using var server = await HawkServerApp.StartAsync();
        using var client = server.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/r") { Headers = { Host = "virtual.example:81" } };

        using var response = await client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Http_2_is_signed_and_verified_alike()
    {
        await using var server = await HawkServerApp.StartAsync(protocols: HttpProtocols.Http2);
        using var client = server.Client(static options => options.ResponseCheck = HawkResponseCheck.Required);
        using var request = new HttpRequestMessage(HttpMethod.Put, "/a%2Fb?")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(Binary),
        };

        using var response = await client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Binary, await response.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Fact]
    public async Task A_message_that_is_sent_again_by_an_outer_handler_is_signed_anew()
    {
        await using var server = await HawkServerApp.StartAsync();
        using var handler = new HawkMessageHandler(server.Options(), new SocketsHttpHandler());
        using var invoker = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(server.Origin, "/r")) { Content = new ByteArrayContent(Binary) };

        using var first = await invoker.SendAsync(request, Cancel);
        using var second = await invoker.SendAsync(request, Cancel);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Equal(2, server.Received.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_request_to_another_origin_or_with_another_scheme_is_sent_as_it_is()
    {
        await using var server = await HawkServerApp.StartAsync();
        await using var other = await HawkServerApp.StartAsync();
        using var client = server.Client(static options => options.ResponseCheck = HawkResponseCheck.Required);
        using var basic = new HttpRequestMessage(HttpMethod.Get, "/r") { Headers = { Authorization = new AuthenticationHeaderValue("Basic", "YTpi") } };

        using var elsewhere = await client.GetAsync(new Uri(other.Origin, "/r"), Cancel);
        using var otherScheme = await client.SendAsync(basic, Cancel);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (elsewhere.StatusCode, otherScheme.StatusCode));
        Assert.Null(Assert.Single(other.Received));
        Assert.Equal("Basic YTpi", Assert.Single(server.Received));
    }

    [Fact]
    public async Task A_message_that_is_sent_on_to_another_origin_leaves_its_signature_behind()
    {
        await using var server = await HawkServerApp.StartAsync();
        await using var other = await HawkServerApp.StartAsync();
        using var handler = new HawkMessageHandler(server.Options(), new SocketsHttpHandler());
        using var invoker = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Origin, "/r"));
        using var signed = await invoker.SendAsync(request, Cancel);

        request.RequestUri = new Uri(other.Origin, "/stolen");
        using var sentOn = await invoker.SendAsync(request, Cancel);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (signed.StatusCode, sentOn.StatusCode));
        Assert.Null(Assert.Single(other.Received));
    }

    [Fact]
    public async Task A_redirect_to_another_origin_that_the_primary_handler_follows_shows_it_nothing()
    {
        await using var other = await HawkServerApp.StartAsync(
            outside: static (context, _) => context.Response.WriteAsync("elsewhere", context.RequestAborted));
        await using var server = await HawkServerApp.StartAsync(context =>
        {
            context.Response.Redirect(new Uri(other.Origin, "/stolen").AbsoluteUri);
            return Task.CompletedTask;
        });
        using var client = server.Client(followRedirects: true);
        using var strict = server.Client(static options => options.ResponseCheck = HawkResponseCheck.Required, followRedirects: true);

        using var response = await client.GetAsync(new Uri("/r", UriKind.Relative), Cancel);
        var refusal = await Assert.ThrowsAsync<HawkResponseException>(() => strict.GetAsync(new Uri("/r", UriKind.Relative), Cancel));

        Assert.Equal("elsewhere", await response.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(HawkResponseFailure.MissingHeader, refusal.Failure);
        Assert.All(other.Received, Assert.Null);
        Assert.Equal(2, other.Received.Count);
    }

    [Fact]
    public async Task A_redirect_that_is_not_followed_is_a_signed_answer_like_any_other()
    {
        await using var server = await HawkServerApp.StartAsync(static context =>
        {
            context.Response.Redirect("/v1/r", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        });
        using var client = server.Client(static options => options.ResponseCheck = HawkResponseCheck.Required);

        using var response = await client.GetAsync(new Uri("/r", UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.TemporaryRedirect, response.StatusCode);
    }

    [Fact]
    public async Task Sending_synchronously_is_refused_where_it_would_have_to_be_signed()
    {
        await using var server = await HawkServerApp.StartAsync();
        await using var other = await HawkServerApp.StartAsync();
        using var client = server.Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/r");
        using var elsewhere = new HttpRequestMessage(HttpMethod.Get, new Uri(other.Origin, "/r"));

        Assert.Throws<NotSupportedException>(() => client.Send(request, Cancel));
        using var response = client.Send(elsewhere, Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Empty(server.Received);
    }

    /// <summary>A stream without length, position or a second chance.</summary>
    sealed class OnceReadable(byte[] bytes, Action? whileReading = null) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position is 0)
                whileReading?.Invoke();
            return base.ReadAsync(buffer, cancellationToken);
        }

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            if (Position is 0)
                whileReading?.Invoke();
            return base.CopyToAsync(destination, bufferSize, cancellationToken);
        }
    }
}
