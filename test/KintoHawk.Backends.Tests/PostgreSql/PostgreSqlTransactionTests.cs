using System.Security.Cryptography;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.PostgreSql;
using KintoHawk.TestBackends;

namespace KintoHawk.Backends.Tests.PostgreSql;

/// <summary>What only this storage has to decide about writes: locks, refusals inside of transactions, data that it cannot hold, two databases.</summary>
public sealed class PostgreSqlTransactionTests : IAsyncLifetime
{
    static readonly ObjectPath _one = ObjectPath.Bucket("one");
    static readonly ObjectPath _two = ObjectPath.Bucket("two");

    readonly PostgreSqlBackend _backend = new();
    PostgreSqlStorage _storage = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _storage = (PostgreSqlStorage)await _backend.OpenStorageAsync(TimeProvider.System);

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    [Fact]
    public async Task Writers_of_different_sets_do_not_wait_for_each_other()
    {
        await ApplyAsync(_storage, Put(_one), Put(_two));
        await using var first = await _storage.BeginAsync(Token);
        await ApplyAsync(first, Put(_one.Child(Resource.Collection, "c")));
        await using var second = await _storage.BeginAsync(Token);
        await ApplyAsync(second, Put(_two.Child(Resource.Collection, "c")));
        await ApplyAsync(second, Put(_one.Child(Resource.Group, "g")));

        Assert.True((await ApplyAsync(_storage, Put(_two.Child(Resource.Group, "g")))).Succeeded);
        await second.CommitAsync(Token);
        await first.CommitAsync(Token);
    }

    [Fact]
    public async Task Deleting_a_bucket_waits_for_writers_below_it()
    {
        await ApplyAsync(_storage, Put(_one));
        var transaction = await _storage.BeginAsync(Token);
        await ApplyAsync(transaction, Put(_one.Child(Resource.Collection, "c")));
        var deletion = ApplyAsync(_storage, new Change.Delete(_one, null, Expected.Present)).AsTask();
        Assert.True((await ApplyAsync(transaction, Put(_one.Child(Resource.Collection, "d")))).Succeeded);
        Assert.False(deletion.IsCompleted);

        await transaction.CommitAsync(Token);
        await transaction.DisposeAsync();

        Assert.True((await deletion).Succeeded);
        Assert.Equal([new ObjectCount("bucket", 0, 1)], await _storage.CountAsync(Token));
    }

    [Fact]
    public async Task A_refusal_keeps_the_locks_so_that_what_is_seen_next_is_what_counts()
    {
        await ApplyAsync(_storage, Put(_one));
        await using var transaction = await _storage.BeginAsync(Token);
        Assert.Equal(ChangeConflict.Expectation, (await ApplyAsync(transaction, Put(_one, Expected.At(1)))).Conflict);
        var waiting = ApplyAsync(_storage, Put(_one)).AsTask();

        var seen = (await transaction.ReadAsync(_one, Caller.Anonymous, Token)).Object!.LastModified;

        Assert.False(waiting.IsCompleted);
        Assert.True((await ApplyAsync(transaction, Put(_one, Expected.At(seen)))).Succeeded);
        await transaction.CommitAsync(Token);
        Assert.True((await waiting).Succeeded);
    }

    [Fact]
    public async Task Of_several_commands_in_one_trip_the_refused_one_alone_is_left_out()
    {
        await using (var transaction = await _storage.BeginAsync(Token))
        {
            var outcomes = await transaction.ApplyManyAsync(
            [
                new ChangeSet(Put(_one, Expected.Absent)),
                new ChangeSet(Put(_two, Expected.Absent), Put(_one, Expected.Absent)),
                new ChangeSet(Put(_one, Expected.Present)),
            ], Token);
            Assert.Equal([ChangeConflict.None, ChangeConflict.Expectation, ChangeConflict.None], outcomes.Select(static outcome => outcome.Conflict));
            Assert.Equal([-1, 1, -1], outcomes.Select(static outcome => outcome.Index));
            Assert.True(outcomes[2].Timestamps[0] > outcomes[0].Timestamps[0]);
            Assert.Empty(await transaction.ApplyManyAsync([], Token));
            await transaction.CommitAsync(Token);
        }

        Assert.NotNull((await _storage.ReadAsync(_one, Caller.Anonymous, Token)).Object);
        Assert.Null((await _storage.ReadAsync(_two, Caller.Anonymous, Token)).Object);
    }

    [Fact]
    public async Task A_batch_of_writes_is_one_trip_and_few_statements()
    {
        var server = await PrivatePostgreSql.SharedAsync();
        var url = await server.CreateDatabaseAsync(logStatements: true);
        await using (var storage = PostgreSqlBackend.Open(url))
        {
            await storage.MigrateAsync(Token);
            await using var transaction = await storage.BeginAsync(Token);
            var mark = server.Statements.Mark();
            await transaction.ApplyManyAsync([.. Enumerable.Range(0, 25).Select(static n => new ChangeSet(Put(ObjectPath.Bucket($"b{n}"))))], Token);
            await transaction.CommitAsync(Token);

            // One for the locks and one for each command.
            Assert.Equal(26, server.Statements.Since(mark, url).Count);

            mark = server.Statements.Mark();
            await storage.ApplyAsync(new ChangeSet(Enumerable.Range(0, 25).Select(static n => new Change.Delete(ObjectPath.Bucket($"b{n}"), null, Expected.Present))), Token);
            Assert.Equal(3, server.Statements.Since(mark, url).Count);
        }

        await server.DropDatabaseAsync(url);
    }

