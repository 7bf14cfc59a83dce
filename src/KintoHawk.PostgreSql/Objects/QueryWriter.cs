using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using Npgsql;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>
/// Writes the two statements of a list: what surrounds the set (ancestors, what the caller holds, the timestamp), and the rows. Whether the caller may see the
/// whole set is decided inside of each, so that both go in one trip: the rows are those of the whole set, or, where the gate says no, those that are shared.
/// The planner knows the gate as a condition on no row, and never starts the half that is shut.
/// </summary>
sealed class QueryWriter
{
    const string CreatedAt = "(SELECT min(value::timestamptz AT TIME ZONE 'UTC') FROM metadata WHERE name = 'created_at')";

    readonly ObjectQuery _query;
    readonly Caller _caller;
    readonly Sight _sight;
    readonly IReadOnlyList<ObjectPath> _levels;

    /// <param name="query">The question.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="sight">What is known already of what the caller may see.</param>
    public QueryWriter(ObjectQuery query, Caller caller, Sight sight)
    {
        _query = query;
        _caller = caller;
        _sight = sight;
        _levels = new ObjectPath(query.Resource, query.ParentUri ?? "", "").Parent?.Chain ?? [];
    }

    /// <summary>
    /// The surroundings: number of the level (0: the set itself), timestamp, data, names of the permissions held, whether the caller may see the whole set, and
    /// whether anything of it is shared with the caller.
    /// </summary>
    /// <param name="objects">False to leave the columns of objects empty: they are in another database.</param>
    /// <param name="access">False to leave those of access lists empty.</param>
    public NpgsqlBatchCommand WriteSurroundings(bool objects = true, bool access = true)
    {
        var command = new NpgsqlBatchCommand();
        var parameters = new ParameterList(command.Parameters);
        var scope = new SetScope(_query, _caller, _levels, parameters);
        var unrestricted = access || _sight.IsUnrestricted is not null ? IsUnrestricted(scope) : "NULL::boolean";
        var gate = NeedsGate(unrestricted) ? $"WITH gate AS MATERIALIZED (SELECT {unrestricted} AS is_unrestricted)\n" : "";
        var isOpen = gate.Length > 0 ? "(SELECT is_unrestricted FROM gate)" : unrestricted;
        var anyShared = objects && CanBeShared && isOpen != "TRUE" ? $"NOT {isOpen} AND EXISTS ({SharedRows(scope, "1", "NOT deleted")})" : "FALSE";
        var timestamp = objects ? Timestamp(scope) : "NULL::timestamp";
        command.CommandText = $"{gate}SELECT 0, {timestamp}, NULL::jsonb, NULL::text[], {isOpen}, {anyShared}";
        if (_levels.Count > 0)
            command.CommandText += $"\nUNION ALL\n{Levels(scope, objects, access)}";
        return command;
    }

    /// <summary>The rows, id, timestamp, data and whether they are tombstones; or their number, when the query only counts. Null when there is nothing to ask.</summary>
    public NpgsqlBatchCommand? WriteRows()
    {
        if (!_query.CountOnly && _query.Limit <= 0)
            return null;
        var command = new NpgsqlBatchCommand();
        var parameters = new ParameterList(command.Parameters);
        var scope = new SetScope(_query, _caller, _levels, parameters);
        var conditions = new ConditionWriter(parameters);
        var unrestricted = IsUnrestricted(scope);
        var known = _query.KnownTimestamp is { } timestamp
            ? $"COALESCE(tsrange({parameters.Moment(ShownTime.FirstAt(timestamp))}, {parameters.Moment(ShownTime.FirstAfter(timestamp))}) @> {Timestamp(scope)}, FALSE)"
            : null;
        var needsGate = NeedsGate(unrestricted);
        var gates = new List<string>();
        if (needsGate)
            gates.Add($"{unrestricted} AS is_unrestricted");
        if (known is not null)
            gates.Add($"{known} AS is_known");
        var unknown = known is null ? "" : " AND NOT (SELECT is_known FROM gate)";

        var matching = conditions.Write(_query.Filters);
        if (!_query.CountOnly && _query.After is { } after)
            matching += $" AND {conditions.WriteStart(Sorts, after, isUnique: _query.ParentUri is not null)}";
        var columns = _query.CountOnly ? "1" : "id, last_modified, data, deleted";
        var order = _query.CountOnly ? "" : $"\nORDER BY {conditions.WriteOrder(FullOrder())}";
        if (!_query.CountOnly && _query.Limit < int.MaxValue)
            order += $"\nLIMIT {parameters.Number(_query.Limit)}";
        var halves = new List<string>();
        if (unrestricted != "FALSE")
        {
            var live = _query is { IncludeTombstones: true, CountOnly: false } ? "" : " AND NOT deleted";
            halves.Add($"SELECT {columns} FROM objects WHERE {scope.InSet} AND {matching}{live}{unknown}{(needsGate ? " AND (SELECT is_unrestricted FROM gate)" : "")}{order}");
        }

        if (unrestricted != "TRUE" && CanBeShared)
            halves.Add($"{SharedRows(scope, columns, $"{matching} AND NOT deleted")} WHERE TRUE{unknown}{(needsGate ? " AND NOT (SELECT is_unrestricted FROM gate)" : "")}{order}");
        if (halves.Count == 0)
            return null;

        // The gate shuts one half, so that the rows of the other keep their order, and each half stops where it is to end.
        var every = halves.Count == 1 ? halves[0] : string.Join("\nUNION ALL\n", halves.Select(static half => $"({half})"));
        command.CommandText = (gates.Count > 0 ? $"WITH gate AS MATERIALIZED (SELECT {string.Join(", ", gates)})\n" : "")
            + (_query.CountOnly ? $"SELECT count(*) FROM ({every}) AS candidate" : every);
        return command;
    }

