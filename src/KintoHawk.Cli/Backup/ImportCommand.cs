using System.CommandLine;
using KintoHawk.Cli.HawkCommands;
using KintoHawk.Cli.Serving;
using KintoHawk.Cli.Terminal;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Archiving;
using KintoHawk.Server.Settings;

namespace KintoHawk.Cli.Backup;

/// <summary><c>kintohawk import</c>: puts back what <c>export</c> has written.</summary>
static class ImportCommand
{
    const string Details =
        """
        Timestamps, permissions, group members and deletions become exactly what they were. What is there
        and not in the file stays as it is. What is there already, the same in every respect, is left
        alone: an import that was interrupted is simply started again, and ends as if it had not been.

        A file is read to its end first. When a line is malformed, the end is missing, or something would
        conflict, nothing is written. Standard input cannot be read twice: there the lines before the
        first bad one are imported. Lines are written in batches, so a server may run meanwhile; it sees
        them as they come.

        --on-conflict decides about an object that is there in another version, deleted versions included,
        and about a timestamp that another object of the set has: fail, the default, writes nothing; skip
        keeps what is there; replace takes what is in the file, with a new timestamp where its own is
        taken. An account that is replaced loses its sessions. One without password in the file keeps the
        one that it has.
        """;

    public static CliCommand Create()
    {
        var source = new SourceOptions();
        var verbosity = new VerbosityOptions();
        var file = new Argument<string>("FILE") { Description = "What export has written; - is standard input." };
        var policy = new Option<string>("--on-conflict")
        {
            Description = "What to do when something else is there: fail, skip or replace. Default: fail.",
            DefaultValueFactory = static _ => "fail",
        };
        policy.AcceptOnlyFromAmong("fail", "skip", "replace");
        var rehearse = new Option<bool>("--dry-run") { Description = "Write nothing; say what would become of the objects." };
        var json = new Option<bool>("--json") { Description = "Print the summary as one JSON object." };
        var command = new CliCommand(
            "import",
            "Put back what export has written.",
            Details,
            (ExitCode.Success, "everything in the file is there, or was skipped as asked; or --dry-run has found no problem"),
            (ExitCode.Failure, "wrong settings, a malformed or incomplete file, a conflict, or a storage that cannot be used"),
            (ExitCode.Usage, "wrong arguments"))
        {
            file,
            policy,
            rehearse,
            json,
        };
        source.AddTo(command);
        verbosity.AddTo(command);
        command.SetAction((result, cancellationToken) => RunAsync(
            source.Of(result) with { LooksOnly = result.GetValue(rehearse) },
            new ImportOrder(result.GetRequiredValue(file), PolicyOf(result.GetRequiredValue(policy)), result.GetValue(rehearse), result.GetValue(json)),
            verbosity.MessagesOf(result),
            cancellationToken));
        return command;
    }

    static RestorePolicy PolicyOf(string name) => name switch
    {
        "skip" => RestorePolicy.Skip,
        "replace" => RestorePolicy.Replace,
        _ => RestorePolicy.Fail,
    };

    static async Task<int> RunAsync(SettingsSource source, ImportOrder order, Messages messages, CancellationToken cancellationToken)
    {
        if (!SettingsAtStart.TryRead(source, port: null, out var options))
            return ExitCode.Failure;
        if (options.StorageBackend is BackendKind.Memory)
            return Report.Failed("storage_backend is memory: what is imported would be lost when this command ends.");
        try
        {
            await using var input = order.IsStandardInput ? Console.OpenStandardInput() : File.OpenRead(order.File);
            await using var target = await ImportTarget.OpenAsync(options, order, cancellationToken);
            return await ImportAsync(input, target, order, messages, cancellationToken);
        }
        catch (Exception failure) when (failure is StorageUnavailableException or CacheUnavailableException)
        {
            return Report.Failed(failure.Message);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Report.Failed($"{order.File} cannot be read: {failure.Message}");
        }
    }

    static async Task<int> ImportAsync(Stream input, ImportTarget target, ImportOrder order, Messages messages, CancellationToken cancellationToken)
    {
        using var progress = new Progress(order.Rehearse ? "check" : "import", messages, TimeProvider.System);
        // A pipe can pretend to be a file; what cannot be rewound is read once.
        if (order.Rehearse || input.CanSeek)
        {
            var first = new Importer(target.RehearseAsync, progress);
            await first.RunAsync(input, goOn: true, cancellationToken);
            progress.Dispose();
            if (first.Problems.Count > 0)
                return Fail(first.Problems, "Nothing was written.");
            if (order.Rehearse)
            {
                Summarize(first.Totals, order, messages);
                return ExitCode.Success;
            }

            input.Position = 0;
            progress.Total = first.Lines;
        }

        var importer = new Importer(target.RestoreAsync, progress);
        await importer.RunAsync(input, goOn: false, cancellationToken);
        progress.Dispose();
        if (importer.Problems.Count > 0)
            return Fail(importer.Problems, $"{importer.Totals.Objects} objects before it are imported.");
        Summarize(importer.Totals, order, messages);
        return ExitCode.Success;
    }

    static int Fail(IReadOnlyList<ImportProblem> problems, string what)
    {
        foreach (var problem in problems)
            Console.Error.WriteLine(problem);
        return Report.Failed(what);
    }

    static void Summarize(ImportTotals totals, ImportOrder order, Messages messages)
    {
        if (order.Json)
        {
            JsonOutput.Write(writer =>
            {
                writer.WriteBoolean("dry_run", order.Rehearse);
                writer.WriteNumber("objects", totals.Objects);
                writer.WriteNumber("created", totals[RestoreOutcome.Created]);
                writer.WriteNumber("unchanged", totals[RestoreOutcome.Unchanged]);
                writer.WriteNumber("replaced", totals[RestoreOutcome.Replaced]);
                writer.WriteNumber("restamped", totals[RestoreOutcome.Restamped]);
                writer.WriteNumber("skipped", totals[RestoreOutcome.Skipped]);
            });
            return;
        }

        var restamped = totals[RestoreOutcome.Restamped] is > 0 and var count ? $"{count} with a new timestamp, " : "";
        messages.Result(
            $"{(order.Rehearse ? "Would import" : "Imported")} {totals.Objects} objects: {totals[RestoreOutcome.Created]} created, {totals[RestoreOutcome.Replaced]} replaced, "
            + $"{restamped}{totals[RestoreOutcome.Skipped]} skipped, {totals[RestoreOutcome.Unchanged]} there already.");
    }
}