    [Fact]
    public async Task Transactions_that_wait_for_each_other_lose_one_and_the_other_goes_on()
    {
        await ApplyAsync(_storage, Put(_one), Put(_two));
        await using var first = await _storage.BeginAsync(Token);
        await using var second = await _storage.BeginAsync(Token);
        await ApplyAsync(first, Put(_one.Child(Resource.Group, "g")));
        await ApplyAsync(second, Put(_two.Child(Resource.Group, "g")));

        var crossing = new[] { Outcome(first, _two), Outcome(second, _one) };
        var failure = await Record.ExceptionAsync(() => Task.WhenAll(crossing));

        Assert.Contains("deadlock", Assert.IsType<StorageUnavailableException>(failure).Message, StringComparison.OrdinalIgnoreCase);
        var loser = crossing[0].IsFaulted ? first : second;
        await Assert.ThrowsAsync<StorageUnavailableException>(() => loser.ReadAsync(_one, Caller.Anonymous, Token).AsTask());
        await Assert.ThrowsAsync<StorageUnavailableException>(() => loser.CommitAsync(Token).AsTask());
        await loser.DisposeAsync();
        Assert.True((await crossing.Single(static task => !task.IsFaulted)).Succeeded);
        await (loser == first ? second : first).CommitAsync(Token);

        static Task<ChangeOutcome> Outcome(IStorageTransaction transaction, ObjectPath bucket) => ApplyAsync(transaction, Put(bucket.Child(Resource.Group, "g"))).AsTask();
    }

