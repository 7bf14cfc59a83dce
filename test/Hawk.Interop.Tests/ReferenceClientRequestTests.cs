using System.Net;
using System.Text;
using Hawk.Interop.Tests.Reference;
using Hawk.Interop.Tests.Server;

namespace Hawk.Interop.Tests;

/// <summary>What the reference client signs, our server accepts, and its signed answer is accepted there.</summary>
public sealed class ReferenceClientRequestTests(ReferencePackage reference, OurServerFixture server) : IClassFixture<OurServerFixture>
{
    readonly string _origin = server.Origin.GetLeftPart(UriPartial.Authority);

    [Theory]
    [MemberData(nameof(Matrix.Requests), MemberType = typeof(Matrix))]
    public async Task Every_method_and_target_is_accepted(string method, string target, string algorithm)
    {
        var raw = Targets.Raw[target];

        var answer = await AcceptedAsync(new ReferenceCall(method, _origin, Key.For(algorithm)) { Target = raw });

        Assert.Equal(raw, Told(answer, "x-target"));
    }

    [Theory]
    [MemberData(nameof(Matrix.WrittenUrls), MemberType = typeof(Matrix))]
    public async Task What_its_URL_parser_makes_of_a_URL_is_accepted(string method, string target) =>
        await AcceptedAsync(new ReferenceCall(method, _origin + Targets.Written[target], Key.Sha256) { Encode = target == "UTF-8" });

    [Theory]
    [MemberData(nameof(Matrix.Bodies), MemberType = typeof(Matrix))]
    public async Task Every_body_is_accepted_and_comes_back(string method, string body, string algorithm, bool chunked)
    {
        var (bytes, contentType) = Body.ByName[body];

        var answer = await AcceptedAsync(new ReferenceCall(method, $"{_origin}/echo", Key.For(algorithm))
        {
            Body = bytes,
            ContentType = contentType,
            Chunked = chunked,
        });

        Assert.Equal(bytes, answer.Body);
    }

    [Theory]
    [MemberData(nameof(Matrix.Attributes), MemberType = typeof(Matrix))]
    public async Task Ext_app_and_dlg_arrive(string? ext, string? app, string? dlg, bool withBody, string algorithm)
    {
        var answer = await AcceptedAsync(new ReferenceCall("POST", $"{_origin}/r?a=1", Key.For(algorithm))
        {
            Ext = ext,
            App = app,
            Dlg = dlg,
            Body = withBody ? "body"u8.ToArray() : null,
        });

        Assert.Equal((ext ?? "", app ?? "", app is null ? "" : dlg ?? ""), (Told(answer, "x-ext"), Told(answer, "x-app"), Told(answer, "x-dlg")));
    }

    [Theory]
    [MemberData(nameof(Matrix.Keys), MemberType = typeof(Matrix))]
    public async Task Every_kind_of_key_is_accepted(string id)
    {
        var answer = await AcceptedAsync(new ReferenceCall("PUT", $"{_origin}/r", Key.Of(id)) { Body = "body"u8.ToArray(), ContentType = "text/plain" });

        Assert.Equal(id, Told(answer, "x-id"));
    }

    [Theory]
    [InlineData("http://{0}/a?b=c", "/a?b=c")]
    [InlineData("http://{0}?b=c", "/?b=c")]
    [InlineData("http://{0}", "/")]
    public async Task A_target_in_absolute_form_is_accepted(string sent, string signed) =>
        await AcceptedAsync(new ReferenceCall("GET", _origin, Key.Sha256)
        {
            Target = signed,
            SentTarget = string.Format(null, sent, server.Origin.Authority),
        });

    [Fact]
    public async Task An_asterisk_is_accepted() => await AcceptedAsync(new ReferenceCall("OPTIONS", _origin, Key.Sha256) { Target = "*" });

    [Theory]
    [InlineData("example.com", "example.com", 80)]
    [InlineData("EXAMPLE.Com", "example.com", 80)]
    [InlineData("example.com:80", "example.com", 80)]
    [InlineData("example.com:8080", "example.com", 8080)]
    [InlineData("xn--bcher-kva.example", "xn--bcher-kva.example", 80)]
    public async Task The_host_and_port_are_those_of_the_Host_field(string field, string host, int port) =>
        await AcceptedAsync(new ReferenceCall("GET", $"http://{host}:{port}/r", Key.Sha256)
        {
            ConnectTo = server.Origin,
            Fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["Host"] = field },
        });

    [Theory]
    [InlineData("https://example.com/r")]
    [InlineData("https://example.com:443/r")]
    [InlineData("https://example.com:8443/r")]
    public async Task Under_TLS_the_absent_port_is_443(string url)
    {
        using var certificate = new SelfSigned();
        await using var secure = await OurServer.StartAsync(certificate: certificate);

        await AcceptedAsync(new ReferenceCall("GET", url, Key.Sha256) { ConnectTo = secure.Origin });
    }

    async Task<ReferenceAnswer> AcceptedAsync(ReferenceCall call)
    {
        var answer = await reference.Client.SendAsync(call);

        Assert.Equal((HttpStatusCode.OK, "ok"), (answer.Status, answer.Verdict));
        Assert.Equal(call.Body?.Length ?? 0, int.Parse(answer.Field("x-bytes")!));
        Assert.NotNull(answer.ServerAuthorization("hash"));
        return answer;
    }

    static string Told(ReferenceAnswer answer, string field) => Encoding.UTF8.GetString(Convert.FromBase64String(answer.Field(field)!));
}
