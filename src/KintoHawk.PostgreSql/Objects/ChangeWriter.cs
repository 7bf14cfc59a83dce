using KintoHawk.Core.Objects;
using KintoHawk.Core.Storage;
using KintoHawk.PostgreSql.Engine;
using NpgsqlTypes;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>
/// Writes one command as calls of our functions. Neighbours that go together become one call: puts into one set, deletions from one set, entries of access
/// lists. Puts may move before changes of permissions, which they neither see nor refuse; nothing moves across a deletion.
/// </summary>
sealed class ChangeWriter
{
    readonly ChangeBatch _batch;
    readonly IReadOnlyList<Change> _changes;
    readonly long? _now;
    // The changes whose timestamps later ones tell; null when none does.
    readonly bool[]? _told;

    // Changes that wait for others like them. Where there are deletions, there is nothing else.
    readonly List<int> _puts = [];
    readonly List<int> _deletions = [];
    readonly PendingAccess _access = new();

    ChangeWriter(ChangeBatch batch, ChangeSet changes, long? now)
    {
        _batch = batch;
        _changes = changes.Changes;
        _now = now;
        _told = FindTold(_changes);
    }

    /// <summary>Adds a command to the batch.</summary>
    /// <param name="batch">What is sent.</param>
    /// <param name="changes">The command.</param>
    /// <param name="now">The wall clock, in milliseconds; null for that of the database.</param>
    /// <exception cref="ArgumentException">It has a change of an unknown kind.</exception>
    /// <exception cref="UnstorableException">It has a text that the database cannot hold.</exception>
    public static void Write(ChangeBatch batch, ChangeSet changes, long? now)
    {
        batch.Begin(changes);
        if (changes.ExpectedClock is { } expected)
            Expect(batch, expected);
        new ChangeWriter(batch, changes, now).Write();
    }

    static void Expect(ChangeBatch batch, ExpectedClock expected)
    {
        var parameters = batch.Call("SELECT kintohawk_expect_clock($1, $2, $3, $4, $5, $6)");
        var member = expected.ParentUri is { } parent ? new ObjectPath(expected.Resource, parent, expected.Resource.OwnPartition ? parent : "") : null;
        parameters.Text(expected.Resource.Name);
        parameters.TextOrNull(member?.Partition);
        AddContainer(parameters, member?.Parent);
        parameters.Number(expected.Timestamp);
    }

    static bool[]? FindTold(IReadOnlyList<Change> changes)
    {
        bool[]? told = null;
        for (var index = 0; index < changes.Count; index++)
        {
            if (changes[index] is not Change.Put { Stamp: { } stamp } put)
                continue;
            if (stamp.Change < 0 || stamp.Change >= index || stamp.Offset < 0 || stamp.Offset > put.Data.Length)
                throw new InvalidOperationException($"{stamp} does not fit change {index} of {put.Path}.");
            (told ??= new bool[changes.Count])[stamp.Change] = true;
        }

        return told;
    }

    static void AddContainer(ParameterList parameters, ObjectPath? container)
    {
        parameters.TextOrNull(container?.Resource.Name);
        parameters.TextOrNull(container is null ? null : StorableText.Check(container.Partition));
        parameters.TextOrNull(container is null ? null : StorableText.Check(container.Id));
    }

    /// <summary>The URI of an object up to its id.</summary>
    static string PrefixOf(ObjectPath path) => $"{path.ParentUri}/{path.Resource.Plural}/";

    static ArgumentException Unknown(Change change) => new($"Unknown change {change.GetType().Name}.", nameof(change));

    static bool IsOfOneSet(ObjectPath one, ObjectPath other) => ReferenceEquals(one.Resource, other.Resource) && one.Partition == other.Partition;

    void Write()
    {
        for (var index = 0; index < _changes.Count; index++)
        {
            switch (_changes[index])
            {
                case Change.Put put:
                    WriteDeletions();
                    // What it tells must be known before the call that it is in.
                    if (_puts is [.., var last] && (!IsOfOneSet(_changes[last].Path, put.Path) || put.Stamp?.Change >= _puts[0]))
                        WritePuts();
                    _puts.Add(index);
                    break;
                case Change.Delete delete:
                    WritePuts();
                    WriteAccess();
                    if (_deletions is [.., var before] && !IsOfOneSet(_changes[before].Path, delete.Path))
                        WriteDeletions();
                    _deletions.Add(index);
                    break;
                case Change.SetAccess access:
                    WriteDeletions();
                    if (_access.Concerns(access.Path.Uri))
                        WriteAccess();
                    _access.Add(access);
                    break;
                case Change.SetMembers members:
                    WriteDeletions();
                    WriteMembers(members);
                    break;
                case Change.Trim trim:
                    WriteAll();
                    WriteTrim(trim);
                    break;
                case var unknown:
                    throw Unknown(unknown);
            }
        }

        WriteAll();
    }

