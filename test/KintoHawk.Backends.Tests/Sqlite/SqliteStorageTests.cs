using KintoHawk.Backends.Tests.Specs;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.Sqlite;
using KintoHawk.Sqlite.Engine;

namespace KintoHawk.Backends.Tests.Sqlite;

public sealed class SqliteStorageTests : StorageSpec
{
    /// <summary>Makes the database undo the whole transaction, as a full disk can.</summary>
    const string RefuseOne =
        "CREATE TRIGGER refuse BEFORE INSERT ON objects WHEN new.id = 'refused' BEGIN SELECT RAISE(ROLLBACK, 'refused'); END";

    readonly SqliteBackend _backend;

    public SqliteStorageTests() : this(new SqliteBackend()) { }

    SqliteStorageTests(SqliteBackend backend) : base(backend) => _backend = backend;

    [Fact]
    public async Task Everything_survives_a_restart()
    {
        var made = await ClockAsync(Resource.Account, "nobody");
        await PutAsync(Bucket, """{"a":1}""");
        await GrantAsync(Bucket, Permission.Read, Bob.UserId!);
        await JoinAsync(Group("g"), Bob.UserId!);
        await ((IAsyncDisposable)Storage).DisposeAsync();
        Time.Advance(TimeSpan.FromDays(1));

        var again = await _backend.OpenStorageAsync(Time);

        var view = await again.ReadAsync(Bucket, Bob, Token);
        Assert.Equal("""{"a":1}""", TextOf(view.Object));
        Assert.Equal(Permission.Read, view.Grants.Bucket);
        Assert.Contains(Group("g").Uri, view.Principals);
        Assert.Equal(made, (await again.ListAsync(All(Resource.Account, "nobody"), Bob, Token)).Timestamp);
    }

    [Fact]
    public async Task What_was_acknowledged_is_in_the_files_before_they_are_closed()
    {
        await PutAllAsync(Bucket, Collection);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(n => Task.Run(() => PutAsync(Record($"r{n}")), Token)));
        await using var pending = await Storage.BeginAsync(Token);
        await pending.ApplyAsync(new ChangeSet(new Change.Put(Record("uncommitted"), Json("{}"), null, Expected.Absent)), Token);

        var copy = Path.Combine(Path.GetDirectoryName(_backend.StoragePath)!, "copy.db");
        foreach (var suffix in (string[])["", "-wal"])
            File.Copy(_backend.StoragePath + suffix, copy + suffix);

