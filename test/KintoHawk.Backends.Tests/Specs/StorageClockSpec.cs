using KintoHawk.Core.Objects;
using KintoHawk.Core.Storage;

namespace KintoHawk.Backends.Tests.Specs;

public abstract class StorageClockSpec(IBackend backend) : StorageSpec(backend)
{
    [Fact]
    public async Task A_write_is_stamped_with_the_wall_clock()
    {
        Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(Now, await PutAsync(Bucket));
    }

    [Fact]
    public async Task A_burst_slides_into_the_future()
    {
        Time.Advance(TimeSpan.FromHours(1));
        await PutAllAsync(Bucket, Collection);
        Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal([Now, Now + 1, Now + 2], [await PutAsync(Record("x")), await PutAsync(Record("y")), await PutAsync(Record("x"))]);
    }

    [Fact]
    public async Task A_wall_clock_that_goes_back_does_not_take_the_timestamps_with_it()
    {
        var ahead = await PutAsync(Bucket, at: Now + 1_000_000);

        Assert.Equal(ahead + 1, await PutAsync(ObjectPath.Bucket("later")));
    }

    [Fact]
    public async Task Every_set_has_a_clock_of_its_own()
    {
        await PutAllAsync(Bucket, Collection);
        var ahead = await PutAsync(Group("g"), at: Now + 1_000_000);

        Assert.True(await PutAsync(Bucket.Child(Resource.Collection, "d")) < ahead);
        Assert.Equal(ahead, await ClockAsync(Resource.Group, Bucket.Uri));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(0)]
    [InlineData(9_000_000_000_000)]
    public async Task A_timestamp_of_the_client_is_taken_as_it_is(long at)
    {
        await PutAllAsync(Bucket, Collection);

        Assert.Equal(at, await PutAsync(Record("r"), at: at));
        Assert.Equal(at, (await ReadAsync(Record("r"))).Object!.LastModified);
    }

    [Fact]
    public async Task A_timestamp_equal_to_the_sets_own_is_moved_on()
    {
        await PutAllAsync(Bucket, Collection);
        var at = await PutAsync(Record("r"));

        Assert.Equal(at + 1, await PutAsync(Record("s"), at: at));
        Assert.Equal(at + 2, await PutAsync(Record("s"), at: at + 1));
    }

    [Fact]
    public async Task The_first_write_may_not_equal_what_the_empty_set_showed()
    {
        await PutAsync(Bucket, at: 5_000_000_000_000);

        Assert.Equal(5_000_000_000_001, await PutAsync(Collection, at: 5_000_000_000_000));
    }

    [Fact]
    public async Task A_timestamp_of_another_object_is_refused()
    {
        await PutAllAsync(Bucket, Collection);
        await PutAsync(Record("r"), at: 100);
        await PutAsync(Record("s"));

        var outcome = await TryPutAsync(Record("t"), at: 100);

        Assert.Equal((ChangeConflict.Timestamp, 0), (outcome.Conflict, outcome.Index));
        Assert.Null((await ReadAsync(Record("t"))).Object);
    }

    [Fact]
    public async Task A_timestamp_of_a_tombstone_is_refused()
    {
        await PutAllAsync(Bucket, Collection, Record("r"));
        var tombstone = await DeleteAsync(Record("r"));
        await PutAsync(Record("s"));

        Assert.Equal(ChangeConflict.Timestamp, (await TryPutAsync(Record("t"), at: tombstone)).Conflict);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(50)]
    public async Task An_update_ignores_a_timestamp_that_is_not_later_than_the_object(long at)
    {
        await PutAllAsync(Bucket, Collection);
        await PutAsync(Record("r"), at: 100);
        var newest = await PutAsync(Record("s"));

        Assert.Equal(newest + 1, await PutAsync(Record("r"), """{"a":2}""", at: at));
        Assert.Equal("""{"a":2}""", TextOf((await ReadAsync(Record("r"))).Object));
    }

    [Fact]
    public async Task An_update_takes_a_timestamp_that_is_later_than_the_object()
    {
        await PutAllAsync(Bucket, Collection);
        await PutAsync(Record("r"), at: 100);
        await PutAsync(Record("s"));

        Assert.Equal(150, await PutAsync(Record("r"), at: 150));
    }

    [Fact]
    public async Task An_object_made_again_may_be_older_than_its_tombstone()
    {
        await PutAllAsync(Bucket, Collection, Record("r"));
        await DeleteAsync(Record("r"));

        Assert.Equal(100, await PutAsync(Record("r"), at: 100));
    }

    [Fact]
    public async Task A_timestamp_that_an_object_gave_up_is_free()
    {
        await PutAllAsync(Bucket, Collection);
        await PutAsync(Record("r"), at: 100);
        await PutAsync(Record("r"));

        Assert.Equal(100, await PutAsync(Record("s"), at: 100));
    }

