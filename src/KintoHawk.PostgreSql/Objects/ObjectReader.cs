using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.PostgreSql.Engine;
using Npgsql;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>Answers questions about single objects and what callers hold: one statement, or one in each database where these are two.</summary>
sealed class ObjectReader(Session session)
{
    readonly JsonbColumn _data = new();

    /// <summary>Answers one read; the caller's principals are passed on.</summary>
    public async ValueTask<ObjectView> ReadAsync(ObjectPath path, Caller caller, IReadOnlyList<string> principals, CancellationToken cancellationToken) =>
        (await ReadManyAsync([path], caller, principals, cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Answers several reads in one trip, in this order.</summary>
    public async ValueTask<IReadOnlyList<ObjectView>> ReadManyAsync(
        IReadOnlyList<ObjectPath> paths, Caller caller, IReadOnlyList<string> principals, CancellationToken cancellationToken)
    {
        if (paths.Count == 0)
            return [];
        var levels = paths.Select(static path => path.Chain.Select(static level => new Level(level)).ToArray()).ToArray();
        if (session.IsOneDatabase)
        {
            await FillAsync(session.Objects, levels, chain => ReadCommand(chain, caller), Take, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await FillAsync(session.Access, levels, chain => ReadAccessCommand(chain, caller), static (level, row) => level.TakeAccess(row, 0), cancellationToken).ConfigureAwait(false);
            await FillAsync(session.Objects, levels, ReadObjectsCommand, TakeObject, cancellationToken).ConfigureAwait(false);
        }

        return [.. levels.Select(chain => ViewOf(chain, principals))];
    }

    /// <summary>The caller's principals, with the groups in the order of their URIs.</summary>
    public async ValueTask<IReadOnlyList<string>> FindPrincipalsAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.UserId is null)
            return caller.Principals;
        await using var command = PrincipalsCommand(session.Access, caller);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var groups = new SortedSet<string>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
            groups.Add(rows.GetString(0));
        return [.. caller.Principals, .. groups];
    }

    /// <summary>The same from the database of the permissions, for somebody who cannot wait for a task.</summary>
    public static IReadOnlyList<string> FindPrincipals(NpgsqlConnection access, Caller caller)
    {
        if (caller.UserId is null)
            return caller.Principals;
        using var command = PrincipalsCommand(access, caller);
        using var rows = command.ExecuteReader();
        var groups = new SortedSet<string>(StringComparer.Ordinal);
        while (rows.Read())
            groups.Add(rows.GetString(0));
        return [.. caller.Principals, .. groups];
    }

    /// <summary>Asks one statement for each chain, and hands each row to its level.</summary>
    static async ValueTask FillAsync(
        NpgsqlConnection connection, Level[][] levels, Func<Level[], NpgsqlBatchCommand> ask, Action<Level, NpgsqlDataReader> take, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var chain in levels)
            batch.BatchCommands.Add(ask(chain));
        await using var rows = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        foreach (var chain in levels)
        {
            foreach (var level in chain)
            {
                await rows.ReadAsync(cancellationToken).ConfigureAwait(false);
                take(level, rows);
            }

            await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    internal static NpgsqlBatchCommand ReadCommand(Level[] chain, Caller caller)
    {
        var command = new NpgsqlBatchCommand(Sql.Load("Sql.read"));
        var parameters = new ParameterList(command.Parameters);
        parameters.Texts(caller.Principals);
        parameters.Texts(CallerNames.MembersOf(caller));
        parameters.Texts(chain.Select(static level => level.Path.Uri));
        AddKeys(parameters, chain);
        return command;
    }

    static NpgsqlBatchCommand ReadAccessCommand(Level[] chain, Caller caller)
    {
        var command = new NpgsqlBatchCommand(Sql.Load("Sql.read-access"));
        var parameters = new ParameterList(command.Parameters);
        parameters.Texts(caller.Principals);
        parameters.Texts(CallerNames.MembersOf(caller));
        parameters.Texts(chain.Select(static level => level.Path.Uri));
        return command;
    }

    static NpgsqlBatchCommand ReadObjectsCommand(Level[] chain)
    {
        var command = new NpgsqlBatchCommand(Sql.Load("Sql.read-objects"));
        AddKeys(new ParameterList(command.Parameters), chain);
        return command;
    }

    static void AddKeys(ParameterList parameters, Level[] chain)
    {
        parameters.Texts(chain.Select(static level => level.Path.Partition));
        parameters.Texts(chain.Select(static level => level.Path.Resource.Name));
        parameters.Texts(chain.Select(static level => level.Path.Id));
    }

    static ObjectView ViewOf(Level[] chain, IReadOnlyList<string> principals)
    {
        var grants = default(Grants);
        for (var level = 0; level < chain.Length; level++)
            grants = grants.With(level, chain[level].Held);
        return new ObjectView
        {
            Path = chain[^1].Path,
            Object = chain[^1].Found,
            Ancestors = [.. chain.SkipLast(1).Select(static level => level.Found)],
            Grants = grants,
            Principals = principals,
            AccessControl = chain[^1].Own,
        };
    }

    static NpgsqlCommand PrincipalsCommand(NpgsqlConnection access, Caller caller)
    {
        var command = new NpgsqlCommand(Sql.Load("Sql.find-principals"), access);
        new ParameterList(command.Parameters).Texts(CallerNames.MembersOf(caller));
        return command;
    }

    void Take(Level level, NpgsqlDataReader row)
    {
        TakeObject(level, row);
        level.TakeAccess(row, 2);
    }

    void TakeObject(Level level, NpgsqlDataReader row)
    {
        if (!row.IsDBNull(0))
            level.Found = new StoredObject(level.Path.Id, ShownTime.Of(row.GetFieldValue<long>(0)), _data.Read(row, 1).ToArray());
    }
}
