using System.CommandLine;
using System.Net.Sockets;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Storage;
using KintoHawk.Server;
using KintoHawk.Server.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KintoHawk.Cli.Serving;

/// <summary><c>kintohawk start</c>: serves until a signal says to stop.</summary>
static class StartCommand
{
    public static Command Create()
    {
        var source = new SourceOptions();
        var host = new Option<string?>("--host") { Description = $"The address to listen on. Default: host of [server:main], else {ListenAddress.DefaultHost}.", HelpName = "H" };
        var port = new Option<int?>("--port") { Description = $"The port to listen on; 0 takes a free one. Default: port of [server:main], else {SettingsReader.DefaultPort}.", HelpName = "N" };
        port.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValueOrDefault<int?>() is null or (>= 0 and <= 65_535))
                return;
            result.AddError($"--port is '{result.Tokens[0].Value}'; accepted: a number from 0 to 65535.");
        });
        var command = new Command("start", Help) { host, port };
        source.AddTo(command);
        command.SetAction((result, cancellationToken) => RunAsync(source.Of(result), result.GetValue(host), result.GetValue(port), cancellationToken));
        return command;
    }

    const string Help =
        "Serve Kinto's HTTP API until SIGTERM or SIGINT. Prints one line with the URL on standard output when it is ready; notices and errors go to "
        + "standard error. Requests in flight get 30 seconds to finish. Environment variables KINTO_* win over the settings. "
        + "Exit codes: 0 after a signal, 1 when the server cannot start, 2 for wrong arguments.";

    static async Task<int> RunAsync(SettingsSource source, string? host, int? port, CancellationToken cancellationToken)
    {
        if (!SettingsAtStart.TryRead(source, port, out var settings))
            return ExitCode.Failure;
        var options = settings.Options!;
        var listen = new ListenAddress(host ?? options.ListenHost ?? ListenAddress.DefaultHost, port ?? options.ListenPort ?? SettingsReader.DefaultPort);
        try
        {
            await using var backends = await Backends.OpenAsync(options, TimeProvider.System, cancellationToken);
            await using var application = WebServer.Build(options, backends, await listen.ResolveAsync(cancellationToken), listen.Port);
            var log = application.Services.GetRequiredService<ILoggerFactory>().CreateLogger("KintoHawk");
            foreach (var notice in settings.Notices)
                log.SettingsNotice(notice);
            await application.StartAsync(cancellationToken);
            Console.WriteLine($"KintoHawk {Product.Version} is ready at {WebServer.AddressesOf(application).First()}/{options.VersionPrefix}/");
            await application.WaitForShutdownAsync(cancellationToken);
            return ExitCode.Success;
        }
        catch (Exception failure) when (failure is StorageUnavailableException or CacheUnavailableException)
        {
            return Failed(failure.Message);
        }
        catch (IOException failure)
        {
            return Failed($"Cannot listen on {listen}: {failure.InnerException?.Message ?? failure.Message}. Another program may have the port; --port N takes another one, --port 0 any.");
        }
        catch (SocketException failure)
        {
            return Failed($"Cannot listen on {listen}: {failure.Message}.");
        }
    }

    static int Failed(string message)
    {
        Console.Error.WriteLine(message);
        return ExitCode.Failure;
    }
}
