using KintoHawk.Cli.Terminal;
using KintoHawk.Core.Storage.Archiving;

namespace KintoHawk.Cli.Backup;

/// <summary>Takes one pass through an archive, in batches: bounded memory, and a running server gets its turn between them.</summary>
/// <param name="batch">Decides on a batch, and writes it or not; answers with what became of each entry.</param>
/// <param name="progress">Hears of every batch.</param>
sealed class Importer(Func<IReadOnlyList<ArchiveEntry>, CancellationToken, ValueTask<IReadOnlyList<RestoreOutcome>>> batch, Progress progress)
{
    const int MostEntries = 500;
    const long MostBytes = 1 << 20;

    /// <summary>A file that is no export at all would have as many problems as lines.</summary>
    const int MostProblems = 10;

    readonly List<(long Line, ArchiveEntry Entry)> _waiting = [];
    readonly List<ImportProblem> _problems = [];
    long _waitingBytes;
    ArchiveTotals _seen = ArchiveTotals.None;

    public ImportTotals Totals { get; } = new();

    /// <summary>What is wrong with the lines; the first few.</summary>
    public IReadOnlyList<ImportProblem> Problems => _problems;

    /// <summary>How many lines there were, if the pass came to their end.</summary>
    public long Lines { get; private set; }

    /// <summary>Goes through the lines to their end or, unless <paramref name="goOn"/>, to the first problem.</summary>
    public async Task RunAsync(Stream stream, bool goOn, CancellationToken cancellationToken)
    {
        var reader = new LineReader(stream);
        ArchiveTotals? announced = null;
        try
        {
            while (await reader.ReadAsync(cancellationToken) is { } line)
            {
                if (announced is not null)
                    Add(reader.Number, "there is something after the last line of the export");
                else if (!ArchiveLineParser.TryParse(line, out var parsed, out var error))
                    Add(reader.Number, error);
                else if (parsed is ArchiveLine.Start != (reader.Number == 1))
                    Add(reader.Number, reader.Number == 1 ? "not the first line of an export" : "a second first line");
                else if (parsed is ArchiveLine.End end)
                    announced = end.Totals;
                else if (parsed is ArchiveLine.Content content)
                    await TakeAsync(reader.Number, content.Entry, line.Length, cancellationToken);
                if (IsEnough(goOn))
                {
                    // What stands before the bad line is as good as it was.
                    await FlushAsync(cancellationToken);
                    return;
                }

                progress.Reached(reader.Number);
            }

            await FlushAsync(cancellationToken);
            if (IsEnough(goOn))
                return;
            Lines = reader.Number;
            if (announced is null)
                Add(reader.Number, "the export ends before its last line: it was cut off");
            else if (announced != _seen)
                Add(reader.Number, $"the last line announces {Text(announced)}, and there are {Text(_seen)}");
        }
        catch (InvalidDataException tooLong)
        {
            Add(reader.Number + 1, tooLong.Message);
            await FlushAsync(cancellationToken);
        }
    }

    static string Text(ArchiveTotals totals) => $"{totals.Objects} objects, {totals.Tombstones} tombstones and {totals.Clocks} clocks";

    bool IsEnough(bool goOn) => _problems.Count >= (goOn ? MostProblems : 1);

    void Add(long line, string reason)
    {
        if (_problems.Count < MostProblems)
            _problems.Add(new ImportProblem(line, reason));
    }

    async ValueTask TakeAsync(long line, ArchiveEntry entry, int bytes, CancellationToken cancellationToken)
    {
        _seen = entry switch
        {
            ArchiveEntry.Clock => _seen with { Clocks = _seen.Clocks + 1 },
            ArchiveEntry.Object { Row.IsTombstone: true } => _seen with { Tombstones = _seen.Tombstones + 1 },
            _ => _seen with { Objects = _seen.Objects + 1 },
        };
        _waiting.Add((line, entry));
        _waitingBytes += bytes;
        if (_waiting.Count >= MostEntries || _waitingBytes >= MostBytes)
            await FlushAsync(cancellationToken);
    }

    async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_waiting.Count == 0)
            return;
        var outcomes = await batch([.. _waiting.Select(static waiting => waiting.Entry)], cancellationToken);
        var isRefused = outcomes.Any(static outcome => outcome is RestoreOutcome.Conflict or RestoreOutcome.Orphan);
        foreach (var ((line, entry), outcome) in _waiting.Zip(outcomes))
        {
            if (outcome is RestoreOutcome.Conflict or RestoreOutcome.Orphan)
                Add(line, Explain((ArchiveEntry.Object)entry, outcome));
            // Of a batch that is refused nothing is written.
            if (!isRefused || outcome is RestoreOutcome.Conflict)
                Totals.Count(entry, outcome);
        }

        _waiting.Clear();
        _waitingBytes = 0;
    }

    static string Explain(ArchiveEntry.Object entry, RestoreOutcome outcome) => outcome is RestoreOutcome.Orphan
        ? $"{entry.Path.Uri} cannot be written, because {entry.Path.ParentUri} does not exist"
        : $"{entry.Path.Uri} is there in another version, or another object of its set has its timestamp";
}
