using KintoHawk.Cli.Terminal;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KintoHawk.Cli.Serving;

/// <summary>The web server around the API.</summary>
static class WebServer
{
    /// <summary>How long requests in flight may take after the signal to stop.</summary>
    public static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Builds the application. Nothing listens yet.</summary>
    public static WebApplication Build(KintoHawkOptions options, Backends backends, WebListener listener, Verbosity verbosity)
    {
        // Empty rather than slim: no appsettings.json of the current folder, no ASPNETCORE_ variables, nothing to scan.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "kintohawk" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.AllowSynchronousIO = false;
            kestrel.UseKintoHawkLimits(options);
            foreach (var address in listener.Addresses)
                kestrel.Listen(address, listener.Port, static listen => listen.Protocols = HttpProtocols.Http1);
        });
        // Standard output has the one line that scripts wait for; logs are there only when the settings say so.
        builder.Logging.AddKintoHawk(options, LevelOf(verbosity));
        // The caller reports a start that fails, in one line.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddRoutingCore();
        // The last one that is registered is asked.
        builder.Services.AddSingleton<IConnectionListenerFactory>(listener.Ports);
        builder.Services.AddSingleton(backends.Storage);
        builder.Services.AddSingleton(backends.Cache);
        builder.Services.AddKintoHawk(options);

        var application = builder.Build();
        // Of a request that has come this far, a server that stops waits for the answer.
        application.Use(static (context, next) =>
        {
            context.Features.Get<TakenConnection>()?.RequestArrived();
            return next(context);
        });
        application.MapKintoHawk();
        return application;
    }

    /// <summary>What the command line asks for wins over the logging sections of the settings.</summary>
    static LogLevel? LevelOf(Verbosity verbosity) => verbosity switch
    {
        Verbosity.Quiet => LogLevel.Critical,
        Verbosity.Verbose => LogLevel.Debug,
        _ => null,
    };

    /// <summary>The addresses that a started application listens on, without slash at the end.</summary>
    public static IEnumerable<string> AddressesOf(WebApplication application) =>
        application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
}
