using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;

namespace KintoHawk.Backends.Tests.Specs;

public abstract class StorageWriteSpec(IBackend backend) : StorageSpec(backend)
{
    [Fact]
    public async Task A_put_replaces_the_whole_data()
    {
        await PutAsync(Bucket, """{"a":1}""");
        await PutAsync(Bucket, """{"b":2}""");

        Assert.Equal("""{"b":2}""", TextOf((await ReadAsync(Bucket)).Object));
    }

    [Fact]
    public async Task The_bytes_given_to_a_put_may_change_afterwards()
    {
        var data = """{"a":1}"""u8.ToArray();
        await ApplyAsync(new Change.Put(Bucket, data, null, Expected.Absent));
        data.AsSpan().Fill((byte)'x');

        Assert.Equal("""{"a":1}""", TextOf((await ReadAsync(Bucket)).Object));
    }

    [Fact]
    public async Task A_put_below_a_missing_parent_is_refused()
    {
        var outcome = await TryPutAsync(Collection);

        Assert.Equal((ChangeConflict.Expectation, 0, false), (outcome.Conflict, outcome.Index, outcome.Succeeded));
        Assert.Empty(outcome.Timestamps);
    }

    [Fact]
    public async Task A_put_below_a_deleted_parent_is_refused()
    {
        await PutAsync(Bucket);
        await DeleteAsync(Bucket);

        Assert.Equal(ChangeConflict.Expectation, (await TryPutAsync(Collection)).Conflict);
    }

    [Fact]
    public async Task A_parent_made_earlier_in_the_same_set_counts()
    {
        var outcome = await ApplyAsync(
            new Change.Put(Bucket, Json("{}"), null, Expected.Absent),
            new Change.Put(Collection, Json("{}"), null, Expected.Absent),
            new Change.Put(Record("r"), Json("{}"), null, Expected.Absent));

        Assert.True(outcome.Succeeded);
        Assert.Equal(outcome.Timestamps[2], (await ReadAsync(Record("r"))).Object!.LastModified);
    }

    [Fact]
    public async Task A_parent_made_later_in_the_same_set_does_not()
    {
        var outcome = await ApplyAsync(
            new Change.Put(Collection, Json("{}"), null, Expected.Absent),
            new Change.Put(Bucket, Json("{}"), null, Expected.Absent));

        Assert.Equal((ChangeConflict.Expectation, 0), (outcome.Conflict, outcome.Index));
        Assert.Null((await ReadAsync(Bucket)).Object);
    }

    [Fact]
    public async Task Expectations_of_a_put_on_nothing()
    {
        Assert.Equal(ChangeConflict.Expectation, (await TryPutAsync(Bucket, expected: Expected.Present)).Conflict);
        Assert.Equal(ChangeConflict.Expectation, (await TryPutAsync(Bucket, expected: Expected.At(0))).Conflict);
        Assert.Equal(ChangeConflict.None, (await TryPutAsync(Bucket, expected: Expected.Absent)).Conflict);
    }

    [Fact]
    public async Task Expectations_of_a_put_on_an_object()
    {
        var at = await PutAsync(Bucket);

        Assert.Equal(ChangeConflict.Expectation, (await TryPutAsync(Bucket, expected: Expected.Absent)).Conflict);
        Assert.Equal(ChangeConflict.Expectation, (await TryPutAsync(Bucket, expected: Expected.At(at + 1))).Conflict);
        Assert.Equal(ChangeConflict.None, (await TryPutAsync(Bucket, expected: Expected.At(at))).Conflict);
        Assert.Equal(ChangeConflict.None, (await TryPutAsync(Bucket, expected: Expected.Present)).Conflict);
    }

    [Fact]
    public async Task A_tombstone_counts_as_nothing()
    {
        await PutAsync(Bucket);
        var tombstone = await DeleteAsync(Bucket);

        Assert.Equal(ChangeConflict.Expectation, (await TryPutAsync(Bucket, expected: Expected.Present)).Conflict);
        Assert.Equal(ChangeConflict.Expectation, (await TryPutAsync(Bucket, expected: Expected.At(tombstone))).Conflict);
        Assert.Equal(ChangeConflict.None, (await TryPutAsync(Bucket, "{\"back\":true}", expected: Expected.Absent)).Conflict);
        Assert.Equal("{\"back\":true}", TextOf((await ReadAsync(Bucket)).Object));
    }

    [Fact]
    public async Task A_refused_put_leaves_neither_data_nor_a_tick()
    {
        var at = await PutAsync(Bucket, """{"a":1}""");
        await TryPutAsync(Bucket, """{"a":2}""", expected: Expected.At(1));

        Assert.Equal("""{"a":1}""", TextOf((await ReadAsync(Bucket)).Object));
        Assert.Equal(at, await ClockAsync(Resource.Bucket, ""));
    }