    [Fact]
    public async Task The_sets_timestamp_is_the_greatest_of_objects_and_tombstones()
    {
        await PutAllAsync(Bucket, Collection);
        await PutAsync(Record("past"), at: 10);
        var newest = await PutAsync(Record("r"));
        Assert.Equal(newest, await ClockAsync(Resource.Record, Collection.Uri));

        var tombstone = await DeleteAsync(Record("past"));
        Assert.Equal(tombstone, await ClockAsync(Resource.Record, Collection.Uri));
    }

    [Fact]
    public async Task The_sets_timestamp_never_goes_back()
    {
        await PutAllAsync(Bucket, Collection);
        var empty = await ClockAsync(Resource.Record, Collection.Uri);
        await PutAsync(Record("r"), at: 10);
        Assert.Equal(empty, await ClockAsync(Resource.Record, Collection.Uri));

        await PutAsync(Record("r"));
        var newest = await DeleteAsync(Record("r"));
        await PutAsync(Record("r"), at: 20);
        Assert.Equal(newest, await ClockAsync(Resource.Record, Collection.Uri));
        Assert.True(await PutAsync(Record("s")) > newest);
    }

    [Fact]
    public async Task A_set_never_written_to_shows_the_timestamp_of_its_parent()
    {
        Time.Advance(TimeSpan.FromHours(1));
        var at = await PutAsync(Bucket);
        Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(at, await ClockAsync(Resource.Collection, Bucket.Uri));
        Assert.Equal(at, await ClockAsync(Resource.Collection, Bucket.Uri));
    }

    [Fact]
    public async Task The_root_shows_when_the_database_was_made()
    {
        var made = Now;
        Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(made, await ClockAsync(Resource.Bucket, ""));
        Assert.Equal(made, (await ListAsync(All(Resource.Account, null))).Timestamp);
        Assert.Equal(made, await ClockAsync(Resource.Account, "alice"));
    }

    [Fact]
    public async Task The_first_write_is_later_than_what_the_empty_set_showed()
    {
        var ahead = await PutAsync(Bucket, at: Now + 1_000_000);
        var shown = await ClockAsync(Resource.Collection, Bucket.Uri);

        Assert.Equal(ahead, shown);
        Assert.Equal(shown + 1, await PutAsync(Collection));
    }

    [Fact]
    public async Task A_tombstone_takes_the_next_tick()
    {
        await PutAllAsync(Bucket, Collection);
        var at = await PutAsync(Record("r"), at: Now + 1_000_000);

        Assert.Equal(at + 1, await DeleteAsync(Record("r")));
    }

    [Fact]
    public async Task A_tombstone_takes_the_clients_timestamp_if_it_is_later_than_the_object()
    {
        await PutAllAsync(Bucket, Collection);
        await PutAsync(Record("r"), at: 100);
        await PutAsync(Record("s"));

        Assert.Equal(150, await DeleteAsync(Record("r"), at: 150));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(50)]
    public async Task A_tombstone_ignores_a_timestamp_that_is_not_later_than_the_object(long at)
    {
        await PutAllAsync(Bucket, Collection);
        await PutAsync(Record("r"), at: 100);
        var newest = await PutAsync(Record("s"));

        Assert.Equal(newest + 1, await DeleteAsync(Record("r"), at));
    }

    [Fact]
    public async Task A_tombstone_may_not_take_the_timestamp_of_another_object()
    {
        await PutAllAsync(Bucket, Collection);
        await PutAsync(Record("r"), at: 100);
        await PutAsync(Record("s"), at: 150);
        await PutAsync(Record("t"));

        Assert.Equal(ChangeConflict.Timestamp, (await ApplyAsync(new Change.Delete(Record("r"), 150, Expected.Whatever))).Conflict);
        Assert.NotNull((await ReadAsync(Record("r"))).Object);
    }

    [Fact]
    public async Task Lists_of_a_bucket_made_again_are_newer_than_before()
    {
        await PutAllAsync(Bucket, Collection, Record("r"));
        await PutAsync(Record("ahead"), at: Now + 1_000_000);
        await PutAsync(Group("ahead"), at: Now + 2_000_000);
        long[] before = await ClocksAsync();

        await DeleteAsync(Bucket);
        await PutAllAsync(Bucket, Collection);

        var after = await ClocksAsync();
        Assert.All(before.Zip(after), static pair => Assert.True(pair.Second > pair.First, $"{pair.Second} follows {pair.First}"));
        Assert.Equal(after, await ClocksAsync());
        Assert.True(await PutAsync(Record("r")) > after[0]);
    }

    [Fact]
    public async Task Lists_are_newer_even_after_several_deletions()
    {
        await PutAllAsync(Bucket, Collection);
        await PutAsync(Record("ahead"), at: Now + 1_000_000);
        for (var round = 0; round < 3; round++)
        {
            long[] before = await ClocksAsync();
            await DeleteAsync(Collection);
            await PutAsync(Collection);
            Assert.True((await ClocksAsync())[0] > before[0]);
            await DeleteAsync(Bucket);
            await PutAllAsync(Bucket, Collection);
            Assert.True((await ClocksAsync())[0] > before[0] + 1);
        }
    }

