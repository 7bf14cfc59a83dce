using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.PostgreSql;
using KintoHawk.TestBackends;

namespace KintoHawk.Backends.Tests.PostgreSql;

/// <summary>
/// A running Kinto writes to the same sets at the same time. Where both write one record at the same moment the order of their timestamps is not promised
/// (ADR 12), so each writes to records of its own; what both want at once is tested step by step.
/// </summary>
public sealed class BesideKintoTests : IAsyncLifetime
{
    const int Rounds = 120;
    const string Shared = "shared";

    static readonly ObjectPath _collection = ObjectPath.Bucket("b").Child(Resource.Collection, "c");

    readonly PostgreSqlBackend _backend = new();
    readonly ConcurrentQueue<Written> _written = new();
    PostgreSqlStorage _storage = null!;
    PrivatePostgreSql _server = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _storage = (PostgreSqlStorage)await _backend.OpenStorageAsync(TimeProvider.System);
        _server = await PrivatePostgreSql.SharedAsync();
        await WriteAsync(new Change.Put(ObjectPath.Bucket("b"), "{}"u8.ToArray(), null, Expected.Absent), new Change.Put(_collection, "{}"u8.ToArray(), null, Expected.Absent));
    }

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    [Fact]
    public async Task Nothing_is_lost_or_duplicated_or_out_of_order()
    {
        await Task.WhenAll(
        [
            .. Enumerable.Range(0, 3).Select(writer => Task.Run(() => WriteAsKintoAsync($"k{writer}"), Token)),
            .. Enumerable.Range(0, 3).Select(writer => Task.Run(() => WriteAsOursAsync($"o{writer}"), Token)),
        ]);

        var all = new ObjectQuery { Resource = Resource.Record, ParentUri = _collection.Uri, IncludeTombstones = true, PrivilegedPrincipals = [Caller.Everyone] };
        var page = await _storage.ListAsync(all, Caller.Anonymous, Token);
        // Nothing is duplicated: there is one row for each record, and no two of ours ever had one moment.
        Assert.Equal(page.Objects.Count, page.Objects.Select(static row => row.Id).Distinct(StringComparer.Ordinal).Count());
        var ours = _written.Where(static written => written.Writer.StartsWith('o')).ToList();
        Assert.Equal(ours.Count, ours.Select(static written => written.Timestamp).Distinct().Count());
        // Nothing is lost: each record is what was written to it last.
        var last = _written.GroupBy(static written => written.Id, StringComparer.Ordinal).ToDictionary(static group => group.Key, static group => group.MaxBy(static written => written.Timestamp)!, StringComparer.Ordinal);
        Assert.Equal(
            last.Values.Select(static written => (written.Id, written.Timestamp, written.Data)).Order(),
            page.Objects.Select(static row => (row.Id, row.LastModified, row.IsTombstone ? null : Encoding.UTF8.GetString(row.Data.Span))).Order());
        // Nothing is out of order: whoever writes again, writes later; and what we replaced was what we had seen.
        Assert.All(_written.GroupBy(static written => written.Writer, StringComparer.Ordinal), static writer =>
            Assert.Equal(writer.Select(static written => written.Timestamp).Order(), writer.Select(static written => written.Timestamp)));
        var shared = _written.Where(static written => written.Id == Shared).OrderBy(static written => written.Timestamp).ToList();
        Assert.Contains(shared, static written => written.Replaced is not null);
        for (var i = 0; i < shared.Count; i++)
            if (shared[i].Replaced is { } replaced)
                Assert.Equal(i == 0 ? 0 : shared[i - 1].Timestamp, replaced);
        Assert.Equal(page.Objects[0].LastModified, page.Timestamp);
    }

    [Fact]
    public async Task A_collision_with_a_writer_who_takes_no_lock_is_tried_again()
    {
        await using var connection = await _server.OpenAsync(_backend.Url!);
        await using var foreign = await connection.BeginTransactionAsync(Token);
        await using (var insert = new Npgsql.NpgsqlCommand($"INSERT INTO objects (id, parent_id, resource_name, data, deleted) VALUES ('r', '{_collection.Uri}', 'record', '{{}}', FALSE)", connection))
            await insert.ExecuteNonQueryAsync(Token);

        // It waits for the other's key, which then is taken.
        var expecting = _storage.ApplyAsync(new ChangeSet(PutOf("r", "{}", Expected.Absent)), Token).AsTask();
        var insisting = _storage.ApplyAsync(new ChangeSet(PutOf("r", """{"ours":true}""", Expected.Whatever)), Token).AsTask();
        while (await _server.AskAsync(_backend.Url!, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") is not 2L)
            await Task.Yield();
        await foreign.CommitAsync(Token);

        Assert.Equal(ChangeConflict.Expectation, (await expecting).Conflict);
        Assert.True((await insisting).Succeeded);
        Assert.Equal("""{"ours":true}""", Encoding.UTF8.GetString((await _storage.ReadAsync(_collection.Child(Resource.Record, "r"), Caller.Anonymous, Token)).Object!.Data.Span));
    }

    [Fact]
    public async Task A_record_that_another_changes_under_our_hands_is_looked_at_again()
    {
        var written = await WriteAsync(PutOf("r", "{}", Expected.Absent));
        await using var connection = await _server.OpenAsync(_backend.Url!);
        await using var foreign = await connection.BeginTransactionAsync(Token);
        await using (var update = new Npgsql.NpgsqlCommand("UPDATE objects SET data = '{\"theirs\": true}', last_modified = NULL WHERE id = 'r'", connection))
            await update.ExecuteNonQueryAsync(Token);

        var expecting = _storage.ApplyAsync(new ChangeSet(PutOf("r", """{"ours":true}""", Expected.At(written))), Token).AsTask();
        while (await _server.AskAsync(_backend.Url!, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") is not 1L)
            await Task.Yield();
        await foreign.CommitAsync(Token);

        Assert.Equal(ChangeConflict.Expectation, (await expecting).Conflict);
    }

    static Change.Put PutOf(string id, string data, Expected expected) => new(_collection.Child(Resource.Record, id), Encoding.UTF8.GetBytes(data), null, expected);

    async Task<long> WriteAsync(params Change[] changes)
    {
        var outcome = await _storage.ApplyAsync(new ChangeSet(changes), Token);
        Assert.True(outcome.Succeeded);
        return outcome.Timestamps[0];
    }

    async Task WriteAsKintoAsync(string name)
    {
        await using var kinto = new KintoWriter(await _server.OpenAsync(_backend.Url!), _collection.Uri);
        for (var round = 0; round < Rounds; round++)
        {
            var id = OwnIdOf(name, round);
            var data = DataOf(name, round);
            if (round % 10 == 9 && await kinto.DeleteAsync(id) is { } tombstone)
                _written.Enqueue(new Written(name, id, null, tombstone, null));
            else
                _written.Enqueue(new Written(name, id, data, await kinto.PutAsync(id, data), null));
        }
    }

    async Task WriteAsOursAsync(string name)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var id = OwnIdOf(name, round);
            var data = DataOf(name, round);
            if (round % 4 == 0)
            {
                await ReplaceSeenAsync(name, data);
            }
            else if (round % 10 == 9)
            {
                var outcome = await _storage.ApplyAsync(new ChangeSet(new Change.Delete(_collection.Child(Resource.Record, id), null, Expected.Whatever)), Token);
                if (outcome.Succeeded)
                    _written.Enqueue(new Written(name, id, null, outcome.Timestamps[0], null));
            }
            else
            {
                _written.Enqueue(new Written(name, id, data, await WriteAsync(PutOf(id, data, Expected.Whatever)), null));
            }
        }
    }

    /// <summary>Replaces what it has seen of the record that all of ours write to, and nothing else.</summary>
    async Task ReplaceSeenAsync(string name, string data)
    {
        while (true)
        {
            var seen = (await _storage.ReadAsync(_collection.Child(Resource.Record, Shared), Caller.Anonymous, Token)).Object?.LastModified;
            var outcome = await _storage.ApplyAsync(new ChangeSet(PutOf(Shared, data, seen is { } version ? Expected.At(version) : Expected.Absent)), Token);
            if (!outcome.Succeeded)
                continue;
            _written.Enqueue(new Written(name, Shared, data, outcome.Timestamps[0], seen ?? 0));
            return;
        }
    }

    static string OwnIdOf(string name, int round) => string.Create(CultureInfo.InvariantCulture, $"{name}-{round % 7}");

    static string DataOf(string name, int round) => string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{round}},"by":"{{name}}"}""");

    /// <param name="Writer">Who wrote.</param>
    /// <param name="Id">The record.</param>
    /// <param name="Data">Its data; null for a deletion.</param>
    /// <param name="Timestamp">The moment that was acknowledged.</param>
    /// <param name="Replaced">The moment of what was to be replaced; null when that did not matter.</param>
    sealed record Written(string Writer, string Id, string? Data, long Timestamp, long? Replaced);
}
