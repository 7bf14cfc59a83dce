using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.PostgreSql.Engine;
using Npgsql;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>Answers questions about everything in the database at once, each with one statement.</summary>
sealed class Survey(Session session)
{
    public async ValueTask<IReadOnlyDictionary<string, AccessControl>> FindAccessListsAsync(IReadOnlyCollection<string> uris, CancellationToken cancellationToken)
    {
        if (uris.Count == 0)
            return new Dictionary<string, AccessControl>(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(Sql.Load("Sql.find-access-lists"), session.Access);
        new ParameterList(command.Parameters).Texts(uris);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var entries = new List<(string Uri, string Permission, string Principal)>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            entries.Add((rows.GetString(0), rows.GetString(1), rows.GetString(2)));
        return entries
            .GroupBy(static entry => entry.Uri, static entry => (entry.Permission, entry.Principal), StringComparer.Ordinal)
            .Select(static list => KeyValuePair.Create(list.Key, AccessLists.Of(list)))
            .Where(static list => !list.Value.Entries.IsEmpty)
            .ToDictionary(StringComparer.Ordinal);
    }

    public async ValueTask<IReadOnlyList<AccessEntry>> FindEntriesAsync(IReadOnlyCollection<string> principals, CancellationToken cancellationToken)
    {
        if (principals.Count == 0)
            return [];
        await using var command = new NpgsqlCommand(Sql.Load("Sql.find-entries"), session.Access);
        new ParameterList(command.Parameters).Texts(principals);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var entries = new List<AccessEntry>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            if (PermissionNames.Parse(rows.GetString(2)) is not Permission.None and var permission)
                entries.Add(new AccessEntry(rows.GetString(0), rows.GetString(1), permission));
        return
        [
            .. entries
                .OrderBy(static entry => entry.Uri, StringComparer.Ordinal)
                .ThenBy(static entry => entry.Principal, StringComparer.Ordinal)
                .ThenBy(static entry => entry.Permission),
        ];
    }

    public async ValueTask<IReadOnlyList<string>> FindUrisAsync(Resource resource, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql.Load(resource.OwnPartition ? "Sql.find-ids-in-every-partition" : "Sql.find-ids"), session.Objects);
        new ParameterList(command.Parameters).Text(resource.Name);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var uris = new List<string>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            uris.Add(new ObjectPath(resource, rows.GetString(0), rows.GetString(1)).Uri);
        uris.Sort(StringComparer.Ordinal);
        return uris;
    }

    public async ValueTask<IReadOnlyList<ObjectCount>> CountAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql.Load("Sql.count-objects"), session.Objects);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var counts = new List<ObjectCount>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            counts.Add(new ObjectCount(rows.GetString(0), rows.GetInt64(1), rows.GetInt64(2)));
        return [.. counts.OrderBy(static count => count.ResourceName, StringComparer.Ordinal)];
    }
}
