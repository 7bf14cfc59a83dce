using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage.Archiving;
using KintoHawk.PostgreSql.Engine;
using Npgsql;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>
/// Hands over the content of the database in portions. The session is in a transaction in which all statements see one state; where access lists have a database
/// of their own, each has its state.
/// </summary>
sealed class ArchiveReader(Session session)
{
    const string Fetch = "FETCH 500 FROM kintohawk_archive";
    const string Close = "CLOSE kintohawk_archive";

    readonly JsonbColumn _data = new();

    /// <summary>Hands over objects with what belongs to them, then clocks. True, for there is nothing to answer.</summary>
    public async ValueTask<bool> ReadAsync(ArchiveScope scope, Action<ArchiveEntry> receive, CancellationToken cancellationToken)
    {
        await DeclareAsync(scope, cancellationToken).ConfigureAwait(false);
        while (await FetchAsync(cancellationToken).ConfigureAwait(false) is { Count: > 0 } portion)
            foreach (var entry in await CompleteAsync(portion, cancellationToken).ConfigureAwait(false))
                receive(entry);
        await using (var closing = new NpgsqlCommand(Close, session.Objects))
            await closing.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        foreach (var clock in await ReadClocksAsync(scope, cancellationToken).ConfigureAwait(false))
            receive(clock);
        return true;
    }

    /// <summary>The object or tombstone with everything that belongs to it; null when there is neither.</summary>
    public async ValueTask<ArchiveEntry.Object?> FindAsync(ObjectPath path, CancellationToken cancellationToken)
    {
        var found = new List<ArchiveEntry.Object>();
        await using (var command = new NpgsqlCommand(Sql.Load("Sql.find-row"), session.Objects))
        {
            var parameters = new ParameterList(command.Parameters);
            parameters.Text(path.Partition);
            parameters.Text(path.Resource.Name);
            parameters.Text(path.Id);
            await TakeAsync(command, found, cancellationToken).ConfigureAwait(false);
        }

        return found.Count == 0 ? null : (await CompleteAsync(found, cancellationToken).ConfigureAwait(false))[0];
    }

    static string[] KindsOf(ArchiveScope scope) => [.. ArchivedKinds.All.Where(kind => scope.History || kind != Resource.History).Select(static kind => kind.Name)];

    static bool IsInside(ArchiveScope scope, string partition) =>
        scope.Bucket is not { } bucket
        || (ObjectPath.Bucket(bucket).Uri is var uri && (partition == uri || partition.StartsWith(uri + "/", StringComparison.Ordinal)));

    async ValueTask DeclareAsync(ArchiveScope scope, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql.Load(scope.Bucket is null ? "Sql.archive-all" : "Sql.archive-bucket"), session.Objects);
        var parameters = new ParameterList(command.Parameters);
        parameters.Texts(KindsOf(scope));
        if (scope.Bucket is { } bucket)
        {
            var uri = ObjectPath.Bucket(bucket).Uri;
            parameters.Text(bucket);
            parameters.Text(uri);
            parameters.Text(uri + "/");
            parameters.Text(uri + (char)('/' + 1));
        }

        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    async ValueTask<List<ArchiveEntry.Object>> FetchAsync(CancellationToken cancellationToken)
    {
        var portion = new List<ArchiveEntry.Object>();
        await using var command = new NpgsqlCommand(Fetch, session.Objects);
        await TakeAsync(command, portion, cancellationToken).ConfigureAwait(false);
        return portion;
    }

    /// <summary>Reads rows, still without what belongs to them. The columns are those of <c>find-row</c> and the <c>archive-*</c> statements.</summary>
    async ValueTask TakeAsync(NpgsqlCommand command, List<ArchiveEntry.Object> taken, CancellationToken cancellationToken)
    {
        await using var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var kind = ArchivedKinds.Find(rows.GetString(1)) ?? throw new InvalidOperationException($"A row of the kind {rows.GetString(1)} was not asked for.");
            var path = new ObjectPath(kind, kind.OwnPartition ? "" : rows.GetString(0), rows.GetString(2));
            var row = new StoredObject(path.Id, ShownTime.Of(rows.GetFieldValue<long>(3)), _data.Read(rows, 5).ToArray(), rows.GetBoolean(4));
            taken.Add(new ArchiveEntry.Object(path, row, AccessControl.Empty, []));
        }
    }

    async ValueTask<IReadOnlyList<ArchiveEntry.Object>> CompleteAsync(List<ArchiveEntry.Object> portion, CancellationToken cancellationToken)
    {
        var lists = await new Survey(session).FindAccessListsAsync([.. portion.Select(static entry => entry.Path.Uri)], cancellationToken).ConfigureAwait(false);
        var groups = portion.Where(static entry => entry.Path.Resource == Resource.Group).Select(static entry => entry.Path.Uri).ToList();
        var members = groups.Count == 0 ? null : await FindMembersAsync(groups, cancellationToken).ConfigureAwait(false);
        return
        [
            .. portion.Select(entry => entry with
            {
                Access = lists.GetValueOrDefault(entry.Path.Uri, AccessControl.Empty),
                Members = entry.Path.Resource == Resource.Group ? [.. members![entry.Path.Uri].Order(StringComparer.Ordinal)] : [],
            }),
        ];
    }

    async ValueTask<ILookup<string, string>> FindMembersAsync(IEnumerable<string> groups, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql.Load("Sql.find-members"), session.Access);
        new ParameterList(command.Parameters).Texts(groups);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var members = new List<(string Group, string Member)>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            members.Add((rows.GetString(0), rows.GetString(1)));
        return members.ToLookup(static member => member.Group, static member => member.Member, StringComparer.Ordinal);
    }

    async ValueTask<List<ArchiveEntry.Clock>> ReadClocksAsync(ArchiveScope scope, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql.Load("Sql.archive-clocks"), session.Objects);
        new ParameterList(command.Parameters).Texts(KindsOf(scope));
        await using var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var clocks = new List<ArchiveEntry.Clock>();
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            if (IsInside(scope, rows.GetString(0)) && ArchivedKinds.Find(rows.GetString(1)) is { } kind)
                clocks.Add(new ArchiveEntry.Clock(kind, rows.GetString(0), ShownTime.Of(rows.GetFieldValue<long>(2))));
        return clocks;
    }
}