        await using var recovered = SqliteStorage.Open(copy, Time);
        Assert.Equal(100, (await recovered.ListAsync(Records, Alice, Token)).Objects.Count);
        Assert.Equal("ok", IntegrityOf(copy));
    }

    [Fact]
    public async Task A_second_handle_sees_what_the_first_wrote_and_the_other_way_round()
    {
        await PutAsync(Bucket);
        var other = await _backend.OpenStorageAsync(Time);
        Assert.NotNull((await other.ReadAsync(Bucket, Alice, Token)).Object);

        await other.ApplyAsync(new ChangeSet(new Change.Put(Collection, Json("{}"), null, Expected.Absent)), Token);
        Assert.NotNull((await ReadAsync(Collection)).Object);
    }

    [Fact]
    public async Task Writers_of_two_handles_keep_the_timestamps_of_a_set_distinct()
    {
        await PutAllAsync(Bucket, Collection);
        var other = await _backend.OpenStorageAsync(Time);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(n => Task.Run(
            () => (n % 2 == 0 ? Storage : other).ApplyAsync(new ChangeSet(new Change.Put(Record($"r{n}"), Json("{}"), null, Expected.Absent)), Token).AsTask(),
            Token)));

        Assert.Equal(100, outcomes.SelectMany(static outcome => outcome.Timestamps).Distinct().Count());
    }

    [Fact]
    public async Task Two_handles_can_migrate_at_once()
    {
        var path = Path.Combine(Path.GetDirectoryName(_backend.StoragePath)!, "new.db");
        await using var one = SqliteStorage.Open(path, Time);
        await using var other = SqliteStorage.Open(path, Time);

        await Task.WhenAll(
            Task.Run(() => one.MigrateAsync(Token).AsTask(), Token),
            Task.Run(() => other.MigrateAsync(Token).AsTask(), Token));

        await one.CheckAsync(readOnly: false, Token);
    }

    [Fact]
    public void Only_the_owner_may_read_the_files()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");
        if (OperatingSystem.IsWindows())
            return; // for the platform analyzer

        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_backend.StoragePath)!))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Closing_leaves_one_file()
    {
        await PutAsync(Bucket);
        await ((IAsyncDisposable)Storage).DisposeAsync();

        Assert.Equal([_backend.StoragePath], Directory.GetFiles(Path.GetDirectoryName(_backend.StoragePath)!));
        Assert.Equal("ok", IntegrityOf(_backend.StoragePath));
    }

    [Fact]
    public async Task Writes_that_wait_are_finished_before_the_file_is_closed()
    {
        await PutAllAsync(Bucket, Collection);
        var writes = Enumerable.Range(0, 50).Select(n => TryPutAsync(Record($"r{n}")).AsTask()).ToList();
        await ((IAsyncDisposable)Storage).DisposeAsync();

        Assert.All(await Task.WhenAll(writes), static outcome => Assert.True(outcome.Succeeded));
    }

    [Fact]
    public async Task A_closed_storage_is_unavailable()
    {
        await ((IAsyncDisposable)Storage).DisposeAsync();

        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await ReadAsync(Bucket));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await TryPutAsync(Bucket));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await Storage.BeginAsync(Token));
    }

    [Fact]
    public async Task A_storage_that_was_never_migrated_is_unavailable()
    {
        await using var fresh = SqliteStorage.Open(Path.Combine(Path.GetDirectoryName(_backend.StoragePath)!, "fresh.db"), Time);

        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await fresh.ReadAsync(Bucket, Alice, Token));
        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await fresh.CheckAsync(readOnly: true, Token));
        await Assert.ThrowsAsync<StorageUnavailableException>(
            async () => await fresh.ApplyAsync(new ChangeSet(new Change.Put(Bucket, Json("{}"), null, Expected.Absent)), Token));
        await fresh.MigrateAsync(Token);
        await fresh.CheckAsync(readOnly: false, Token);
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused()
    {
        var path = Path.Combine(Path.GetDirectoryName(_backend.StoragePath)!, "text");
        File.WriteAllText(path, new string('x', 10_000));

        Assert.Throws<StorageUnavailableException>(() => SqliteStorage.Open(path, Time));
        Assert.Throws<StorageUnavailableException>(() => SqliteStorage.Open(Path.Combine(path, "below"), Time));
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_refused()
    {
        using (var connection = Connection.Open(_backend.StoragePath, "UPDATE metadata SET value = '99' WHERE name = 'schema_version'"))
            Assert.False(connection.InTransaction);

        await Assert.ThrowsAsync<StorageUnavailableException>(async () => await Storage.MigrateAsync(Token));
    }

    [Fact]
    public async Task A_database_that_cannot_be_written_fails_writes_and_answers_reads()
    {
        await PutAllAsync(Bucket, Collection);
        using (Connection.Open(_backend.StoragePath, RefuseOne))
        {
            await Assert.ThrowsAsync<StorageUnavailableException>(async () => await TryPutAsync(Record("refused")));
            Assert.Equal(ChangeConflict.None, (await TryPutAsync(Record("fine"))).Conflict);
            Assert.Equal(["fine"], IdsOf(await ListAsync(Records)));

            await using (var transaction = await Storage.BeginAsync(Token))
            {
                await Assert.ThrowsAsync<StorageUnavailableException>(
                    async () => await transaction.ApplyAsync(new ChangeSet(new Change.Put(Record("refused"), Json("{}"), null, Expected.Absent)), Token));
                await Assert.ThrowsAsync<StorageUnavailableException>(
                    async () => await transaction.ApplyAsync(new ChangeSet(new Change.Put(Record("lost"), Json("{}"), null, Expected.Absent)), Token));
                await Assert.ThrowsAsync<StorageUnavailableException>(async () => await transaction.CommitAsync(Token));
            }

            Assert.Equal(ChangeConflict.None, (await TryPutAsync(Record("fine too"))).Conflict);
            Assert.Equal(["fine too", "fine"], IdsOf(await ListAsync(Records)));
        }
    }

    [Fact]
    public async Task A_batch_that_fails_fails_everybody_in_it()
    {
        await PutAllAsync(Bucket, Collection);
        using var refusing = Connection.Open(_backend.StoragePath, RefuseOne);
        var transaction = await Storage.BeginAsync(Token);
        var together = ((string[])["first", "refused", "last"]).Select(id => TryPutAsync(Record(id)).AsTask()).ToList();
        await transaction.DisposeAsync();

        foreach (var write in together)
            await Assert.ThrowsAsync<StorageUnavailableException>(() => write);
        Assert.Empty((await ListAsync(Records)).Objects);
    }

    [Fact]
    public async Task A_page_of_all_accounts_reads_no_more_than_the_page()
    {
        var page = All(Resource.Account, null) with { Limit = 5 };
        await AddAccountsAsync(20);
        var few = await AllocatedByAsync(page);

        await AddAccountsAsync(1000);

        Assert.InRange(await AllocatedByAsync(page), 1, 2 * few);
    }

    async Task AddAccountsAsync(int number)
    {
        for (var n = 0; n < number; n += 20)
        {
            Time.Advance(TimeSpan.FromMilliseconds(1));
            var accounts = Enumerable.Range(n, 20).Select(m => new Change.Put(ObjectPath.Account($"{m}of{number}"), Json("{}"), null, Expected.Absent));
            Assert.True((await Storage.ApplyAsync(new ChangeSet(accounts), Token)).Succeeded);
        }
    }

    async Task<long> AllocatedByAsync(ObjectQuery query)
    {
        Assert.Equal(query.Limit, (await ListAsync(query)).Objects.Count);
        var start = GC.GetAllocatedBytesForCurrentThread();
        var list = ListAsync(query);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - start;
        Assert.True(list.IsCompletedSuccessfully);
        await list;
        return allocated;
    }

    static string IntegrityOf(string path)
    {
        using var connection = Connection.Open(path, "");
        using var row = connection.Use("PRAGMA integrity_check");
        return row.Step() ? row.Text(0) : "no answer";
    }
}