    [Theory]
    [InlineData("""{"a":"\u0000"}""")]
    [InlineData("""{"\u0000":1}""")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"a":1e999999}""")]
    public async Task Data_that_cannot_be_stored_is_the_fault_of_the_request_and_undoes_nothing_else(string json)
    {
        var change = new Change.Put(_two, System.Text.Encoding.UTF8.GetBytes(json), null, Expected.Absent);
        await Assert.ThrowsAsync<UnstorableException>(() => _storage.ApplyAsync(new ChangeSet(change), Token).AsTask());

        await using (var transaction = await _storage.BeginAsync(Token))
        {
            await ApplyAsync(transaction, Put(_one));
            await Assert.ThrowsAsync<UnstorableException>(() => transaction.ApplyAsync(new ChangeSet(change), Token).AsTask());
            await Assert.ThrowsAsync<UnstorableException>(() => transaction.ApplyManyAsync([new ChangeSet(Put(_one)), new ChangeSet(change)], Token).AsTask());
            await transaction.CommitAsync(Token);
        }

        Assert.NotNull((await _storage.ReadAsync(_one, Caller.Anonymous, Token)).Object);
        Assert.Null((await _storage.ReadAsync(_two, Caller.Anonymous, Token)).Object);
    }

    [Theory]
    [InlineData('a', '\0')]
    [InlineData('a', '\ud800')]
    [InlineData('\udc00', '\ud800')]
    public async Task Names_that_cannot_be_stored_are_the_fault_of_the_request(char first, char second)
    {
        var name = new string([first, second]);
        await ApplyAsync(_storage, Put(_one));

        await Assert.ThrowsAsync<UnstorableException>(() => ApplyAsync(_storage, Put(ObjectPath.Bucket(name))).AsTask());
        await Assert.ThrowsAsync<UnstorableException>(() => ApplyAsync(_storage, new Change.SetMembers(_one.Child(Resource.Group, "g"), [name])).AsTask());
        await Assert.ThrowsAsync<UnstorableException>(() => ApplyAsync(_storage, new Change.SetAccess(_one, AccessControl.Empty, AccessControl.Empty.With(Permission.Read, [name]))).AsTask());
        await Assert.ThrowsAsync<UnstorableException>(() => _storage.RemovePrincipalAsync(name, Token).AsTask());
        Assert.True((await ApplyAsync(_storage, Put(_two))).Succeeded);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(300_000_000_000_000_000)]
    public async Task A_timestamp_that_cannot_be_stored_is_the_fault_of_the_request(long at)
    {
        await ApplyAsync(_storage, Put(_one));

        await Assert.ThrowsAsync<UnstorableException>(() => ApplyAsync(_storage, new Change.Put(_two, "{}"u8.ToArray(), at, Expected.Whatever)).AsTask());
    }

    [Fact]
    public async Task A_principal_too_long_for_its_index_is_the_fault_of_the_request()
    {
        // What repeats is compressed, and would fit.
        var principal = string.Concat(Enumerable.Range(0, 200).Select(static n => Convert.ToBase64String(SHA256.HashData(BitConverter.GetBytes(n)))));

        await Assert.ThrowsAsync<UnstorableException>(() => ApplyAsync(_storage, new Change.SetAccess(_one, AccessControl.Empty, AccessControl.Empty.With(Permission.Read, [principal]))).AsTask());
    }

    [Fact]
    public async Task A_cancelled_write_loses_the_transaction_and_not_the_storage()
    {
        await using var holder = await _storage.BeginAsync(Token);
        await ApplyAsync(holder, Put(_one));
        await using var transaction = await _storage.BeginAsync(Token);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var waiting = transaction.ApplyAsync(new ChangeSet(Put(_two)), cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => ApplyAsync(transaction, Put(_two)).AsTask());
        await holder.CommitAsync(Token);
        Assert.True((await ApplyAsync(_storage, Put(_two))).Succeeded);
    }

    [Fact]
    public async Task Where_permissions_have_a_database_of_their_own_commands_apply_to_both_or_none()
    {
        var server = await PrivatePostgreSql.SharedAsync();
        var (objects, permissions) = (await server.CreateDatabaseAsync(), await server.CreateDatabaseAsync());
        await using (var storage = PostgreSqlBackend.Open(objects, permissions: permissions))
        {
            await storage.MigrateAsync(Token);
            var grant = new Change.SetAccess(_one, AccessControl.Empty, AccessControl.Empty.With(Permission.Write, ["account:alice"]));
            Assert.False((await ApplyAsync(storage, grant, Put(_one, Expected.Present))).Succeeded);
            Assert.Equal(0L, await server.AskAsync(permissions, "SELECT count(*) FROM access_control_entries"));

            Assert.True((await ApplyAsync(storage, Put(_one), grant, Put(_one.Child(Resource.History, "h")), new Change.SetAccess(_one.Child(Resource.History, "h"), AccessControl.Empty, AccessControl.Empty.With(Permission.Read, ["x"])))).Succeeded);
            var view = await storage.ReadAsync(_one, Caller.User("account", "account:alice"), Token);
            Assert.Equal(Permission.Write, view.Held);
            Assert.True((await ApplyAsync(storage, new Change.Trim(_one.Child(Resource.History, ""), [], 0, 0))).Succeeded);
            Assert.Equal(1L, await server.AskAsync(permissions, "SELECT count(*) FROM access_control_entries"));
            await storage.CheckAsync(readOnly: false, Token);
            Assert.True((await ApplyAsync(storage, new Change.Delete(_one, null, Expected.Present))).Succeeded);
            Assert.Equal(0L, await server.AskAsync(permissions, "SELECT count(*) FROM access_control_entries"));
            await storage.RemovePrincipalAsync("x", Token);
            await storage.FlushAsync(Token);
        }

        Assert.Equal(0L, await server.AskAsync(objects, "SELECT count(*) FROM objects"));
        await server.DropDatabaseAsync(objects);
        await server.DropDatabaseAsync(permissions);
    }

    [Fact]
    public async Task Tombstones_are_purged_set_by_set_and_nothing_alive_goes_with_them()
    {
        var (c, d) = (_one.Child(Resource.Collection, "c"), _one.Child(Resource.Collection, "d"));
        await ApplyAsync(_storage, Put(_one), Put(c), Put(d));
        foreach (var id in (string[])["x", "y"])
            await ApplyAsync(_storage, Put(c.Child(Resource.Record, id)), Put(d.Child(Resource.Record, id)));
        await ApplyAsync(_storage, new Change.Delete(c.Child(Resource.Record, "x"), null, Expected.Present), new Change.Delete(c.Child(Resource.Record, "y"), null, Expected.Present));
        var all = new ObjectQuery { Resource = Resource.Record, ParentUri = c.Uri, PrivilegedPrincipals = [Caller.Everyone] };
        var clock = (await _storage.ListAsync(all, Caller.Anonymous, Token)).Timestamp;

        Assert.Equal(1, await _storage.PurgeTombstonesAsync("record", 1, Token));
        Assert.Equal(1, await _storage.PurgeTombstonesAsync("record", 0, Token));

        Assert.Contains(new ObjectCount("record", 2, 0), await _storage.CountAsync(Token));
        Assert.Equal(clock, (await _storage.ListAsync(all, Caller.Anonymous, Token)).Timestamp);
    }

    [Fact]
    public async Task A_copy_for_reads_answers_and_refuses_to_write()
    {
        await ApplyAsync(_storage, Put(_one));
        await using var storage = PostgreSqlBackend.Open(_backend.Url!, reading: _backend.Url);

        Assert.NotNull((await storage.ReadReplica.ReadAsync(_one, Caller.Anonymous, Token)).Object);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await ApplyAsync(storage.ReadReplica, Put(_two)));
        Assert.Same(_storage, _storage.ReadReplica);
    }

    static Change.Put Put(ObjectPath path, Expected expected = default) => new(path, "{}"u8.ToArray(), null, expected);

    static ValueTask<ChangeOutcome> ApplyAsync(IStorage storage, params Change[] changes) => storage.ApplyAsync(new ChangeSet(changes), Token);
}
