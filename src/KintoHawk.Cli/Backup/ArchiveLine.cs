using KintoHawk.Core.Storage.Archiving;

namespace KintoHawk.Cli.Backup;

/// <summary>A line of an archive.</summary>
abstract record ArchiveLine
{
    /// <summary>The first.</summary>
    public sealed record Start(ArchiveHeader Header) : ArchiveLine;

    /// <summary>Any but the first and the last.</summary>
    public sealed record Content(ArchiveEntry Entry) : ArchiveLine;

    /// <summary>The last.</summary>
    public sealed record End(ArchiveTotals Totals) : ArchiveLine;
}
