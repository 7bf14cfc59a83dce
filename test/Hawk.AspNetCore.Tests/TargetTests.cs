using System.Net;
using Hawk.AspNetCore.Tests.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Hawk.AspNetCore.Tests;

/// <summary>The signature covers the target and the host as they travelled, not as the server understands them.</summary>
public sealed class TargetTests
{
    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/r?")]
    [InlineData("GET", "/?")]
    [InlineData("GET", "//a//b")]
    [InlineData("GET", "/a%2Fb")]
    [InlineData("GET", "/a%2fB?X=%41&y=%e2%82%ac+z")]
    [InlineData("GET", "/%7Euser/%61")]
    [InlineData("GET", "/a/../b/./c")]
    [InlineData("GET", "/a;p=1?q=?&&=")]
    [InlineData("GET", "/caf%C3%A9")]
    [InlineData("OPTIONS", "*")]
    [InlineData("PROPFIND", "/x")]
    [InlineData("get", "/lower-method")]
    public async Task An_odd_target_verifies_exactly_as_it_was_sent(string method, string target)
    {
        await using var app = await TestApp.StartAsync();

        var response = await app.SendAsync(app.Sign(method, target));

        Assert.Equal(200, response.Status);
    }

    [Theory]
    [InlineData("/a%2Fb", "/a/b")]
    [InlineData("/a%2Fb", "/a%2fb")]
    [InlineData("/%61", "/a")]
    [InlineData("/a/../b", "/b")]
    [InlineData("/r?", "/r")]
    [InlineData("//a", "/a")]
    [InlineData("/A", "/a")]
    [InlineData("/r?a=1&b=2", "/r?b=2&a=1")]
    [InlineData("/r?a=+", "/r?a=%20")]
    public async Task An_equivalent_target_is_not_the_signed_target(string signed, string sent)
    {
        await using var app = await TestApp.StartAsync();

        var response = await app.SendAsync(app.Sign(target: signed), sent);

        Assert.Equal((401, "Hawk error=\"Bad mac\""), (response.Status, response.Challenge));
    }

    [Theory]
    [InlineData("127.0.0.1", 200)]
    [InlineData("127.0.0.1:*", 200)]
    [InlineData("127.0.0.1:1", 401)]
    [InlineData("example.com", 401)]
    public async Task A_request_for_a_host_that_is_not_ours_is_refused_before_its_credential_is_looked_for(string allowed, int expected)
    {
        await using var app = await TestApp.StartAsync();
        var options = app.Services.GetRequiredService<IOptionsMonitor<HawkOptions>>().Get(HawkDefaults.AuthenticationScheme);
        options.AllowedHosts.Add(allowed.Replace("*", $"{app.Port}", StringComparison.Ordinal));

        var response = await app.SendAsync(app.Sign());

        Assert.Equal(expected, response.Status);
        if (expected is not 200)
        {
            Assert.Equal("Hawk error=\"Invalid Host header\"", response.Challenge);
            Assert.Empty(app.Credentials.Asked);
        }
    }

    [Fact]
    public async Task An_absolute_target_verifies_by_its_path_and_query()
    {
        await using var app = await TestApp.StartAsync();

        var response = await app.SendAsync(app.Sign(target: "/r?a=1"), $"http://127.0.0.1:{app.Port}/r?a=1");

        Assert.Equal(200, response.Status);
    }

    [Fact]
    public async Task A_request_signed_for_another_host_or_port_or_method_is_refused()
    {
        await using var app = await TestApp.StartAsync();
        var authorization = app.Sign(target: "/r");

        var otherHost = await app.SendAsync(authorization, fields: $"Host: localhost:{app.Port}");
        var otherPort = await app.SendAsync(authorization, fields: "Host: 127.0.0.1:1");
        var noPort = await app.SendAsync(authorization, fields: "Host: 127.0.0.1");
        var otherMethod = await app.SendAsync(authorization.Value, "DELETE", "/r");

        Assert.All([otherHost, otherPort, noPort, otherMethod], static response => Assert.Equal("Hawk error=\"Bad mac\"", response.Challenge));
    }

    [Theory]
    [InlineData("EXAMPLE.com", false, "example.com", 80)]
    [InlineData("example.com", true, "example.com", 443)]
    [InlineData("example.com:80", true, "example.com", 80)]
    [InlineData("[::1]:8000", false, "[::1]", 8000)]
    [InlineData("[::1]:8000", false, "::1", 8000)]
    [InlineData("[0:0:0:0:0:0:0:1]", true, "[::1]", 443)]
    public async Task The_host_field_and_tls_decide_host_and_port(string field, bool tls, string signedHost, int signedPort)
    {
        using var host = await InMemoryAsync();
        Assert.True(HawkTarget.TryCreate("GET", "/x%2F", signedHost, signedPort, out var target));
        var authorization = HawkClient.Authorize(TestApp.Credential, target, TimeProvider.System.GetUtcNow());

        var context = await SendAsync(host, field, tls, authorization.Value);

        Assert.Equal(200, context.Response.StatusCode);
        Assert.Equal(
            HawkResponseFailure.None,
            HawkClient.VerifyResponse(authorization, TestApp.Credential, context.Response.Headers["Server-Authorization"], HawkResponseCheck.Required));
    }

