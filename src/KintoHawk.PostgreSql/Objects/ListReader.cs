using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.PostgreSql.Engine;
using Npgsql;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>
/// Answers one list question with two statements in one trip, the surroundings first: so the timestamp is not newer than what the rows show. Where access lists are in
/// another database, they are asked in a trip before.
/// </summary>
sealed class ListReader
{
    readonly Session _session;
    readonly ObjectQuery _query;
    readonly Level[] _levels;
    readonly JsonbColumn _data = new();

    long _timestamp;
    bool _isUnrestricted;
    bool _anyShared;
    bool _handedOver;

    public ListReader(Session session, ObjectQuery query)
    {
        _session = session;
        _query = query;
        _levels = [.. (new ObjectPath(query.Resource, query.ParentUri ?? "", "").Parent?.Chain ?? []).Select(static path => new Level(path))];
    }

    /// <summary>Answers the question; the rows are handed to the receiver, if there is one, and otherwise stand in the answer.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="principals">The caller's, passed on.</param>
    /// <param name="receive">Takes the rows. Their data is overwritten by the next row.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<ObjectPage> ReadAsync(Caller caller, IReadOnlyList<string> principals, Action<StoredObject>? receive, CancellationToken cancellationToken)
    {
        var sight = default(Sight);
        if (!_session.IsOneDatabase)
            sight = await ReadAccessAsync(caller, cancellationToken).ConfigureAwait(false);
        var writer = new QueryWriter(_query, caller, sight);
        var listed = new List<StoredObject>();
        var (total, anyRow) = await ReadObjectsAsync(writer, listed, receive, cancellationToken).ConfigureAwait(false);
        // On a copy that was behind what the caller has seen, and caught up between the statements, the rows were held back for a timestamp that was not shown.
        if (_timestamp < _query.KnownTimestamp && !anyRow)
            (total, _) = await ReadObjectsAsync(writer, listed, receive, cancellationToken).ConfigureAwait(false);

        var grants = default(Grants);
        for (var level = 0; level < _levels.Length; level++)
            grants = grants.With(level, _levels[level].Held);
        return new ObjectPage
        {
            Objects = listed,
            Total = total,
            Timestamp = _timestamp,
            Ancestors = [.. _levels.Select(static level => level.Found)],
            Grants = grants,
            Principals = principals,
            Unrestricted = _isUnrestricted,
            AnyShared = _anyShared && !_isUnrestricted,
        };
    }

    /// <summary>Asks the database of the access lists what the caller may see.</summary>
    async ValueTask<Sight> ReadAccessAsync(Caller caller, CancellationToken cancellationToken)
    {
        var writer = new QueryWriter(_query, caller, default);
        await using var batch = new NpgsqlBatch(_session.Access);
        batch.BatchCommands.Add(writer.WriteSurroundings(objects: false));
        if (writer.WriteShared() is { } sharing)
            batch.BatchCommands.Add(sharing);
        await using var rows = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await TakeSurroundingsAsync(rows, objects: false, cancellationToken).ConfigureAwait(false);
        var shared = new HashSet<string>(StringComparer.Ordinal);
        await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            shared.Add(rows.GetString(0));
        return new Sight(_isUnrestricted, shared);
    }

    /// <summary>Asks the database of the objects. What is handed over cannot be taken back, so a question that fails after that is not to be asked again.</summary>
    async ValueTask<(long? Total, bool AnyRow)> ReadObjectsAsync(QueryWriter writer, List<StoredObject> listed, Action<StoredObject>? receive, CancellationToken cancellationToken)
    {
        try
        {
            return await AskObjectsAsync(writer, listed, receive, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (_handedOver && Database.IsOfBackend(failure))
        {
            throw new StorageUnavailableException("The database went away in the middle of a list.", failure);
        }
    }

    async ValueTask<(long? Total, bool AnyRow)> AskObjectsAsync(QueryWriter writer, List<StoredObject> listed, Action<StoredObject>? receive, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(_session.Objects);
        batch.BatchCommands.Add(writer.WriteSurroundings(access: _session.IsOneDatabase));
        if (writer.WriteRows() is { } asking)
            batch.BatchCommands.Add(asking);
        await using var rows = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await TakeSurroundingsAsync(rows, objects: true, cancellationToken).ConfigureAwait(false);
        await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
        // A write between the statements may have let rows through.
        var isKnown = _timestamp == _query.KnownTimestamp;
        if (_query.CountOnly)
        {
            var counted = await rows.ReadAsync(cancellationToken).ConfigureAwait(false) ? rows.GetInt64(0) : 0;
            return (isKnown ? null : counted, counted > 0);
        }

        var anyRow = false;
        while (!isKnown && await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            anyRow = true;
            var data = _data.Read(rows, 2);
            var row = new StoredObject(rows.GetString(0), ShownTime.Of(rows.GetFieldValue<long>(1)), receive is null ? data.ToArray() : data, rows.GetBoolean(3));
            // Written between the statements. Whatever was written before it is among the rows as well: writers of a set become visible in the order of their timestamps.
            _timestamp = Math.Max(_timestamp, row.LastModified);
            if (receive is null)
            {
                listed.Add(row);
                continue;
            }

            _handedOver = true;
            receive(row);
        }

        return (null, anyRow);
    }

    async ValueTask TakeSurroundingsAsync(NpgsqlDataReader rows, bool objects, CancellationToken cancellationToken)
    {
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (rows.GetInt32(0) is var number and > 0)
            {
                var level = _levels[number - 1];
                level.TakeHeld(rows, 3);
                if (objects)
                    level.Found = rows.IsDBNull(1) ? null : new StoredObject(level.Path.Id, ShownTime.Of(rows.GetFieldValue<long>(1)), _data.Read(rows, 2).ToArray());
                continue;
            }

            _timestamp = rows.IsDBNull(1) ? 0 : ShownTime.Of(rows.GetFieldValue<long>(1));
            _isUnrestricted = rows.GetBoolean(4);
            _anyShared = rows.GetBoolean(5);
        }
    }
}
