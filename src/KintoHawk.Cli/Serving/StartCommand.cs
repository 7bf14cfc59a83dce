using System.CommandLine;
using System.Globalization;
using KintoHawk.Cli.Terminal;
using KintoHawk.Server;
using KintoHawk.Server.Settings;

namespace KintoHawk.Cli.Serving;

/// <summary><c>kintohawk start</c>: serves until a signal says to stop.</summary>
static class StartCommand
{
    const int DefaultPatience = 30;

    public static CliCommand Create()
    {
        var source = new SourceOptions();
        var verbosity = new VerbosityOptions();
        var reload = new Option<bool>("--reload") { Description = "Go over to new settings when the settings file or the environment file changes." };
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
        var patience = new Option<int>("--wait")
        {
            Description = $"How many seconds to wait for a database or cache that cannot be reached. Default: {DefaultPatience}.",
            HelpName = "N",
            DefaultValueFactory = static _ => DefaultPatience,
            CustomParser = static result =>
            {
                if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                    return seconds;
                result.AddError($"--wait is '{result.Tokens[0].Value}'; accepted: a number of seconds, 0 or more.");
                return 0;
            },
        };
        var command = new CliCommand(
            "start",
            "Serve Kinto's HTTP API.",
            Details,
            (ExitCode.Success, "stopped by a signal; requests in flight were finished, the databases are closed"),
            (ExitCode.Failure, "the server cannot start: wrong settings, port taken, database not usable"),
            (ExitCode.Usage, "wrong arguments"),
            (ExitCode.Unavailable, "a database or cache could not be reached in time"))
        {
            host,
            port,
            reload,
            patience,
        };
        source.AddTo(command);
        verbosity.AddTo(command);
        command.SetAction((result, cancellationToken) => RunAsync(
            new StartOrder(source.Of(result), result.GetValue(host), result.GetValue(port), result.GetValue(reload), TimeSpan.FromSeconds(result.GetValue(patience)), verbosity.Of(result)),
            verbosity.MessagesOf(result),
            cancellationToken));
        return command;
    }

    const string Details =
        """
        Prints one line with the URL on standard output when it is ready. Notices and errors go to
        standard error. SIGTERM and SIGINT stop it: requests in flight get 30 seconds to finish.

        SIGHUP makes it read its settings again, and --reload does so whenever the settings file or the
        environment file changes. Settings that are wrong are told, and the server goes on with the ones
        it has. No connection is refused meanwhile, and requests in flight are finished with the settings
        they began with. What is kept in memory survives, unless its backend is another one afterwards or
        cache_max_size_bytes changes. Metrics begin at zero again.

        A PostgreSQL, Redis or memcached that cannot be reached at start is tried again for a while, as
        --wait says: machines start in any order. One that refuses our password ends the start. Later
        losses are answered with 503 until the backend is back. With readonly = true the schema of a
        PostgreSQL database is left as it is, so that a hot standby, or a role that may only read, is
        enough.

        Without settings file everything is kept in the data folder, for its owner alone: the databases
        storage.sqlite and cache.sqlite, and userid_hmac_secret, a secret made at the first start.
        Environment variables KINTO_* win over a settings file and over these defaults. Accounts are
        made with 'kintohawk create-user', also while the server runs.
        """;

    static async Task<int> RunAsync(StartOrder order, Messages messages, CancellationToken cancellationToken)
    {
        SettingsWatch? watch = null;
        try
        {
            if (order.Watches)
                watch = WatchFor(order.Source.FindFiles(), messages);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Report.Failed(failure.Message);
        }

        if (!SettingsAtStart.TryRead(order.Source, order.Port, out var options, out var notices))
            return ExitCode.Failure;
        await using var reloads = new Reloads(watch);
        await using var server = new LiveServer(order, TimeProvider.System);
        if (await server.TryStartAsync(options, notices, cancellationToken) is { } refusal)
            return Report.Failed(refusal.Reason, refusal.ExitCode);
        Console.WriteLine($"KintoHawk {Product.Version} is ready at {server.Url}");
        while (true)
        {
            var wanted = reloads.WaitAsync(cancellationToken);
            if (await Task.WhenAny(server.Stopping, wanted) != wanted)
                return ExitCode.Success;
            await server.ReloadAsync(cancellationToken);
        }
    }

    static SettingsWatch WatchFor(IReadOnlyList<string> files, Messages messages)
    {
        if (files.Count == 0)
            messages.Note("--reload: there is neither a settings file nor an environment file to watch.");
        return new SettingsWatch(files, TimeProvider.System);
    }
}