    [Theory]
    [InlineData("user@example.com")]
    [InlineData("example.com/x")]
    [InlineData("example.com?x")]
    [InlineData("example.com#x")]
    [InlineData("a, b")]
    [InlineData("a,b")]
    [InlineData("::1")]
    [InlineData("[::1")]
    [InlineData(":80")]
    [InlineData("example.com:8o80")]
    [InlineData("example.com:65536")]
    [InlineData("example.com:80\r\nx")]
    [InlineData("")]
    public async Task A_host_field_outside_the_grammar_is_refused_before_any_store_is_asked(string field)
    {
        using var host = await InMemoryAsync();
        Assert.True(HawkTarget.TryCreate("GET", "/x%2F", "example.com", 80, out var target));
        var authorization = HawkClient.Authorize(TestApp.Credential, target, TimeProvider.System.GetUtcNow());

        var context = await SendAsync(host, field, tls: false, authorization.Value);

        Assert.Equal(401, context.Response.StatusCode);
        Assert.Equal("Hawk error=\"Invalid Host header\"", context.Response.Headers.WWWAuthenticate);
        Assert.Empty(host.Services.GetRequiredService<RecordingCredentialStore>().Asked);
    }

    [Fact]
    public async Task A_public_origin_replaces_host_port_and_scheme_and_forwarded_fields_are_not_read()
    {
        await using var app = await TestApp.StartAsync(static options => options.PublicOrigin = new Uri("https://api.example.com"));
        Assert.True(HawkTarget.TryCreate("GET", "/r", "api.example.com", 443, out var target));
        var signed = HawkClient.Authorize(TestApp.Credential, target, app.Time.GetUtcNow());

        var response = await app.SendAsync(signed, fields: ["X-Forwarded-Host: evil.example", "X-Forwarded-Proto: http", "Forwarded: host=evil.example"]);
        var forLocalName = await app.SendAsync(app.Sign(target: "/r"));

        Assert.Equal(200, response.Status);
        Assert.Equal(401, forLocalName.Status);
    }

    [Fact]
    public async Task Without_a_public_origin_a_forwarded_host_counts_for_nothing()
    {
        await using var app = await TestApp.StartAsync();
        Assert.True(HawkTarget.TryCreate("GET", "/r", "api.example.com", 443, out var target));
        var signed = HawkClient.Authorize(TestApp.Credential, target, app.Time.GetUtcNow());

        var response = await app.SendAsync(signed, fields: ["X-Forwarded-Host: api.example.com", "X-Forwarded-Proto: https"]);

        Assert.Equal(401, response.Status);
    }

    [Theory]
    [InlineData(true, 200)]
    [InlineData(false, 401)]
    public async Task Forwarded_fields_count_where_the_frameworks_middleware_trusts_the_proxy(bool trusted, int expected)
    {
        await using var app = await TestApp.StartAsync(first: application =>
        {
            var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedHost | ForwardedHeaders.XForwardedProto };
            if (!trusted)
            {
                options.KnownProxies.Clear();
                options.KnownIPNetworks.Clear();
                options.KnownProxies.Add(IPAddress.Parse("192.0.2.1")); // not the one we come from
            }

            application.UseForwardedHeaders(options);
        });
        Assert.True(HawkTarget.TryCreate("GET", "/r", "api.example.com", 443, out var target));
        var signed = HawkClient.Authorize(TestApp.Credential, target, app.Time.GetUtcNow());

        var response = await app.SendAsync(signed, fields: ["X-Forwarded-Host: api.example.com", "X-Forwarded-Proto: https"]);

        Assert.Equal(expected, response.Status);
    }

    static async Task<WebApplication> InMemoryAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddSingleton(new RecordingCredentialStore(TestApp.Credential));
        builder.Services.AddSingleton<IHawkCredentialStore>(static services => services.GetRequiredService<RecordingCredentialStore>());
        builder.Services.AddAuthentication(HawkDefaults.AuthenticationScheme).AddHawk();
        var app = builder.Build();
        app.UseHawkResponseSigning();
        app.UseAuthentication();
        app.Run(static context => context.User.Identity is { IsAuthenticated: true }
            ? context.Response.WriteAsync("ok")
            : Microsoft.AspNetCore.Authentication.AuthenticationHttpContextExtensions.ChallengeAsync(context));
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    static Task<HttpContext> SendAsync(WebApplication host, string hostField, bool tls, string authorization) =>
        host.GetTestServer().SendAsync(
            context =>
            {
                context.Request.Method = "GET";
                context.Request.Scheme = tls ? "https" : "http";
                context.Request.Headers.Host = hostField;
                context.Request.Headers.Authorization = authorization;
                context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = "/x%2F";
            },
            TestContext.Current.CancellationToken);
}
