using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using KintoHawk.Cli.Serving;
using KintoHawk.Cli.Terminal;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Storage;

namespace KintoHawk.Cli.Upkeep;

/// <summary><c>kintohawk purge-deleted</c>: forgets old tombstones.</summary>
static class PurgeDeletedCommand
{
    const string Details =
        """
        RESOURCES are one or more of bucket, group, collection, record, account and history;
        MAX-RETAINED, the last argument, is how many tombstones stay in each set, the newest ones: of each
        collection for records, of each bucket for collections, groups and history.

        A client that last synchronised before a tombstone that is gone does not learn of that deletion:
        keep as many as were made since the client that is away longest. Timestamps of lists stay where
        they are. A server may run meanwhile.
        """;

    static readonly Resource[] _kinds = [Resource.Bucket, Resource.Group, Resource.Collection, Resource.Record, Resource.Account, Resource.History];

    public static CliCommand Create()
    {
        var source = new SourceOptions();
        var verbosity = new VerbosityOptions();
        var arguments = new Argument<string[]>("RESOURCES... MAX-RETAINED")
        {
            Description = "The kinds of objects, and how many tombstones of each set stay.",
            Arity = new ArgumentArity(2, 100),
        };
        arguments.Validators.Add(Validate);
        var command = new CliCommand(
            "purge-deleted",
            "Forget old tombstones.",
            Details,
            (ExitCode.Success, "the tombstones are gone"),
            (ExitCode.Failure, "wrong settings, or a storage that cannot be used"),
            (ExitCode.Usage, "wrong arguments"))
        {
            arguments,
        };
        source.AddTo(command);
        verbosity.AddTo(command);
        command.SetAction((result, cancellationToken) =>
        {
            var words = result.GetRequiredValue(arguments);
            return RunAsync(source.Of(result) with { LooksOnly = true }, words[..^1], int.Parse(words[^1]), verbosity.MessagesOf(result), cancellationToken);
        });
        return command;
    }

    static void Validate(ArgumentResult result)
    {
        var words = result.Tokens.Select(static token => token.Value).ToList();
        foreach (var word in words.SkipLast(1))
            if (!_kinds.Any(kind => kind.Name == word))
                result.AddError($"'{word}' is not a kind of object; accepted: {string.Join(", ", _kinds.Select(static kind => kind.Name))}.");
        if (!int.TryParse(words[^1], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            result.AddError($"The last argument is '{words[^1]}'; accepted: how many tombstones stay, 0 or more.");
    }

    static async Task<int> RunAsync(SettingsSource source, string[] resources, int retained, Messages messages, CancellationToken cancellationToken)
    {
        if (!SettingsAtStart.TryRead(source, port: null, out var options))
            return ExitCode.Failure;
        try
        {
            if (await Schemas.RefuseStorageAsync(options, willWrite: true, cancellationToken) is { } refusal)
                return Report.Failed(refusal);
            await using var opened = StorageAtRest.Open(options, TimeProvider.System);
            var purged = 0L;
            foreach (var resource in resources.Distinct(StringComparer.Ordinal))
            {
                var count = await opened.Storage.PurgeTombstonesAsync(resource, retained, cancellationToken);
                messages.Detail($"{resource}: {count}");
                purged += count;
            }

            messages.Result(purged == 1 ? "1 tombstone is gone." : $"{purged} tombstones are gone.");
            return ExitCode.Success;
        }
        catch (StorageUnavailableException failure)
        {
            return Report.Failed(failure.Message);
        }
    }
}
