using System.Net;
using Hawk.Interop.Tests.Reference;
using Hawk.Interop.Tests.Server;

namespace Hawk.Interop.Tests;

/// <summary>What our client signs, the reference server accepts, and its signed answer is accepted by our client, which requires one.</summary>
public sealed class OurClientRequestTests(ReferencePackage reference, ReferenceServerFixture server) : IClassFixture<ReferenceServerFixture>
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Matrix.Requests), MemberType = typeof(Matrix))]
    public async Task Every_method_and_target_is_accepted(string method, string target, string algorithm)
    {
        var raw = Targets.Raw[target];
        using var client = OurClient.For(server.Origin, Key.For(algorithm));
        using var request = OurClient.Request(method, OurClient.Raw(server.Origin, raw));

        var verdict = await AcceptedAsync(client, request);

        Assert.Equal((method, raw), (verdict.Artifact("method"), verdict.Artifact("resource")));
    }

    [Theory]
    [MemberData(nameof(Matrix.WrittenUrls), MemberType = typeof(Matrix))]
    public async Task What_HttpClient_makes_of_a_URL_is_accepted(string method, string target)
    {
        using var client = OurClient.For(server.Origin, Key.Sha256);
        using var request = OurClient.Request(method, new Uri(server.Origin.GetLeftPart(UriPartial.Authority) + Targets.Written[target]));

        await AcceptedAsync(client, request);
    }

    [Theory]
    [MemberData(nameof(Matrix.Bodies), MemberType = typeof(Matrix))]
    public async Task Every_body_is_accepted_and_comes_back(string method, string body, string algorithm, bool chunked)
    {
        using var client = OurClient.For(server.Origin, Key.For(algorithm));
        using var request = OurClient.Request(method, new Uri(server.Origin, "/echo"), Body.ByName[body], chunked: chunked);
        using var response = await client.SendAsync(request, Cancel);

        var verdict = ReferenceVerdict.Of(response);
        Assert.True(verdict.IsAccepted, verdict.ToString());
        Assert.Equal(Body.ByName[body].Bytes!.Length, verdict.Bytes);
        Assert.NotNull(verdict.Artifact("hash"));
        Assert.Equal(Body.ByName[body].Bytes, await response.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Theory]
    [MemberData(nameof(Matrix.Attributes), MemberType = typeof(Matrix))]
    public async Task Ext_app_and_dlg_arrive(string? ext, string? app, string? dlg, bool withBody, string algorithm)
    {
        using var client = OurClient.For(server.Origin, Key.For(algorithm), new HawkSignOptions { Ext = ext, App = app, Dlg = dlg });
        using var request = OurClient.Request("POST", new Uri(server.Origin, "/r?a=1"), withBody ? Body.ByName["text"] : null);

        var verdict = await AcceptedAsync(client, request);

        Assert.Equal((ext, app, app is null ? null : dlg), (verdict.Artifact("ext"), verdict.Artifact("app"), verdict.Artifact("dlg")));
    }

    [Theory]
    [MemberData(nameof(Matrix.Keys), MemberType = typeof(Matrix))]
    public async Task Every_kind_of_key_is_accepted(string id)
    {
        using var client = OurClient.For(server.Origin, Key.Of(id));
        using var request = OurClient.Request("PUT", new Uri(server.Origin, "/r"), Body.ByName["text"]);

        Assert.Equal(id, (await AcceptedAsync(client, request)).Artifact("id"));
    }

    [Theory]
    [InlineData("/a?b=c")]
    [InlineData("?b=c")]
    [InlineData("")]
    public async Task A_target_in_absolute_form_is_accepted(string target)
    {
        var origin = new Uri("http://example.com:8080");
        using var client = OurClient.For(origin, Key.Sha256, proxy: server.Origin);
        using var request = OurClient.Request("GET", new Uri(origin.GetLeftPart(UriPartial.Authority) + target));

        var verdict = await AcceptedAsync(client, request);

        Assert.StartsWith("http://example.com:8080", verdict.Artifact("resource"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://example.com/r", "example.com")]
    [InlineData("http://EXAMPLE.Com/r", "example.com")]
    [InlineData("http://example.com:8080/r", "example.com")]
    [InlineData("http://bücher.example/r", "xn--bcher-kva.example")]
    [InlineData("http://user@example.com/r#fragment", "example.com")]
    public async Task The_host_and_port_are_those_of_the_URL(string url, string host)
    {
        using var client = OurClient.For(new Uri(new Uri(url).GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)), Key.Sha256, connectTo: server.Origin);
        using var request = OurClient.Request("GET", new Uri(url));

        Assert.Equal(host, (await AcceptedAsync(client, request)).Artifact("host"));
    }

    [Theory]
    [InlineData("other.example")]
    [InlineData("Other.Example:81")]
    public async Task A_Host_field_of_the_application_is_what_is_signed(string host)
    {
        using var client = OurClient.For(server.Origin, Key.Sha256);
        using var request = OurClient.Request("GET", new Uri(server.Origin, "/r"));
        request.Headers.Host = host;

        Assert.Equal("other.example", (await AcceptedAsync(client, request)).Artifact("host"));
    }

    [Theory]
    [InlineData("https://example.com/r")]
    [InlineData("https://example.com:8443/r")]
    public async Task Under_TLS_the_absent_port_is_443(string url)
    {
        using var certificate = new SelfSigned();
        var secure = await reference.Server.ListenAsync(certificate: certificate);
        using var client = OurClient.For(new Uri(url), Key.Sha256, connectTo: secure, certificate: certificate);
        using var request = OurClient.Request("GET", new Uri(url));

        var verdict = await AcceptedAsync(client, request);

        Assert.Equal($"{new Uri(url).Port}", verdict.Artifact("port"));
    }

    static async Task<ReferenceVerdict> AcceptedAsync(HttpClient client, HttpRequestMessage request)
    {
        using var response = await client.SendAsync(request, Cancel);

        var verdict = ReferenceVerdict.Of(response);
        Assert.True(verdict.IsAccepted, verdict.ToString());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("hash=", response.Headers.GetValues("Server-Authorization").Single(), StringComparison.Ordinal);
        return verdict;
    }
}
