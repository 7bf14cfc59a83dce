using KintoHawk.Cli.Terminal;
using KintoHawk.Core.Json;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Storage.Archiving;

namespace KintoHawk.Cli.Backup;

/// <summary>Writes one state of a storage as an archive, row by row.</summary>
sealed class Exporter(IStorageArchive storage, Stream output, Progress progress)
{
    /// <summary>How much was written.</summary>
    public long Bytes { get; private set; }

    public async Task<ArchiveTotals> WriteAsync(ArchiveHeader header, CancellationToken cancellationToken)
    {
        var totals = ArchiveTotals.None;
        using var writer = new ArchiveLineWriter(output);
        writer.Write(header);
        await storage.ReadAsync(
            new ArchiveScope(header.Bucket, header.History),
            entry =>
            {
                writer.Write(header.PasswordHashes ? entry : WithoutPassword(entry));
                totals = entry switch
                {
                    ArchiveEntry.Clock => totals with { Clocks = totals.Clocks + 1 },
                    ArchiveEntry.Object { Row.IsTombstone: true } => totals with { Tombstones = totals.Tombstones + 1 },
                    _ => totals with { Objects = totals.Objects + 1 },
                };
                progress.Reached(totals.Sum);
            },
            cancellationToken);
        writer.Write(totals);
        writer.Dispose();
        Bytes = writer.Bytes;
        return totals;
    }

    static ArchiveEntry WithoutPassword(ArchiveEntry entry) => entry is ArchiveEntry.Object { Path: var path, Row: { IsTombstone: false } row } account && path.Resource == Resource.Account
        ? account with { Row = row with { Data = JsonMembers.Without(row.Data.Span, "password") } }
        : entry;
}
