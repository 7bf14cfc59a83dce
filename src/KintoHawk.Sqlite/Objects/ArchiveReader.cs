using KintoHawk.Core.Objects;
using KintoHawk.Core.Storage.Archiving;
using KintoHawk.Sqlite.Engine;

namespace KintoHawk.Sqlite.Objects;

/// <summary>Hands over the content of the database, row by row. Runs inside a transaction, so that all rows are of one state.</summary>
sealed class ArchiveReader(Connection connection, ArchiveScope scope, Action<ArchiveEntry> receive, CancellationToken cancellationToken)
{
    readonly ObjectReader _objects = new(connection);

    public void Read()
    {
        if (scope.Bucket is null)
        {
            HandOver(connection.Use(Sql.ArchiveAll));
        }
        else if (Find(ObjectPath.Bucket(scope.Bucket)) is { Row.IsTombstone: false } bucket)
        {
            var uri = bucket.Path.Uri;
            receive(bucket);
            HandOver(connection.Use(Sql.ArchivePartition).Bind(1, uri));
            // '/' and the character after it enclose every path that starts with the URI and a slash, and no look-alike.
            HandOver(connection.Use(Sql.ArchiveBelow).Bind(1, uri + "/").Bind(2, uri + (char)('/' + 1)));
        }

        HandOverClocks();
    }

    /// <summary>The object or tombstone with everything that belongs to it; null when there is neither.</summary>
    public ArchiveEntry.Object? Find(ObjectPath path) => _objects.FindRow(path) is { } row ? Complete(path, row) : null;

    void HandOver(Statement statement)
    {
        using var rows = statement;
        while (rows.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Wanted(rows.Text(1)) is { } kind)
                receive(Complete(new ObjectPath(kind, kind.OwnPartition ? "" : rows.Text(0), rows.Text(2)), new StoredObject(rows.Text(2), rows.Int64(3), rows.Bytes(5), IsTombstone: rows.Int64(4) != 0)));
        }
    }

    void HandOverClocks()
    {
        using var rows = connection.Use(Sql.ArchiveClocks);
        while (rows.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var partition = rows.Text(0);
            if (IsInside(partition) && Wanted(rows.Text(1)) is { } kind)
                receive(new ArchiveEntry.Clock(kind, partition, rows.Int64(2)));
        }
    }

    Resource? Wanted(string name) => ArchivedKinds.Find(name) is { } kind && (scope.History || kind != Resource.History) ? kind : null;

    bool IsInside(string partition) =>
        scope.Bucket is not { } bucket
        || ObjectPath.Bucket(bucket).Uri is var uri && (partition == uri || partition.StartsWith(uri + "/", StringComparison.Ordinal));

    ArchiveEntry.Object Complete(ObjectPath path, StoredObject row) =>
        new(path, row, _objects.FindAccess(path.Uri), path.Resource == Resource.Group ? FindMembers(path.Uri) : []);

    List<string> FindMembers(string uri)
    {
        var members = new List<string>();
        using var rows = connection.Use(Sql.FindMembers).Bind(1, uri);
        while (rows.Step())
            members.Add(rows.Text(0));
        members.Sort(StringComparer.Ordinal);
        return members;
    }
}
