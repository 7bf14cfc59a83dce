using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KintoHawk.Cli.Serving;

/// <summary>A web server with the settings it was built with.</summary>
sealed class Generation : IAsyncDisposable
{
    readonly WebApplication _application;
    readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Generation(KintoHawkOptions options, Backends backends, WebApplication application)
    {
        Options = options;
        Backends = backends;
        _application = application;
        Log = application.Services.GetRequiredService<ILoggerFactory>().CreateLogger("KintoHawk");
        application.Lifetime.ApplicationStopping.Register(_stopping.SetResult);
    }

    public KintoHawkOptions Options { get; }

    public Backends Backends { get; }

    public ILogger Log { get; }

    /// <summary>Completes when a signal, or <see cref="StopAsync"/>, says to stop.</summary>
    public Task Stopping => _stopping.Task;

    /// <summary>The URL of the API, once it is started.</summary>
    public string Url => $"{WebServer.AddressesOf(_application).First()}/{Options.VersionPrefix}/";

    public Task StartAsync(CancellationToken cancellationToken) => _application.StartAsync(cancellationToken);

    /// <summary>Takes no more connections, and finishes the requests in flight.</summary>
    public Task StopAsync() => _application.StopAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
