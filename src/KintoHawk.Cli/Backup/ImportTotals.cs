using KintoHawk.Core.Storage.Archiving;

namespace KintoHawk.Cli.Backup;

/// <summary>What became of the objects of an archive.</summary>
sealed class ImportTotals
{
    readonly long[] _counts = new long[Enum.GetValues<RestoreOutcome>().Length];

    public long this[RestoreOutcome outcome] => _counts[(int)outcome];

    /// <summary>Objects and tombstones.</summary>
    public long Objects { get; private set; }

    public void Count(ArchiveEntry entry, RestoreOutcome outcome)
    {
        if (entry is not ArchiveEntry.Object)
            return;
        Objects++;
        _counts[(int)outcome]++;
    }
}
