using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.Sqlite.Engine;

namespace KintoHawk.Sqlite.Objects;

/// <summary>
/// Answers one list question. SQLite walks the set in time, or looks up ids, and stops as early as it can; the other filters and orders are those
/// of <see cref="RowSelector"/>, while the rows stream by. Runs inside a transaction, so that all statements see one state.
/// </summary>
sealed class ListReader
{
    /// <summary>Up to this many known ids are looked up one by one; for more it is better to walk the set and stop early.</summary>
    const int MostLookedUp = 1000;

    readonly Connection _connection;
    readonly ObjectReader _objects;
    readonly ObjectQuery _query;
    readonly RowSelector _selector;
    readonly CancellationToken _cancellationToken;

    /// <summary>The ids of what is shared with the caller; null when the caller may see the whole set.</summary>
    HashSet<string>? _shared;

    public ListReader(Connection connection, ObjectQuery query, CancellationToken cancellationToken)
    {
        _connection = connection;
        _objects = new ObjectReader(connection);
        _query = query;
        _selector = new RowSelector(query);
        _cancellationToken = cancellationToken;
    }

    /// <summary>Answers the question; the rows are handed to the receiver, if there is one, and otherwise stand in the answer.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="principals">The caller's, passed on.</param>
    /// <param name="receive">Takes the rows.</param>
    public ObjectPage Read(Caller caller, IReadOnlyList<string> principals, Action<StoredObject>? receive = null)
    {
        var member = new ObjectPath(_query.Resource, _query.ParentUri ?? "", "");
        var grants = _objects.FindGrants(member.Parent?.Chain ?? [], caller);
        var unrestricted = _query.Sufficient.Overlaps(grants) || _objects.HasAny(caller, _query.PrivilegedPrincipals);
        _shared = unrestricted ? null : FindShared(caller);
        var timestamp = _objects.FindShownTimestamp(_query.Resource, _query.ParentUri);
        var isKnown = timestamp == _query.KnownTimestamp;
        IEnumerable<StoredObject> selected = _query.CountOnly || isKnown ? [] : Select(passing: receive is not null);
        if (receive is not null)
            foreach (var row in selected)
                receive(row);
        return new ObjectPage
        {
            Objects = receive is null ? [.. selected] : [],
            Total = _query.CountOnly && !isKnown ? Count() : null,
            Timestamp = timestamp,
            Ancestors = _objects.FindAncestors(member),
            Grants = grants,
            Principals = principals,
            Unrestricted = unrestricted,
            AnyShared = _shared is not null && _shared.Select(PathOf).Any(path => IsInSet(path) && _objects.FindVersion(path) is not null),
        };
    }

    /// <summary>The rows of the question, for somebody who may see the whole set. The data of each is overwritten by the next.</summary>
    public IEnumerable<StoredObject> ReadPassing() => Select(passing: true);

    /// <param name="passing">True when each row is done with before the next is read.</param>
    IEnumerable<StoredObject> Select(bool passing)
    {
        if (FindIds() is { } ids)
            return _selector.Select(FindRows(ids));
        var window = TimeWindow.OfPage(_query);
        if (_query.ParentUri is not { } partition)
            return _selector.IsNewestFirst ? _selector.SelectInOrder(EveryPartition(window)) : _selector.Select(EveryPartition(window));
        return TimeWindow.IsByTime(_query)
            ? _selector.SelectInOrder(Walk(partition, window, _query.IncludeTombstones, TimeWindow.IsNewestFirst(_query), passing))
            : _selector.Select(Walk(partition, window, _query.IncludeTombstones, newestFirst: true, passing: false));
    }

    long Count()
    {
        if (FindIds() is { } ids)
            return _selector.CountLive(FindRows(ids));
        var window = TimeWindow.OfFilters(_query);
        if (_query.ParentUri is not { } partition)
            return _selector.CountLive(EveryPartition(window));
        if (!window.CoversFilters || _shared is not null)
            return _selector.CountLive(Walk(partition, window, withTombstones: false, newestFirst: true, passing: true));
        using var row = BindWindow(_connection.Use(Sql.CountLive), partition, window);
        row.Step();
        return row.Int64(0);
    }

    bool IsVisible(StoredObject row) => _shared is null || (!row.IsTombstone && _shared.Contains(row.Id));

    IEnumerable<StoredObject> Walk(string partition, TimeWindow window, bool withTombstones, bool newestFirst, bool passing)
    {
        byte[] buffer = [];
        var sql = (withTombstones, newestFirst) switch
        {
            (false, true) => Sql.ListLiveNewestFirst,
            (false, false) => Sql.ListLiveOldestFirst,
            (true, true) => Sql.ListAllNewestFirst,
            (true, false) => Sql.ListAllOldestFirst,
        };
        using var rows = BindWindow(_connection.Use(sql), partition, window);
        while (rows.Step())
        {
            _cancellationToken.ThrowIfCancellationRequested();
            if ((passing ? ObjectReader.RowOf(rows, ref buffer) : ObjectReader.RowOf(rows)) is var row && IsVisible(row))
                yield return row;
        }
    }

