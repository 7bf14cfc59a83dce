namespace KintoHawk.Cli.Backup;

/// <summary>The last line of an archive, by which one that was cut off is known: how much is in it.</summary>
/// <param name="Objects">Live objects.</param>
/// <param name="Tombstones">Traces of deleted objects.</param>
/// <param name="Clocks">Clocks of sets.</param>
sealed record ArchiveTotals(long Objects, long Tombstones, long Clocks)
{
    public static ArchiveTotals None { get; } = new(0, 0, 0);

    public long Sum => Objects + Tombstones + Clocks;
}