    void WriteAll()
    {
        WritePuts();
        WriteAccess();
        WriteDeletions();
    }

    void WritePuts()
    {
        if (_puts.Count == 1)
            WritePut(_puts[0]);
        else if (_puts.Count > 1)
            WritePuts([.. _puts]);
        _puts.Clear();
    }

    /// <summary>A put. Where it tells of a change that leaves no timestamp behind, that is known already.</summary>
    Change.Put PutAt(int index)
    {
        var put = (Change.Put)_changes[index];
        return put.Stamp is not { } stamp || _changes[stamp.Change] is Change.Put or Change.Delete
            ? put
            : put with { Data = put.StampedWith(new long[index]), Stamp = null };
    }

    void WritePut(int index)
    {
        var put = PutAt(index);
        var path = put.Path;
        var data = put.Stamp is null ? "$4" : "kintohawk_stamped($4, $14, $15)";
        var call = $"kintohawk_put($1, $2, $3, {data}, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
        var parameters = CallChange(call, [index]);
        parameters.Text(path.Resource.Name);
        parameters.Text(StorableText.Check(path.Partition));
        parameters.Text(StorableText.Check(path.Id));
        if (put.Stamp is { } stamp)
            parameters.Value(put.Data[..stamp.Offset], NpgsqlDbType.Text);
        else
            parameters.Value(put.Data, NpgsqlDbType.Jsonb);
        parameters.NumberOrNull(put.LastModified);
        parameters.Small((short)put.Expected.Condition);
        parameters.Number(put.Expected.Version);
        AddSet(parameters, path);
        if (put.Stamp is { } told)
        {
            parameters.Value(told.Change, NpgsqlDbType.Integer);
            parameters.Value(put.Data[told.Offset..], NpgsqlDbType.Text);
        }
    }

    void WritePuts(int[] indexes)
    {
        var puts = Array.ConvertAll(indexes, PutAt);
        var path = puts[0].Path;
        var stamps = puts.Any(static put => put.Stamp is not null);
        var parameters = CallChanges("kintohawk_put_many($1, $2, $3, $4, $13, $14, $5, $6, $7, $8, $9, $10, $11, $12, $15)", indexes);
        parameters.Text(path.Resource.Name);
        parameters.Text(StorableText.Check(path.Partition));
        parameters.Texts(puts.Select(static put => StorableText.Check(put.Path.Id)));
        parameters.Value(Array.ConvertAll(puts, static put => put.Data[..(put.Stamp?.Offset ?? put.Data.Length)].ToArray()), NpgsqlDbType.Text | NpgsqlDbType.Array);
        AddRequests(parameters, puts, static put => put.LastModified, static put => put.Expected);
        parameters.NumberOrNull(_now);
        AddContainer(parameters, path.Parent);
        parameters.TextOrNull(path.Resource.Children.Count == 0 ? null : PrefixOf(path));
        if (stamps)
        {
            parameters.Value(Array.ConvertAll(puts, static put => put.Stamp?.Change), NpgsqlDbType.Integer | NpgsqlDbType.Array);
            parameters.Value(Array.ConvertAll(puts, static put => put.Data[(put.Stamp?.Offset ?? put.Data.Length)..].ToArray()), NpgsqlDbType.Text | NpgsqlDbType.Array);
        }
        else
        {
            parameters.Null(NpgsqlDbType.Integer | NpgsqlDbType.Array);
            parameters.Null(NpgsqlDbType.Text | NpgsqlDbType.Array);
        }

        AddChildren(parameters, path);
    }

