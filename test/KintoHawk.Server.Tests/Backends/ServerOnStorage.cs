using System.Net;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Settings;
using KintoHawk.Server.Tests.Scenarios;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Tests.Backends;

/// <summary>The whole server, on backends of a test.</summary>
sealed class ServerOnStorage : IAsyncDisposable
{
    readonly WebApplication _application;

    ServerOnStorage(WebApplication application)
    {
        _application = application;
        Client = new HttpClient { BaseAddress = new Uri(application.Urls.Single()) };
    }

    public CapturedLog Log { get; private init; } = new();

    public HttpClient Client { get; }

    public static async Task<ServerOnStorage> StartAsync(IStorage storage, ICache cache, KintoHawkOptions options, TimeProvider time)
    {
        var log = new CapturedLog();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddSingleton(storage).AddSingleton(cache).AddSingleton(time).AddKintoHawk(options);
        var application = builder.Build();
        application.MapKintoHawk();
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new ServerOnStorage(application) { Log = log };
    }

    /// <summary>Sends a request.</summary>
    public async Task<(HttpStatusCode Status, string Body, string? RetryAfter)> SendAsync(string method, string path, string? authorization = null, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (body is not null)
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Headers.RetryAfter?.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.DisposeAsync();
    }
}