    [Fact]
    public async Task Lists_of_a_bucket_made_again_with_an_old_timestamp_are_newer_too()
    {
        await PutAllAsync(Bucket, Collection, Record("r"));
        long[] before = await ClocksAsync();

        await DeleteAsync(Bucket);
        await PutAsync(Bucket, at: 5);
        await PutAsync(Collection, at: 6);

        Assert.All(before.Zip(await ClocksAsync()), static pair => Assert.True(pair.Second > pair.First, $"{pair.Second} follows {pair.First}"));
    }

    [Fact]
    public async Task Lists_that_are_behind_the_tombstone_leave_nothing_behind()
    {
        await PutAllAsync(Bucket, Collection, Record("r"));
        Time.Advance(TimeSpan.FromHours(1));
        await DeleteAsync(Bucket);
        Time.Advance(TimeSpan.FromHours(1));
        var again = await PutAsync(Bucket);

        Assert.Equal(again, await ClockAsync(Resource.Collection, Bucket.Uri));
    }

    [Fact]
    public async Task A_command_can_insist_on_the_timestamp_of_a_set()
    {
        await PutAllAsync(Bucket, Collection, Record("r"));
        var seen = await ClockAsync(Resource.Record, Collection.Uri);
        var latest = await PutAsync(Record("new"));

        var outcome = await ApplyAsync(new ExpectedClock(Resource.Record, Collection.Uri, seen), Record("r"));
        Assert.Equal((ChangeConflict.Expectation, -1), (outcome.Conflict, outcome.Index));
        Assert.NotNull((await ReadAsync(Record("r"))).Object);

        Assert.True((await ApplyAsync(new ExpectedClock(Resource.Record, Collection.Uri, latest), Record("r"))).Succeeded);
        Assert.Null((await ReadAsync(Record("r"))).Object);
    }

    [Fact]
    public async Task A_transaction_can_insist_on_the_timestamp_of_a_set()
    {
        await PutAllAsync(Bucket, Collection, Record("r"));
        var seen = await ClockAsync(Resource.Record, Collection.Uri);
        await using var transaction = await Storage.BeginAsync(Token);
        await transaction.ApplyAsync(new ChangeSet(new Change.Put(Record("new"), Json("{}"), null, Expected.Absent)), Token);

        var outcome = await transaction.ApplyAsync(
            new ChangeSet(new Change.Delete(Record("r"), null, Expected.Present)) { ExpectedClock = new(Resource.Record, Collection.Uri, seen) },
            Token);

        Assert.Equal(ChangeConflict.Expectation, outcome.Conflict);
        Assert.NotNull((await transaction.ReadAsync(Record("new"), Alice, Token)).Object);
    }

    [Fact]
    public async Task The_timestamp_insisted_on_can_be_that_of_all_partitions()
    {
        await PutAllAsync(ObjectPath.Account("alice"));
        var seen = (await ListAsync(All(Resource.Account, null))).Timestamp;
        var own = await ClockAsync(Resource.Account, "alice");
        Time.Advance(TimeSpan.FromHours(1));
        await PutAsync(ObjectPath.Account("bob"));

        Assert.Equal(
            ChangeConflict.Expectation,
            (await ApplyAsync(new ExpectedClock(Resource.Account, null, seen), ObjectPath.Account("alice"))).Conflict);
        Assert.True((await ApplyAsync(new ExpectedClock(Resource.Account, "alice", own), ObjectPath.Account("alice"))).Succeeded);
        Assert.True((await ApplyAsync(
            new ExpectedClock(Resource.Account, null, (await ListAsync(All(Resource.Account, null))).Timestamp),
            ObjectPath.Account("bob"))).Succeeded);
    }

    [Fact]
    public async Task The_timestamp_insisted_on_can_be_that_of_a_set_never_written_to()
    {
        var at = await PutAsync(Bucket);

        Assert.Equal(
            ChangeConflict.Expectation,
            (await Storage.ApplyAsync(new ChangeSet { ExpectedClock = new(Resource.Collection, Bucket.Uri, at - 1) }, Token)).Conflict);
        Assert.True((await Storage.ApplyAsync(new ChangeSet { ExpectedClock = new(Resource.Collection, Bucket.Uri, at) }, Token)).Succeeded);
    }

    ValueTask<ChangeOutcome> ApplyAsync(ExpectedClock clock, ObjectPath deleted) =>
        Storage.ApplyAsync(new ChangeSet(new Change.Delete(deleted, null, Expected.Present)) { ExpectedClock = clock }, Token);

    async Task<long[]> ClocksAsync() =>
    [
        await ClockAsync(Resource.Record, Collection.Uri),
        await ClockAsync(Resource.Group, Bucket.Uri),
        await ClockAsync(Resource.Collection, Bucket.Uri),
    ];
}
