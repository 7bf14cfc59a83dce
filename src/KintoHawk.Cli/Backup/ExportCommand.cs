using System.CommandLine;
using KintoHawk.Cli.HawkCommands;
using KintoHawk.Cli.Serving;
using KintoHawk.Cli.Terminal;
using KintoHawk.Cli.Upkeep;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;

namespace KintoHawk.Cli.Backup;

/// <summary><c>kintohawk export</c>: a backup of what is stored.</summary>
static class ExportCommand
{
    const string Details =
        """
        Writes everything that is stored, or one bucket with what is in it, as JSON lines: a line that says
        what follows, a line for each object with its timestamp, permissions and group members, and a last
        line with the totals. Deleted objects are in it as well, because clients that synchronise learn of
        deletions by them. Everything includes the accounts WITH THE HASHES OF THEIR PASSWORDS: keep the
        file like the database itself. Sessions are not in it.

        A server may run meanwhile; the export is the state of one moment. The same state always gives the
        same bytes. A file is readable by its owner alone and takes its name when it is complete. An export
        that was interrupted is simply started again.
        """;

    public static CliCommand Create()
    {
        var source = new SourceOptions();
        var verbosity = new VerbosityOptions();
        var output = new Option<string?>("--output", "-o") { Description = "The file to write. Default: standard output.", HelpName = "FILE" };
        var bucket = new Option<string?>("--bucket") { Description = "Only this bucket, without accounts.", HelpName = "ID" };
        var noHistory = new Option<bool>("--no-history") { Description = "Leave out the entries of the history." };
        var noHashes = new Option<bool>("--no-password-hashes") { Description = "Leave out the hashes of passwords; who is imported from it needs a new password." };
        var json = new Option<bool>("--json") { Description = "Print the summary as one JSON object." };
        var command = new CliCommand(
            "export",
            "Write a backup of everything, or of a bucket, as JSON lines.",
            Details,
            (ExitCode.Success, "the export is complete"),
            (ExitCode.Failure, "wrong settings, no such bucket, or a storage or file that cannot be used"),
            (ExitCode.Usage, "wrong arguments"))
        {
            output,
            bucket,
            noHistory,
            noHashes,
            json,
        };
        source.AddTo(command);
        verbosity.AddTo(command);
        command.SetAction((result, cancellationToken) => RunAsync(
            source.Of(result) with { LooksOnly = true },
            new ArchiveHeader(result.GetValue(bucket), !result.GetValue(noHistory), !result.GetValue(noHashes)),
            result.GetValue(output),
            result.GetValue(json),
            verbosity.MessagesOf(result),
            cancellationToken));
        return command;
    }

    static async Task<int> RunAsync(SettingsSource source, ArchiveHeader header, string? file, bool json, Messages messages, CancellationToken cancellationToken)
    {
        if (!SettingsAtStart.TryRead(source, port: null, out var options))
            return ExitCode.Failure;
        try
        {
            if (await Schemas.RefuseStorageAsync(options, willWrite: false, cancellationToken) is { } refusal)
                return Report.Failed(refusal);
            await using var opened = StorageAtRest.Open(options, TimeProvider.System);
            var storage = opened.Storage;
            if (header.Bucket is { } bucket && (await storage.ReadAsync(ObjectPath.Bucket(bucket), Caller.Anonymous, cancellationToken)).Object is null)
                return Report.Failed($"There is no bucket '{bucket}'.");

            using var progress = new Progress("export", messages, TimeProvider.System);
            if (header is { Bucket: null } && (messages.IsVerbose || !Console.IsErrorRedirected))
                progress.Total = (await storage.CountAsync(cancellationToken)).Sum(static count => count.Live + count.Tombstones);
            await using var archive = ArchiveFile.Create(file);
            var exporter = new Exporter(opened.Archive, archive.Stream, progress);
            var totals = await exporter.WriteAsync(header, cancellationToken);
            archive.Complete();
            progress.Dispose();
            Summarize(header, totals, exporter.Bytes, file, json, messages);
            return ExitCode.Success;
        }
        catch (StorageUnavailableException failure)
        {
            return Report.Failed(failure.Message);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Report.Failed($"The export cannot be written: {failure.Message}");
        }
    }

    static void Summarize(ArchiveHeader header, ArchiveTotals totals, long bytes, string? file, bool json, Messages messages)
    {
        if (json)
        {
            // Where standard output is the archive, the summary would be one line too many.
            using var output = file is null ? Console.OpenStandardError() : Console.OpenStandardOutput();
            JsonOutput.Write(output, writer =>
            {
                writer.WriteString("output", file);
                writer.WriteString("bucket", header.Bucket);
                writer.WriteNumber("objects", totals.Objects);
                writer.WriteNumber("tombstones", totals.Tombstones);
                writer.WriteNumber("clocks", totals.Clocks);
                writer.WriteNumber("bytes", bytes);
            });
            return;
        }

        messages.Note($"Exported {totals.Objects} objects and {totals.Tombstones} tombstones, {bytes} bytes.");
        if (header is { Bucket: null, PasswordHashes: true } && totals.Objects > 0)
            messages.Detail("The hashes of the passwords of all accounts are in it.");
    }
}