    void WriteDeletions()
    {
        if (_deletions.Count == 0)
            return;
        int[] indexes = [.. _deletions];
        _deletions.Clear();
        var deletions = Array.ConvertAll(indexes, index => (Change.Delete)_changes[index]);
        var path = deletions[0].Path;
        var hasBelow = path.Resource.Children.Count > 0;
        var parameters = CallChanges("kintohawk_delete_many($1, $2, $3, $4, $5, $6, $7, $8, $9)", indexes);
        parameters.Text(path.Resource.Name);
        parameters.Text(StorableText.Check(path.Partition));
        parameters.Texts(deletions.Select(static deletion => StorableText.Check(deletion.Path.Id)));
        // One alone goes the way of those that ask for a timestamp: it is the shorter one.
        if (deletions.Length > 1 && deletions.All(static deletion => deletion.LastModified is null))
            AddRequests(parameters, deletions, requested: null, static deletion => deletion.Expected);
        else
            AddRequests(parameters, deletions, static deletion => deletion.LastModified, static deletion => deletion.Expected);
        parameters.NumberOrNull(_now);
        parameters.Text(PrefixOf(path));
        parameters.Truth(hasBelow);
        _batch.DropAccess(deletions.Select(static deletion => deletion.Path.Uri), hasBelow);
    }

    void WriteAccess()
    {
        if (_access.IsEmpty)
            return;
        var parameters = _batch.CallAccess("SELECT kintohawk_set_access($1, $2, $3, $4, $5)");
        _access.Take(parameters);
    }

    void WriteMembers(Change.SetMembers members)
    {
        var parameters = _batch.CallAccess("SELECT kintohawk_set_members($1, $2)");
        parameters.Text(StorableText.Check(members.Path.Uri));
        parameters.Texts(members.Members.Select(StorableText.Check));
    }

    void WriteTrim(Change.Trim trim)
    {
        var path = trim.Path;
        var hasBelow = path.Resource.Children.Count > 0;
        var forget = "kintohawk_forget($1, $2, ARRAY(SELECT id FROM objects WHERE resource_name = $1 AND parent_id = $2 AND NOT deleted AND {0} "
            + "ORDER BY last_modified DESC OFFSET $3), $4, $5, $6)";
        var parameters = _batch.CallForgetting(_batch.IsOneDatabase ? $"SELECT kintohawk_drop_access({forget}, $6)" : $"SELECT {forget}", hasBelow, out var command);
        parameters.Text(path.Resource.Name);
        parameters.Text(path.Partition);
        parameters.Number(trim.Keep);
        parameters.Number(trim.Threshold);
        parameters.Text(PrefixOf(path));
        parameters.Truth(hasBelow);
        command.CommandText = command.CommandText.Replace("{0}", new ConditionWriter(parameters).Write(trim.Filters), StringComparison.Ordinal);
    }

    void AddSet(ParameterList parameters, ObjectPath path)
    {
        parameters.NumberOrNull(_now);
        AddContainer(parameters, path.Parent);
        parameters.TextOrNull(path.Resource.Children.Count == 0 ? null : PrefixOf(path));
        AddChildren(parameters, path);
    }

    static void AddChildren(ParameterList parameters, ObjectPath path) =>
        parameters.TextsOrNull(path.Resource.Children.Count == 0 ? null : path.Resource.Children.Select(static kind => kind.Name));

    static void AddRequests<TChange>(ParameterList parameters, TChange[] changes, Converter<TChange, long?>? requested, Converter<TChange, Expected> expected)
    {
        if (requested is null)
            parameters.Null(NpgsqlDbType.Bigint | NpgsqlDbType.Array);
        else
            parameters.Value(Array.ConvertAll(changes, requested), NpgsqlDbType.Bigint | NpgsqlDbType.Array);
        parameters.Value(Array.ConvertAll(changes, change => (short)expected(change).Condition), NpgsqlDbType.Smallint | NpgsqlDbType.Array);
        parameters.Numbers(changes.Select(change => expected(change).Version));
    }

    /// <summary>A call that answers one timestamp.</summary>
    ParameterList CallChange(string call, int[] index) =>
        _told?[index[0]] is true
            ? _batch.Call($"SELECT kintohawk_keep_stamps(ARRAY[{index[0]}], ARRAY[{call}])", index, isArray: true)
            : _batch.Call($"SELECT {call}", index);

    /// <summary>A call that answers an array of timestamps.</summary>
    ParameterList CallChanges(string call, int[] indexes)
    {
        if (_told is null || !Array.Exists(indexes, index => _told[index]))
            return _batch.Call($"SELECT {call}", indexes, isArray: true);
        return _batch.Call($"SELECT kintohawk_keep_stamps('{{{string.Join(',', indexes)}}}', {call})", indexes, isArray: true);
    }
}
