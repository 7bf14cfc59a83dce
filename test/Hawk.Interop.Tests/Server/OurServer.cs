using System.Net;
using System.Text;
using Hawk.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hawk.Interop.Tests.Server;

/// <summary>Kestrel with Hawk.AspNetCore on a real socket. It answers what the <see cref="ResponsePlan"/> of a request says, and echoes without one.</summary>
sealed class OurServer : IAsyncDisposable
{
    readonly WebApplication _app;

    OurServer(WebApplication app) => _app = app;

    public Uri Origin { get; private set; } = null!;

    /// <param name="clockOffset">How far its clock is off.</param>
    /// <param name="address">A loopback address; the IPv4 one when null.</param>
    /// <param name="certificate">For TLS; null for clear text.</param>
    /// <param name="allowBewit">Whether links open everything.</param>
    /// <param name="signs">How it signs responses; null for the usual way.</param>
    /// <param name="map">What to put in front of authentication.</param>
    public static async Task<OurServer> StartAsync(
        TimeSpan clockOffset = default,
        IPAddress? address = null,
        SelfSigned? certificate = null,
        bool allowBewit = false,
        Action<HawkResponseSigningOptions>? signs = null,
        Action<WebApplication>? map = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(address ?? IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            if (certificate is not null)
                listen.UseHttps(certificate.Certificate);
        }));
        builder.Services.AddSingleton<TimeProvider>(new ShiftedTime(clockOffset));
        builder.Services.AddSingleton<IHawkCredentialStore>(AllKeys.Set);
        builder.Services.AddAuthentication(HawkDefaults.AuthenticationScheme).AddHawk(options => options.AllowBewit = allowBewit);

        var app = builder.Build();
        app.Use(SpoilAsync);
        map?.Invoke(app);
        app.UseHawkResponseSigning(signs ?? (static _ => { }));
        app.UseAuthentication();
        app.Run(static context => context.User.Identity is { IsAuthenticated: true } ? AnswerAsync(context) : context.ChallengeAsync());

        var server = new OurServer(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        server.Origin = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    /// <summary>Says in unsigned fields what was understood, and answers the plan.</summary>
    static async Task AnswerAsync(HttpContext context)
    {
        var plan = ResponsePlan.From(context.Request.Headers[ResponsePlan.Field]);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        Tell(context, body.Length);

        context.Response.StatusCode = plan.Status;
        context.Response.ContentType = plan.ContentType ?? context.Request.ContentType;
        if (plan.Status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
            await context.Response.Body.WriteAsync(plan.Body ?? body.ToArray(), context.RequestAborted);
    }

    static void Tell(HttpContext context, long bytes)
    {
        var feature = context.Features.GetRequiredFeature<HawkFeature>();
        var header = feature.Header;
        var fields = context.Response.Headers;
        fields["X-Id"] = Encoded(header.Id);
        fields["X-Ext"] = Encoded(feature.Bewit is { } bewit ? bewit.Ext : header.Ext);
        fields["X-App"] = Encoded(header.App);
        fields["X-Dlg"] = Encoded(header.Dlg);
        fields["X-Bytes"] = bytes.ToString();
        fields["X-Target"] = Encoded(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
    }

    static string Encoded(ReadOnlySpan<char> text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text.ToString()));

    /// <summary>Changes one thing about a response after it was signed, as somebody on the way would.</summary>
    static Task SpoilAsync(HttpContext context, RequestDelegate next)
    {
        if (ResponsePlan.From(context.Request.Headers[ResponsePlan.Field]).Spoil is not { } how)
            return next(context);

        // Callbacks run in reverse order: this one sees the fields as they were signed.
        context.Response.OnStarting(() =>
        {
            SpoilFields(context.Response, how);
            return Task.CompletedTask;
        });
        if (how is "body" or "bodyRemoved")
        {
            var wire = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
            var spoiling = new SpoilingStream(wire.Stream, removes: how is "bodyRemoved");
            context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(spoiling, wire));
        }

        return next(context);
    }

    static void SpoilFields(HttpResponse response, string how)
    {
        var signature = response.Headers["Server-Authorization"].ToString();
        switch (how)
        {
            case "bodyRemoved":
                response.ContentLength = null;
                break;
            case "contentType":
                response.ContentType = "application/x-other";
                break;
            case "mac":
                var first = signature["Hawk mac=\"".Length];
                response.Headers["Server-Authorization"] = signature.Replace($"mac=\"{first}", $"mac=\"{(first is 'A' ? 'B' : 'A')}", StringComparison.Ordinal);
                break;
            case "ext":
                response.Headers["Server-Authorization"] = $"{signature}, ext=\"forged\"";
                break;
            case "hash":
                var hash = signature.IndexOf("hash=\"", StringComparison.Ordinal) + "hash=\"".Length;
                response.Headers["Server-Authorization"] = $"{signature[..hash]}{new string('A', 43)}={signature[(hash + 44)..]}";
                break;
            case "grammar":
                response.Headers["Server-Authorization"] = signature.Replace("mac=\"", "mac=", StringComparison.Ordinal);
                break;
            case "stripped":
                response.Headers.Remove("Server-Authorization");
                break;
            default:
                break;
        }
    }
}
