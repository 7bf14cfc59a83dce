using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KintoHawk.Cli.Serving;

/// <summary>A web server with the settings it was built with.</summary>
sealed class Generation : IAsyncDisposable
{
    /// <summary>How long a connection without a request may keep a generation that retires: a client that connects in advance may never send one.</summary>
    static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    readonly WebApplication _application;
    readonly GenerationPorts _ports;
    readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Generation(KintoHawkOptions options, Backends backends, GenerationPorts ports, WebApplication application)
    {
        Options = options;
        Backends = backends;
        _ports = ports;
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

    /// <summary>
    /// Leaves the ports to a successor, which must listen already, and then stops. Connections that were taken and are still without a request are waited
    /// for, so that none is closed without an answer: for five seconds at most, and not after a signal.
    /// </summary>
    public async Task RetireAsync(TimeProvider time)
    {
        Task arrivedOrStopping = Task.WhenAny(_ports.LeaveAsync(), Stopping);
        await arrivedOrStopping.WaitAsync(_patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await StopAsync();
    }

    /// <summary>Takes no more connections, and finishes the requests in flight.</summary>
    public Task StopAsync() => _application.StopAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