    [Fact]
    public async Task All_changes_apply_or_none()
    {
        await PutAllAsync(Bucket, Collection);
        var clock = await ClockAsync(Resource.Record, Collection.Uri);
        await GrantAsync(Bucket, Permission.Read, "kept");

        var outcome = await ApplyAsync(
            new Change.Put(Record("r"), Json("{}"), null, Expected.Absent),
            new Change.SetAccess(Bucket, Access(Permission.Read, "x"), Access(Permission.Write, "y")),
            new Change.SetMembers(Group("g"), [Alice.UserId!]),
            new Change.Put(Bucket, Json("{}"), null, Expected.Absent));

        Assert.Equal((ChangeConflict.Expectation, 3), (outcome.Conflict, outcome.Index));
        Assert.Null((await ReadAsync(Record("r"))).Object);
        Assert.Equal(["kept"], (await ReadAsync(Bucket)).AccessControl[Permission.Read]);
        Assert.Equal(3, (await Storage.FindPrincipalsAsync(Alice, Token)).Count);
        Assert.Equal(clock, await ClockAsync(Resource.Record, Collection.Uri));
    }

    [Fact]
    public async Task A_deletion_leaves_a_tombstone_and_answers_its_timestamp()
    {
        await PutAllAsync(Bucket, Collection);
        var at = await PutAsync(Record("r"), """{"a":1}""");
        var tombstone = await DeleteAsync(Record("r"));

        Assert.True(tombstone > at);
        var row = Assert.Single((await ListAsync(Records with { IncludeTombstones = true })).Objects);
        Assert.Equal(("r", tombstone, true), (row.Id, row.LastModified, row.IsTombstone));
        Assert.Equal("""{"deleted":true}""", TextOf(row));
    }

    [Fact]
    public async Task What_is_not_there_cannot_be_deleted()
    {
        await PutAsync(Bucket);
        await DeleteAsync(Bucket);

        Assert.Equal(ChangeConflict.Expectation, (await ApplyAsync(new Change.Delete(Bucket, null, Expected.Whatever))).Conflict);
        Assert.Equal(ChangeConflict.Expectation, (await ApplyAsync(new Change.Delete(ObjectPath.Bucket("x"), null, Expected.Whatever))).Conflict);
    }

    [Fact]
    public async Task A_deletion_states_what_it_expects()
    {
        var at = await PutAsync(Bucket);

        Assert.Equal(ChangeConflict.Expectation, (await ApplyAsync(new Change.Delete(Bucket, null, Expected.At(at - 1)))).Conflict);
        Assert.Equal(ChangeConflict.None, (await ApplyAsync(new Change.Delete(Bucket, null, Expected.At(at)))).Conflict);
    }

    [Fact]
    public async Task Changes_without_a_timestamp_answer_zero()
    {
        Time.Advance(TimeSpan.FromSeconds(1));
        var outcome = await ApplyAsync(
            new Change.Put(Bucket, Json("{}"), null, Expected.Absent),
            new Change.SetAccess(Bucket, AccessControl.Empty, Access(Permission.Write, "x")),
            new Change.SetMembers(Group("g"), []));

        Assert.Equal([Now, 0, 0], outcome.Timestamps);
    }

    [Fact]
    public async Task Ten_thousand_deletions_are_one_command()
    {
        await PutAllAsync(Bucket, Collection);
        var ids = Enumerable.Range(0, 10_000).Select(static n => $"r{n}").ToList();
        var puts = new ChangeSet(ids.Select(id => new Change.Put(Record(id), Json("{}"), null, Expected.Absent)));
        Assert.True((await Storage.ApplyAsync(puts, Token)).Succeeded);
        Assert.Equal(10_000, await CountAsync(Records));

        var outcome = await Storage.ApplyAsync(new ChangeSet(ids.Select(id => new Change.Delete(Record(id), null, Expected.Present))), Token);

        Assert.True(outcome.Succeeded);
        Assert.Equal(10_000, outcome.Timestamps.Distinct().Count());
        Assert.Equal(0, await CountAsync(Records));
    }

    [Fact]
    public async Task A_flush_empties_everything()
    {
        await PutAllAsync(Bucket, Collection, Record("r"), ObjectPath.Account("alice"));
        await GrantAsync(Bucket, Permission.Read, Alice.UserId!);
        await JoinAsync(Group("g"), Alice.UserId!);

        await Storage.FlushAsync(Token);

        Assert.Null((await ReadAsync(Bucket)).Object);
        Assert.Equal(default, (await ReadAsync(Bucket)).Grants);
        Assert.Equal(3, (await Storage.FindPrincipalsAsync(Alice, Token)).Count);
        Assert.Empty((await ListAsync(All(Resource.Account, null) with { IncludeTombstones = true })).Objects);
        Assert.Equal(ChangeConflict.None, (await TryPutAsync(Bucket, expected: Expected.Absent)).Conflict);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_check_leaves_nothing_behind(bool readOnly)
    {
        var before = await ClockAsync(Resource.Bucket, "");
        await Storage.CheckAsync(readOnly, Token);

        Assert.Equal(before, await ClockAsync(Resource.Bucket, ""));
        Assert.Empty((await ListAsync(All(Resource.Bucket, "") with { IncludeTombstones = true })).Objects);
    }

    [Fact]
    public async Task A_second_migration_changes_nothing()
    {
        await PutAsync(Bucket);
        await Storage.MigrateAsync(Token);

        Assert.NotNull((await ReadAsync(Bucket)).Object);
    }
}
