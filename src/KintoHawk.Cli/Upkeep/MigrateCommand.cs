using System.CommandLine;
using KintoHawk.Cli.Serving;
using KintoHawk.Cli.Terminal;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Settings;

namespace KintoHawk.Cli.Upkeep;

/// <summary><c>kintohawk migrate</c>: creates or updates the schemas of cache, storage and permissions.</summary>
static class MigrateCommand
{
    const string Details =
        """
        Works on the cache, then on the storage, which holds the permissions as well, and prints a line for
        each; for PostgreSQL also one for the functions and indexes that are added to Kinto's tables. 'start' does the same by itself; a server of an older version may run meanwhile only if the
        notes of the new version say so.

        --dry-run changes nothing, makes no file, and prints what would be done; with -v also the
        statements. When the settings make the server read-only, the storage is left alone and a message
        says so; the cache is not.
        """;

    public static CliCommand Create()
    {
        var source = new SourceOptions();
        var verbosity = new VerbosityOptions();
        var rehearse = new Option<bool>("--dry-run") { Description = "Change nothing; print what would be done." };
        var command = new CliCommand(
            "migrate",
            "Create or update the schemas of the backends.",
            Details,
            (ExitCode.Success, "the schemas are current, or left alone because the settings are read-only; or --dry-run has printed what is to be done"),
            (ExitCode.Failure, "wrong settings, or a backend that cannot be used"),
            (ExitCode.Usage, "wrong arguments"))
        {
            rehearse,
        };
        source.AddTo(command);
        verbosity.AddTo(command);
        command.SetAction((result, cancellationToken) => RunAsync(source.Of(result) with { LooksOnly = result.GetValue(rehearse) }, result.GetValue(rehearse), verbosity.MessagesOf(result), cancellationToken));
        return command;
    }

    static async Task<int> RunAsync(SettingsSource source, bool rehearse, Messages messages, CancellationToken cancellationToken)
    {
        if (!SettingsAtStart.TryRead(source, port: null, out var options))
            return ExitCode.Failure;
        try
        {
            var cache = await Schemas.OfCacheAsync(options, cancellationToken);
            Tell("cache", cache?.Plan, options.CacheBackend is BackendKind.Memory ? "in memory, nothing to do." : $"{Addresses.DisplayOfCache(options)} has no schema, nothing to do.", rehearse, messages);
            if (!rehearse && cache is { Plan.IsCurrent: false })
                await Backends.MigrateCacheAsync(options, TimeProvider.System, cancellationToken);

            if (options.ReadOnly)
            {
                Console.Error.WriteLine("storage: left alone, because the settings make the server read-only (readonly = true).");
                Console.Error.WriteLine("permission: left alone likewise.");
                return ExitCode.Success;
            }

            var schemas = await Schemas.OfStorageAsync(options, cancellationToken);
            foreach (var schema in schemas)
                Tell(schema.Role, schema.Plan, "", rehearse, messages);
            if (schemas.Count == 0)
                messages.Result("storage: in memory, nothing to do.");
            if (!rehearse && schemas.Any(static schema => !schema.Plan.IsCurrent))
                await Backends.MigrateStorageAsync(options, TimeProvider.System, cancellationToken);
            if (!schemas.Any(static schema => schema.Role == "permission"))
                messages.Result("permission: kept with the storage.");
            return ExitCode.Success;
        }
        catch (Exception failure) when (failure is StorageUnavailableException or CacheUnavailableException)
        {
            return Report.Failed(failure.Message);
        }
    }

    static void Tell(string role, MigrationPlan? plan, string withoutPlan, bool rehearse, Messages messages)
    {
        messages.Result($"{role}: " + plan switch
        {
            null => withoutPlan,
            { IsCurrent: true } => $"{plan.Place} is current (schema version {plan.Version}).",
            _ when role == BackendSchema.Additions => $"{plan.Place} {(rehearse ? "would get" : "gets")} the functions and indexes of this program, version {plan.Target}.",
            { Exists: false } => $"{plan.Place} {(rehearse ? "would be made" : "is made")} with schema version {plan.Target}.",
            _ => $"{plan.Place} {(rehearse ? "would be updated" : "is updated")} from schema version {plan.Version} to {plan.Target}.",
        });
        foreach (var statement in plan?.Statements ?? [])
            messages.Detail(statement.TrimEnd());
    }
}