    Statement BindWindow(Statement statement, string partition, TimeWindow window) =>
        statement.Bind(1, partition).Bind(2, _query.Resource.Name).Bind(3, window.From).Bind(4, window.To);

    /// <summary>The objects of a kind that is its own partition, newest first; those of the same moment by id.</summary>
    IEnumerable<StoredObject> EveryPartition(TimeWindow window)
    {
        var moment = new List<StoredObject>();
        using var rows = _connection.Use(Sql.ListEveryPartition).Bind(1, _query.Resource.Name).Bind(2, window.From).Bind(3, window.To);
        while (rows.Step())
        {
            _cancellationToken.ThrowIfCancellationRequested();
            var row = ObjectReader.RowOf(rows);
            if (moment.Count > 0 && moment[0].LastModified != row.LastModified)
            {
                foreach (var earlier in NewestFirst(moment))
                    yield return earlier;
                moment.Clear();
            }

            if (IsVisible(row))
                moment.Add(row);
        }

        foreach (var last in NewestFirst(moment))
            yield return last;
    }

    /// <summary>The only ids that can be in the answer; null when there is no knowing, or they are too many to look up.</summary>
    IEnumerable<string>? FindIds()
    {
        var filtered = FindFilteredIds();
        if (_shared is null)
            return filtered;
        return filtered is not null ? filtered.Where(_shared.Contains) : _shared.Count <= MostLookedUp ? _shared : null;
    }

    HashSet<string>? FindFilteredIds()
    {
        foreach (var filter in _query.Filters)
        {
            if (!filter.Field.Equals(FieldPath.Id))
                continue;
            if (filter.Comparison is Comparison.Equal)
                return filter.Value.GetString() is { } id ? [id] : [];
            if (filter.Comparison is Comparison.In)
                return filter.Value.GetElements().Select(static value => value.GetString()).OfType<string>().ToHashSet(StringComparer.Ordinal);
        }

        return null;
    }

    List<StoredObject> FindRows(IEnumerable<string> ids) =>
        NewestFirst(ids.Select(PathOf).Where(IsInSet).Select(_objects.FindRow).OfType<StoredObject>().Where(IsVisible));

    /// <summary>The ids on which an own entry gives the caller what the query asks, whether or not there is an object.</summary>
    HashSet<string> FindShared(Caller caller)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        if (_query.SharedBy is Permission.None)
            return ids;
        var start = PathOf("").Uri;
        var end = start[..^1] + (char)('/' + 1);
        foreach (var principal in (IEnumerable<string>)[.. caller.Principals, .. FindGroupsNamedIn(caller, start, end)])
            AddSharedWith(principal, start, end, ids);
        return ids;
    }

    List<string> FindGroupsNamedIn(Caller caller, string start, string end)
    {
        var groups = new List<string>();
        if (caller.UserId is not { } user)
            return groups;
        using var rows = _connection.Use(Sql.FindGroupsNamedIn).Bind(1, user).Bind(2, Caller.Authenticated).Bind(3, start).Bind(4, end);
        while (rows.Step())
            groups.Add(rows.Text(0));
        return groups;
    }

    void AddSharedWith(string principal, string start, string end, HashSet<string> ids)
    {
        for (string? from = start; from is not null;)
        {
            using var rows = _connection.Use(Sql.FindShared).Bind(1, principal).Bind(2, from).Bind(3, end);
            from = null;
            while (from is null && rows.Step())
            {
                _cancellationToken.ThrowIfCancellationRequested();
                var uri = rows.Text(0);
                if (uri.IndexOf('/', start.Length) is var slash and >= 0)
                    from = uri[..slash] + (char)('/' + 1); // an entry below an object: start again after everything below that object
                else if ((PermissionNames.Parse(rows.Text(1)) & _query.SharedBy) != Permission.None)
                    ids.Add(uri[start.Length..]);
            }
        }
    }

    ObjectPath PathOf(string id) => new(_query.Resource, _query.Resource.OwnPartition ? "" : _query.ParentUri ?? "", id);

    bool IsInSet(ObjectPath path) => _query.ParentUri is not { } partition || path.Partition == partition;

    static List<StoredObject> NewestFirst(IEnumerable<StoredObject> rows) =>
        [.. rows.OrderByDescending(static row => row.LastModified).ThenBy(static row => row.Id, StringComparer.Ordinal)];
}
