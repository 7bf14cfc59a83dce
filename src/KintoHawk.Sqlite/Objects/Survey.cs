using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.Sqlite.Engine;

namespace KintoHawk.Sqlite.Objects;

/// <summary>Answers questions about everything in the database at once. Runs inside a transaction, so that all statements see one state.</summary>
sealed class Survey(Connection connection, CancellationToken cancellationToken)
{
    public IReadOnlyDictionary<string, AccessControl> FindAccessLists(IReadOnlyCollection<string> uris)
    {
        var objects = new ObjectReader(connection);
        var lists = new Dictionary<string, AccessControl>(StringComparer.Ordinal);
        foreach (var uri in uris)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (objects.FindAccess(uri) is { Entries.IsEmpty: false } list)
                lists[uri] = list;
        }

        return lists;
    }

    public IReadOnlyList<AccessEntry> FindEntries(IReadOnlyCollection<string> principals)
    {
        var entries = new List<AccessEntry>();
        foreach (var principal in principals.Distinct(StringComparer.Ordinal))
            AddEntries(principal, entries);

        return
        [
            .. entries
                .OrderBy(static entry => entry.Uri, StringComparer.Ordinal)
                .ThenBy(static entry => entry.Principal, StringComparer.Ordinal)
                .ThenBy(static entry => entry.Permission),
        ];
    }

    /// <summary>The entries of one principal. Those on the history of a bucket stand together and are stepped over.</summary>
    void AddEntries(string principal, List<AccessEntry> entries)
    {
        for (string? from = ""; from is not null;)
        {
            using var rows = connection.Use(Sql.FindEntries).Bind(1, principal).Bind(2, from);
            from = null;
            while (from is null && rows.Step())
            {
                cancellationToken.ThrowIfCancellationRequested();
                var uri = rows.Text(0);
                if (ObjectPath.HistoryPrefixOf(uri) is { } history)
                    from = history[..^1] + (char)('/' + 1);
                else
                    entries.Add(new AccessEntry(uri, principal, PermissionNames.Parse(rows.Text(1))));
            }
        }
    }

    public IReadOnlyList<string> FindUris(Resource resource)
    {
        var uris = new List<string>();
        if (resource.OwnPartition)
        {
            using var rows = connection.Use(Sql.FindIdsInEveryPartition).Bind(1, resource.Name);
            AddUris(rows, resource, "", uris);
        }
        else
        {
            // No object outlives its parent, so the sets to look at are those of the parents.
            foreach (var parentUri in resource.Parent is { } parent ? FindUris(parent) : [""])
            {
                using var rows = connection.Use(Sql.FindIds).Bind(1, parentUri).Bind(2, resource.Name);
                AddUris(rows, resource, parentUri, uris);
            }
        }

        uris.Sort(StringComparer.Ordinal);
        return uris;
    }

    public IReadOnlyList<ObjectCount> Count()
    {
        var counts = new List<ObjectCount>();
        using var rows = connection.Use(Sql.CountObjects);
        while (rows.Step())
            counts.Add(new ObjectCount(rows.Text(0), rows.Int64(1), rows.Int64(2)));
        return [.. counts.OrderBy(static count => count.ResourceName, StringComparer.Ordinal)];
    }

    void AddUris(Statement ids, Resource resource, string parentUri, List<string> uris)
    {
        while (ids.Step())
        {
            cancellationToken.ThrowIfCancellationRequested();
            uris.Add(new ObjectPath(resource, parentUri, ids.Text(0)).Uri);
        }
    }
}
