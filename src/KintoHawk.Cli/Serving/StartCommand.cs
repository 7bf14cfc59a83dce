using System.CommandLine;
using System.Globalization;
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
    public static CliCommand Create()
    {
        var source = new SourceOptions();
        var host = new Option<string?>("--host") { Description = $"The address to listen on. Default: host of [server:main], else {ListenAddress.DefaultHost}.", HelpName = "H" };
        var port = new Option<int?>("--port")
        {
            Description = $"The port to listen on; 0 takes a free one. Default: port of [server:main], else {SettingsReader.DefaultPort}.",
            HelpName = "N",
            CustomParser = static result =>
            {
                if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 65_535)
                    return number;
                result.AddError($"--port is '{result.Tokens[0].Value}'; accepted: a number from 0 to 65535.");
                return null;
            },
        };
        var command = new CliCommand(
            "start",
            "Serve Kinto's HTTP API.",
            Details,
            (ExitCode.Success, "stopped by a signal; requests in flight were finished, the databases are closed"),
            (ExitCode.Failure, "the server cannot start: wrong settings, port taken, database not usable"),
            (ExitCode.Usage, "wrong arguments"))
        {
            host,
            port,
        };
        source.AddTo(command);
        command.SetAction((result, cancellationToken) => RunAsync(source.Of(result), result.GetValue(host), result.GetValue(port), cancellationToken));
        return command;
    }

    const string Details =
        """
        Prints one line with the URL on standard output when it is ready. Notices and errors go to
        standard error. SIGTERM and SIGINT stop it: requests in flight get 30 seconds to finish.

        Without settings file everything is kept in the data folder, for its owner alone: the databases
        storage.sqlite and cache.sqlite, and userid_hmac_secret, a secret made at the first start.
        Environment variables KINTO_* win over a settings file and over these defaults. Accounts are
        made with 'kintohawk create-user', also while the server runs.
        """;

    static async Task<int> RunAsync(SettingsSource source, string? host, int? port, CancellationToken cancellationToken)
    {
        if (!SettingsAtStart.TryRead(source, port, out var options, out var notices))
            return ExitCode.Failure;
        var listen = new ListenAddress(host ?? options.ListenHost ?? ListenAddress.DefaultHost, port ?? options.ListenPort ?? SettingsReader.DefaultPort);
        try
        {
            await using var backends = await Backends.OpenAsync(options, TimeProvider.System, cancellationToken);
            await using var application = WebServer.Build(options, backends, await listen.ResolveAsync(cancellationToken), listen.Port);
            var log = application.Services.GetRequiredService<ILoggerFactory>().CreateLogger("KintoHawk");
            foreach (var notice in notices)
                log.SettingsNotice(notice);
            await application.StartAsync(cancellationToken);
            Console.WriteLine($"KintoHawk {Product.Version} is ready at {WebServer.AddressesOf(application).First()}/{options.VersionPrefix}/");
            await application.WaitForShutdownAsync(cancellationToken);
            return ExitCode.Success;
        }
        catch (Exception failure) when (failure is StorageUnavailableException or CacheUnavailableException)
        {
            return Report.Failed(failure.Message);
        }
        catch (IOException failure)
        {
            return Report.Failed($"Cannot listen on {listen}: {failure.InnerException?.Message ?? failure.Message}. Another program may have the port; --port N takes another one, --port 0 any.");
        }
        catch (SocketException failure)
        {
            return Report.Failed($"Cannot listen on {listen}: {failure.Message}.");
        }
    }
}
