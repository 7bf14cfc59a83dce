using KintoHawk.Cli.Serving;
using KintoHawk.Cli.Terminal;
using KintoHawk.Core.Caching;
using KintoHawk.Server.Settings;

namespace KintoHawk.Cli.Upkeep;

/// <summary><c>kintohawk flush-cache</c>: empties the cache.</summary>
static class FlushCacheCommand
{
    const string Details =
        """
        Every Hawk session ends, verified passwords are verified anew, and page links of deletions stop
        working. Only entries under cache_prefix are removed. A server may run meanwhile; one with
        cache_backend memory cannot be reached, and loses its cache by a restart.
        """;

    public static CliCommand Create()
    {
        var source = new SourceOptions();
        var verbosity = new VerbosityOptions();
        var command = new CliCommand(
            "flush-cache",
            "Empty the cache: every session ends.",
            Details,
            (ExitCode.Success, "the cache is empty, or is in memory"),
            (ExitCode.Failure, "wrong settings, or a cache that cannot be used"),
            (ExitCode.Usage, "wrong arguments"));
        source.AddTo(command);
        verbosity.AddTo(command);
        command.SetAction((result, cancellationToken) => RunAsync(source.Of(result) with { LooksOnly = true }, verbosity.MessagesOf(result), cancellationToken));
        return command;
    }

    static async Task<int> RunAsync(SettingsSource source, Messages messages, CancellationToken cancellationToken)
    {
        if (!SettingsAtStart.TryRead(source, port: null, out var options))
            return ExitCode.Failure;
        try
        {
            if (options.CacheBackend is BackendKind.Memory)
            {
                messages.Note("cache_backend is memory: there is nothing to empty here. A server that runs keeps its cache until it is restarted.");
                return ExitCode.Success;
            }

            if (await Schemas.OfCacheAsync(options, cancellationToken) is not { Plan.Exists: false })
                await Backends.FlushCacheAsync(options, TimeProvider.System, cancellationToken);
            messages.Result("The cache is empty.");
            return ExitCode.Success;
        }
        catch (CacheUnavailableException failure)
        {
            return Report.Failed(failure.Message);
        }
    }
}