    /// <summary>The ids that are shared with the caller, as a statement of its own; null when there is no need to know.</summary>
    public NpgsqlBatchCommand? WriteShared()
    {
        if (!CanBeShared)
            return null;
        var command = new NpgsqlBatchCommand();
        var scope = new SetScope(_query, _caller, _levels, new ParameterList(command.Parameters));
        command.CommandText = SharedIds(scope);
        return command;
    }

    IReadOnlyList<Sort> Sorts => _query.Sorts.Count > 0 ? _query.Sorts : [new Sort(FieldPath.LastModified, Descending: true)];

    bool CanBeShared => _query.SharedBy is not Permission.None && !IsKnownToSeeAll;

    bool IsKnownToSeeAll => _sight.IsUnrestricted ?? _query.PrivilegedPrincipals.Any(principal => _caller.Principals.Contains(principal, StringComparer.Ordinal));

    static bool NeedsGate(string unrestricted) => unrestricted is not ("TRUE" or "FALSE" or "NULL::boolean");

    /// <summary>The keys that leave no two rows of the answer in the same place: rows that tie come newest first, those of the same moment by id.</summary>
    IEnumerable<Sort> FullOrder()
    {
        var sorts = Sorts;
        bool Has(FieldPath field) => sorts.Any(sort => sort.Field.Equals(field));
        if (Has(FieldPath.Id))
            return sorts;
        var full = sorts.ToList();
        if (!Has(FieldPath.LastModified))
            full.Add(new Sort(FieldPath.LastModified, Descending: true));
        // Within a set no two rows share a moment.
        if (_query.ParentUri is null)
            full.Add(new Sort(FieldPath.Id, Descending: false));
        return full;
    }

    string IsUnrestricted(SetScope scope)
    {
        if (IsKnownToSeeAll)
            return "TRUE";
        if (_sight.IsUnrestricted is not null)
            return "FALSE";
        var ways = new List<string>();
        for (var level = 0; level < _levels.Count; level++)
            if (PermissionNames.Each(_query.Sufficient[level]).Select(PermissionNames.NameOf).ToList() is { Count: > 0 } sufficient)
                ways.Add($"EXISTS (SELECT 1 FROM access_control_entries AS entry WHERE entry.object_id = {scope.Uri(level)} AND entry.permission = ANY({scope.Parameters.Texts(sufficient)}) AND {scope.IsOfCaller})");
        if (_query.PrivilegedPrincipals.Count > 0 && _caller.UserId is not null)
            ways.Add($"EXISTS (SELECT 1 FROM user_principals AS membership WHERE membership.user_id = ANY({scope.Members}) AND membership.principal = ANY({scope.Parameters.Texts(_query.PrivilegedPrincipals)}))");
        return ways.Count == 0 ? "FALSE" : string.Join("\n OR ", ways);
    }

    /// <summary>The objects that are shared, each looked up: the limit of one row says so, whatever the planner knows about the tables.</summary>
    string SharedRows(SetScope scope, string columns, string condition) => $"""
        SELECT {(columns == "1" ? columns : "found.*")}
          FROM ({(_sight.Shared is { } ids ? $"SELECT unnest({scope.Parameters.Texts(ids)})" : $"SELECT DISTINCT shared_id FROM ({SharedIds(scope)}) AS entries (shared_id)")}) AS shared (shared_id)
         CROSS JOIN LATERAL (SELECT {columns} FROM objects WHERE {scope.InSet} AND id = shared_id AND {condition} LIMIT 1) AS found
        """;

