using System.Collections.Concurrent;
using System.Net;
using Hawk.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Hawk.Http.Tests;

/// <summary>A real server that speaks Hawk, with a clock of its own. Requests that fail are answered like any other refusal.</summary>
sealed class HawkServerApp : IAsyncDisposable
{
    readonly WebApplication _app;

    HawkServerApp(WebApplication app, FakeTimeProvider time) => (_app, Time) = (app, time);

    public static HawkCredential Credential { get; } = new("dh37fgj492je", "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn");

    public static DateTimeOffset Start { get; } = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    public FakeTimeProvider Time { get; }

    /// <summary>The Authorization values that arrived, in order; null where there was none.</summary>
    public ConcurrentQueue<string?> Received { get; } = [];

    public Uri Origin { get; private set; } = null!;

    /// <param name="handler">Answers verified requests; echoes the body when absent.</param>
    /// <param name="protocols">The versions of HTTP it speaks, in clear text.</param>
    /// <param name="outside">Sees every request first, in front of authentication and signing; a request it answers goes no further.</param>
    /// <param name="signing">How it signs its responses.</param>
    public static async Task<HawkServerApp> StartAsync(
        RequestDelegate? handler = null, Func<HttpContext, RequestDelegate, Task>? outside = null, HttpProtocols protocols = HttpProtocols.Http1,
        Action<HawkResponseSigningOptions>? signing = null)
    {
        var time = new FakeTimeProvider(Start);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton<IHawkCredentialStore>(new HawkCredentialSet(Credential));
        builder.Services.AddAuthentication(HawkDefaults.AuthenticationScheme).AddHawk();

        var app = builder.Build();
        var server = new HawkServerApp(app, time);
        app.Use((context, next) =>
        {
            server.Received.Enqueue(context.Request.Headers.Authorization);
            return outside is null ? next(context) : outside(context, next);
        });
        app.UseHawkResponseSigning(signing ?? (static _ => { }));
        app.UseAuthentication();
        app.Run(context => context.User.Identity is { IsAuthenticated: true } ? (handler ?? EchoAsync)(context) : context.ChallengeAsync());
        await app.StartAsync(TestContext.Current.CancellationToken);
        server.Origin = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return server;
    }

    public HawkClientOptions Options(Action<HawkClientOptions>? configure = null)
    {
        var options = new HawkClientOptions { Credential = Credential, TimeProvider = Time };
        options.AllowedOrigins.Add(Origin);
        configure?.Invoke(options);
        return options;
    }

    public HttpClient Client(Action<HawkClientOptions>? configure = null, bool followRedirects = false) =>
        Client(Options(configure), followRedirects);

    public HttpClient Client(HawkClientOptions options, bool followRedirects = false) =>
        new(new HawkMessageHandler(options, new SocketsHttpHandler { AllowAutoRedirect = followRedirects })) { BaseAddress = Origin };

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    static async Task EchoAsync(HttpContext context)
    {
        context.Response.ContentType = context.Request.ContentType;
        await context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
