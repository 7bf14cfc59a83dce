using KintoHawk.Core.Storage;
using KintoHawk.PostgreSql.Engine;
using Npgsql;
using NpgsqlTypes;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>
/// The statements of commands, sent in one trip, and what their answers mean. What only concerns permissions is a batch of its own where they have a database
/// of their own.
/// </summary>
sealed class ChangeBatch : IAsyncDisposable
{
    /// <summary>The SQLSTATE of <see cref="ChangeConflict.Expectation"/>.</summary>
    public const string Expectation = "KH001";

    /// <summary>The SQLSTATE of <see cref="ChangeConflict.Timestamp"/>.</summary>
    public const string Timestamp = "KH002";

    readonly NpgsqlBatch _objects;
    readonly NpgsqlBatch _access;
    readonly List<Answer> _answers = [];
    readonly List<long[]> _timestamps = [];
    bool _isAccessBegun;

    public ChangeBatch(Session session)
    {
        _objects = new NpgsqlBatch(session.Objects);
        _access = session.IsOneDatabase ? _objects : new NpgsqlBatch(session.Access);
    }

    public bool IsOneDatabase => ReferenceEquals(_objects, _access);

    /// <summary>Waits for locks.</summary>
    public void Lock(IReadOnlyCollection<(string Name, bool IsExclusive)> names)
    {
        if (names.Count == 0)
            return;
        var parameters = Call("SELECT kintohawk_lock($1, $2)");
        parameters.Texts(names.Select(static name => StorableText.Check(name.Name)));
        parameters.Value(names.Select(static name => name.IsExclusive).ToArray(), NpgsqlDbType.Boolean | NpgsqlDbType.Array);
    }

    /// <summary>Does something with the transaction, in both databases.</summary>
    public void Control(string statement)
    {
        _objects.BatchCommands.Add(new NpgsqlBatchCommand(statement));
        if (!IsOneDatabase)
            _access.BatchCommands.Add(new NpgsqlBatchCommand(statement));
    }

    /// <summary>Another command begins.</summary>
    public void Begin(ChangeSet changes) => _timestamps.Add(new long[changes.Changes.Count]);

    /// <summary>A call in the database of the objects; its arguments are still to be added.</summary>
    /// <param name="text">The statement: a SELECT.</param>
    /// <param name="changes">The changes that it answers timestamps for, or is refused for.</param>
    /// <param name="isArray">True when it answers an array.</param>
    public ParameterList Call(string text, int[]? changes = null, bool isArray = false)
    {
        var command = new NpgsqlBatchCommand(text);
        _objects.BatchCommands.Add(command);
        _answers.Add(new Answer(command, _timestamps.Count - 1, changes ?? [], isArray, ForgetsBelow: null));
        return new ParameterList(command.Parameters);
    }

    /// <summary>As <see cref="Call"/>, of something that answers the URIs of objects that are gone.</summary>
    /// <param name="text">The statement.</param>
    /// <param name="hasBelow">True when they had anything below.</param>
    /// <param name="command">The statement, to be completed.</param>
    public ParameterList CallForgetting(string text, bool hasBelow, out NpgsqlBatchCommand command)
    {
        var parameters = Call(text);
        _answers[^1] = _answers[^1] with { ForgetsBelow = hasBelow };
        command = _answers[^1].Command;
        return parameters;
    }

    /// <summary>A call in the database of the permissions, in its place among the others where that is the same.</summary>
    public ParameterList CallAccess(string text)
    {
        if (IsOneDatabase)
            return Call(text);
        var command = new NpgsqlBatchCommand(text);
        _access.BatchCommands.Add(command);
        return new ParameterList(command.Parameters);
    }

    /// <summary>Removes what access lists and groups have about objects that are gone.</summary>
    public void DropAccess(IEnumerable<string> uris, bool hasBelow)
    {
        var parameters = CallAccess("SELECT kintohawk_drop_access($1, $2)");
        parameters.Texts(uris);
        parameters.Truth(hasBelow);
    }

    /// <summary>Sends everything in one trip (one for each database) and answers for each command that all of it is applied.</summary>
    /// <exception cref="PostgresException">Something was refused; see <see cref="RefusalOf"/>.</exception>
    public async ValueTask<IReadOnlyList<ChangeOutcome>> ExecuteAsync(CancellationToken cancellationToken)
    {
        if (_objects.BatchCommands.Count > 0)
            await ExecuteObjectsAsync(cancellationToken).ConfigureAwait(false);
        if (!IsOneDatabase && _access.BatchCommands.Count > 0)
        {
            _isAccessBegun = true;
            await _access.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        return [.. _timestamps.Select(ChangeOutcome.Applied)];
    }

    /// <summary>The outcome that a failure stands for; null when it is none.</summary>
    public ChangeOutcome? RefusalOf(PostgresException failure)
    {
        var conflict = failure.SqlState switch
        {
            Expectation => ChangeConflict.Expectation,
            Timestamp => ChangeConflict.Timestamp,
            _ => ChangeConflict.None,
        };
        if (conflict is ChangeConflict.None)
            return null;
        var place = int.Parse(failure.MessageText);
        var refused = _answers.Find(answer => ReferenceEquals(answer.Command, failure.BatchCommand));
        return ChangeOutcome.Refused(conflict, place < 0 || refused is null ? -1 : refused.Changes[place]);
    }

    /// <summary>Undoes what was sent after a savepoint that is a part of it.</summary>
    public async ValueTask GoBackAsync(string savepoint, CancellationToken cancellationToken)
    {
        await GoBackAsync(_objects.Connection!, savepoint, cancellationToken).ConfigureAwait(false);
        if (_isAccessBegun)
            await GoBackAsync(_access.Connection!, savepoint, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _objects.DisposeAsync().ConfigureAwait(false);
        if (!IsOneDatabase)
            await _access.DisposeAsync().ConfigureAwait(false);
    }

    static async ValueTask GoBackAsync(NpgsqlConnection connection, string savepoint, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"ROLLBACK TO SAVEPOINT {savepoint}"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"RELEASE SAVEPOINT {savepoint}"));
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    async ValueTask ExecuteObjectsAsync(CancellationToken cancellationToken)
    {
        await using var rows = await _objects.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        foreach (var answer in _answers)
        {
            if (await rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                Take(rows, answer);
            await rows.NextResultAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    void Take(NpgsqlDataReader row, Answer answer)
    {
        if (answer.ForgetsBelow is { } hasBelow && !IsOneDatabase)
        {
            // What was forgotten here is not known there.
            DropAccess(row.GetFieldValue<string[]>(0), hasBelow);
        }
        else if (answer.IsArray)
        {
            var moments = row.GetFieldValue<long[]>(0);
            for (var place = 0; place < moments.Length; place++)
                _timestamps[answer.CommandNumber][answer.Changes[place]] = moments[place];
        }
        else if (answer.Changes is [var change])
        {
            _timestamps[answer.CommandNumber][change] = row.GetInt64(0);
        }
    }

    /// <summary>What a statement that answers a row is about.</summary>
    /// <param name="Command">The statement.</param>
    /// <param name="CommandNumber">The command of the caller that it is a part of.</param>
    /// <param name="Changes">The changes whose timestamps it answers.</param>
    /// <param name="IsArray">True when it answers them as an array.</param>
    /// <param name="ForgetsBelow">When it answers the URIs of objects that are gone: whether they had anything below; null when it does not.</param>
    sealed record Answer(NpgsqlBatchCommand Command, int CommandNumber, int[] Changes, bool IsArray, bool? ForgetsBelow);
}
