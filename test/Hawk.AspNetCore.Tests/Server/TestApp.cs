using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
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

namespace Hawk.AspNetCore.Tests.Server;

/// <summary>A real server on a port of its own, with a clock that stands still and stores that count.</summary>
sealed class TestApp : IAsyncDisposable
{
    public const string Key = "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn";

    /// <summary>When the clock starts, and stands still.</summary>
    public static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);

    readonly WebApplication _app;

    TestApp(WebApplication app) => _app = app;

    public static HawkCredential Credential { get; } = new("dh37fgj492je", Key);

    /// <summary>The same id with another key; the key above is accepted for one more day.</summary>
    public static HawkCredential Rotated { get; } = new(Credential.Id, "the key that came later")
    {
        EarlierKeys = [new HawkEarlierKey(Credential, Start + TimeSpan.FromDays(1))],
    };

    public FakeTimeProvider Time { get; private init; } = null!;

    public RecordingCredentialStore Credentials { get; private init; } = null!;

    public RecordingNonceStore Nonces { get; private init; } = null!;

    public CapturedLog Log { get; private init; } = null!;

    public ConcurrentQueue<HawkFeature> Features { get; } = [];

    public IServiceProvider Services => _app.Services;

    public int Port { get; private set; }

    public static async Task<TestApp> StartAsync(
        Action<HawkOptions>? options = null,
        RequestDelegate? handler = null,
        Action<WebApplication>? first = null,
        Action<IServiceCollection>? services = null,
        HttpProtocols protocols = HttpProtocols.Http1)
    {
        var time = new FakeTimeProvider(Start);
        var credentials = new RecordingCredentialStore(Credential);
        var nonces = new RecordingNonceStore(new InMemoryHawkNonceStore(new(), time));
        var log = new CapturedLog();

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(log);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton<IHawkCredentialStore>(credentials);
        builder.Services.AddSingleton<IHawkNonceStore>(nonces);
        services?.Invoke(builder.Services);
        builder.Services.AddAuthentication(HawkDefaults.AuthenticationScheme).AddHawk(options);

        var app = builder.Build();
        var test = new TestApp(app) { Time = time, Credentials = credentials, Nonces = nonces, Log = log };
        first?.Invoke(app);
        app.UseAuthentication();
        app.Run(async context =>
        {
            if (context.Features.Get<HawkFeature>() is { } feature)
                test.Features.Enqueue(feature);
            if (context.User.Identity is not { IsAuthenticated: true })
                await context.ChallengeAsync();
            else
                await (handler ?? EchoAsync)(context);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        test.Port = new Uri(address).Port;
        return test;
    }

    /// <summary>Signs for this server at its present time.</summary>
    public HawkAuthorization Sign(
        string method = "GET", string target = "/", byte[]? body = null, string contentType = "", TimeSpan offset = default, HawkSignOptions? options = null,
        HawkCredential? credential = null)
    {
        Assert.True(HawkTarget.TryCreate(method, target, "127.0.0.1", Port, out var signed));
        var payload = body is null ? HawkPayload.None : HawkPayload.FromBytes(contentType, body);
        return HawkClient.Authorize(credential ?? Credential, signed, Time.GetUtcNow() + offset, payload, options);
    }

    public Task<RawResponse> SendAsync(HawkAuthorization? authorization, string? target = null, byte[]? body = null, params string[] fields) =>
        SendAsync(authorization?.Value, authorization?.Method ?? "GET", target ?? authorization?.Resource ?? "/", body, fields);

    /// <summary>Sends these exact bytes; the Host field names this server unless the fields have their own.</summary>
    public async Task<RawResponse> SendAsync(string? authorization, string method, string target, byte[]? body = null, params string[] fields)
    {
        var chunked = fields.Any(static field => field.StartsWith("Transfer-Encoding:", StringComparison.OrdinalIgnoreCase));
        await using var connection = await ConnectAsync();
        await connection.WriteAsync(
            Head(authorization, method, target, body is null || chunked ? fields : [$"Content-Length: {body.Length}", .. fields]),
            TestContext.Current.CancellationToken);
        await connection.WriteAsync(body ?? [], TestContext.Current.CancellationToken);
        return await RawResponse.ReadAsync(connection);
    }

    /// <summary>The request line and the fields, as bytes.</summary>
    public byte[] Head(string? authorization, string method, string target, params string[] fields)
    {
        var lines = new List<string> { $"{method} {target} HTTP/1.1", "Connection: close" };
        if (!fields.Any(static field => field.StartsWith("Host:", StringComparison.OrdinalIgnoreCase)))
            lines.Add($"Host: 127.0.0.1:{Port}");
        if (authorization is not null)
            lines.Add($"Authorization: {authorization}");
        lines.AddRange(fields);
        return RawResponse.Latin1.GetBytes(string.Join("\r\n", lines) + "\r\n\r\n");
    }

    public async Task<NetworkStream> ConnectAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Port, TestContext.Current.CancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    static async Task EchoAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers["X-Caller"] = context.User.Identity!.Name;
        await context.Response.Body.WriteAsync(body.ToArray(), context.RequestAborted);
    }
}