    /// <summary>The ids on which an own entry gives the caller what the query asks, whether or not there is an object.</summary>
    string SharedIds(SetScope scope)
    {
        // '/' and the character after it enclose the URIs of the set, and whatever lies below its objects.
        var start = new ObjectPath(_query.Resource, _query.Resource.OwnPartition ? "" : _query.ParentUri ?? "", "").Uri;
        var from = scope.Parameters.Text(start);
        var end = scope.Parameters.Text(start[..^1] + (char)('/' + 1));
        var permissions = scope.Parameters.Texts(PermissionNames.Each(_query.SharedBy).Select(PermissionNames.NameOf));
        var length = start.EnumerateRunes().Count();
        var beginning = $"{scope.Parameters.Number(length + 1)}::integer";
        var holders = $"(SELECT unnest({scope.Principals}) UNION SELECT membership.principal FROM user_principals AS membership WHERE membership.user_id = ANY({scope.Members})) AS holder (principal)";
        if (_query.Resource.Children.Count == 0)
        {
            return $"""
                SELECT substr(entry.object_id, {beginning})
                  FROM {holders}
                 CROSS JOIN LATERAL (SELECT object_id, permission FROM access_control_entries
                                      WHERE principal COLLATE "C" = holder.principal AND object_id >= {from} AND object_id < {end} OFFSET 0) AS entry
                 WHERE entry.permission = ANY({permissions})
                """;
        }

        // From entry to entry: after one below an object goes on after everything below that object. Of these there may be any number.
        string Next(string principal, string bound) =>
            $"(SELECT object_id FROM access_control_entries WHERE principal COLLATE \"C\" = {principal} AND object_id >= {bound} AND object_id < {end} ORDER BY object_id LIMIT 1)";
        var slash = $"strpos(substr(walk.uri, {beginning}), '/')";
        return $"""
            WITH RECURSIVE walk (principal, uri) AS (
                SELECT holder.principal, {Next("holder.principal", from)} FROM {holders}
                UNION ALL
                SELECT walk.principal, {Next("walk.principal", $"CASE {slash} WHEN 0 THEN walk.uri || chr(1) ELSE left(walk.uri, {beginning} + {slash} - 2) || '0' END")}
                  FROM walk WHERE walk.uri IS NOT NULL)
            SELECT substr(walk.uri, {beginning})
              FROM walk
             WHERE {slash} = 0
               AND EXISTS (SELECT 1 FROM access_control_entries AS entry
                            WHERE entry.object_id = walk.uri AND entry.permission = ANY({permissions}) AND entry.principal = walk.principal)
            """;
    }

    /// <summary>What the set shows: its newest moment, or before its first write that of the object it is in, or of the database.</summary>
    string Timestamp(SetScope scope)
    {
        if (_query.ParentUri is null)
        {
            return $"COALESCE(GREATEST((SELECT max(last_modified) FROM objects WHERE resource_name = {scope.Kind} AND parent_id = id), "
                + $"(SELECT max(last_modified) FROM timestamps WHERE resource_name = {scope.Kind})), {CreatedAt})";
        }

        var own = $"GREATEST((SELECT last_modified FROM objects WHERE {scope.InSet} ORDER BY last_modified DESC LIMIT 1), "
            + $"(SELECT last_modified FROM timestamps WHERE {scope.InSet}))";
        if (_levels.Count == 0)
            return $"COALESCE({own}, {CreatedAt})";
        var parent = _levels[^1];
        return $"COALESCE({own}, (SELECT last_modified FROM objects WHERE id = {scope.Parameters.Text(parent.Id)} AND parent_id = {scope.Parameters.Text(parent.Partition)} "
            + $"AND resource_name = {scope.Parameters.Text(parent.Resource.Name)} AND NOT deleted), {CreatedAt})";
    }

    string Levels(SetScope scope, bool objects, bool access)
    {
        var parameters = scope.Parameters;
        var found = objects
            ? "LEFT JOIN LATERAL (SELECT last_modified, data FROM objects WHERE objects.id = level.id AND objects.parent_id = level.parent_id "
                + "AND objects.resource_name = level.resource_name AND NOT deleted LIMIT 1) AS found ON TRUE"
            : "";
        var held = access
            ? $"(SELECT array_agg(DISTINCT entry.permission) FROM access_control_entries AS entry WHERE entry.object_id = level.uri AND {scope.IsOfCaller})"
            : "NULL::text[]";
        return $"""
            SELECT level.number::integer, {(objects ? "found.last_modified, found.data" : "NULL::timestamp, NULL::jsonb")}, {held}, NULL, NULL
              FROM unnest({parameters.Texts(_levels.Select(static level => level.Uri))}, {parameters.Texts(_levels.Select(static level => level.Partition))},
                          {parameters.Texts(_levels.Select(static level => level.Resource.Name))}, {parameters.Texts(_levels.Select(static level => level.Id))})
                   WITH ORDINALITY AS level (uri, parent_id, resource_name, id, number)
              {found}
            """;
    }
}
