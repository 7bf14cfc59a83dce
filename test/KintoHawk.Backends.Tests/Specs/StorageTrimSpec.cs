using System.Globalization;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;

namespace KintoHawk.Backends.Tests.Specs;

/// <summary>What the history of a bucket needs: forgetting the oldest, and telling the timestamp of another change of the same command.</summary>
public abstract class StorageTrimSpec(IBackend backend) : StorageSpec(backend)
{
    static readonly ObjectPath s_history = Bucket.Child(Resource.History, "");
    static readonly Filter s_aboutRecords = new(new FieldPath("kind"), Comparison.Equal, FieldValue.FromString("record"));

    [Theory]
    [InlineData(2, 0, new[] { "e5", "e4" })]
    [InlineData(2, 2, new[] { "e5", "e4" })]
    [InlineData(2, 3, new[] { "e5", "e4", "e3", "e2", "e1" })]
    [InlineData(5, 0, new[] { "e5", "e4", "e3", "e2", "e1" })]
    [InlineData(0, 0, new string[0])]
    [InlineData(int.MaxValue, int.MaxValue, new[] { "e5", "e4", "e3", "e2", "e1" })]
    public async Task The_newest_stay_and_the_threshold_is_tolerated(int keep, int threshold, string[] kept)
    {
        await FillAsync();

        var outcome = await ApplyAsync(new Change.Trim(s_history, [], keep, threshold));

        Assert.Equal([0], outcome.Timestamps);
        Assert.Equal(kept, IdsOf(await ListAsync(History)));
    }

    [Fact]
    public async Task Only_what_matches_counts_and_goes()
    {
        await PutAsync(Bucket);
        for (var i = 1; i <= 6; i++)
            await PutAsync(Entry(i), i % 2 == 0 ? """{"kind":"record"}""" : """{"kind":"group"}""");

        Assert.True((await ApplyAsync(new Change.Trim(s_history, [s_aboutRecords], 1, 2))).Succeeded);
        Assert.Equal(6, await CountAsync(History));

        Assert.True((await ApplyAsync(new Change.Trim(s_history, [s_aboutRecords], 1, 1))).Succeeded);
        Assert.Equal(["e6", "e5", "e3", "e1"], IdsOf(await ListAsync(History)));
    }

    [Fact]
    public async Task Nothing_is_left_of_what_is_forgotten()
    {
        await FillAsync();
        await GrantAsync(Entry(1), Permission.Read, Bob.UserId!);
        await GrantAsync(Entry(5), Permission.Read, Bob.UserId!);

        await ApplyAsync(new Change.Trim(s_history, [], 1, 0));

        Assert.Equal(["e5"], IdsOf(await ListAsync(History with { IncludeTombstones = true })));
        Assert.Empty((await ReadAsync(Entry(1))).AccessControl.Entries);
        Assert.NotEmpty((await ReadAsync(Entry(5))).AccessControl.Entries);
        Assert.Equal(
            [new ObjectCount("bucket", 1, 0), new ObjectCount("history", 1, 0)],
            await Storage.CountAsync(Token));
    }

    [Fact]
    public async Task What_was_below_is_forgotten_too()
    {
        await PutAllAsync(Bucket, Collection, Record("r"), Group("g"));
        await GrantAsync(Record("r"), Permission.Read, Bob.UserId!);
        await JoinAsync(Group("g"), Bob.UserId!);

        await ApplyAsync(
            new Change.Trim(Bucket.Child(Resource.Collection, ""), [], 0, 0),
            new Change.Trim(Bucket.Child(Resource.Group, ""), [], 0, 0));

        Assert.Empty((await ListAsync(Records with { IncludeTombstones = true })).Objects);
        Assert.Empty((await ReadAsync(Record("r"))).AccessControl.Entries);
        Assert.Equal(3, (await Storage.FindPrincipalsAsync(Bob, Token)).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task The_clock_stays_where_it_is(int keep)
    {
        await FillAsync();
        await PutAsync(Entry(6), at: Now + 10_000);
        await DeleteAsync(Entry(6));
        var clock = await ClockAsync(Resource.History, Bucket.Uri);

        await ApplyAsync(new Change.Trim(s_history, [], keep, 0));

        Assert.Equal(clock, await ClockAsync(Resource.History, Bucket.Uri));
        Assert.Equal(clock + 1, await PutAsync(Entry(7)));
    }

    [Fact]
    public async Task An_emptied_set_shows_its_own_clock_even_when_its_parent_is_newer()
    {
        await FillAsync();
        var clock = await ClockAsync(Resource.History, Bucket.Uri);
        await PutAsync(Bucket, at: Now + 10_000);
        await ApplyAsync(new Change.Trim(s_history, [], 0, 0));

        Assert.Equal(clock, await ClockAsync(Resource.History, Bucket.Uri));
    }

    [Fact]
    public async Task A_set_that_never_was_is_trimmed_to_nothing()
    {
        await PutAsync(Bucket);
        var clock = await ClockAsync(Resource.History, Bucket.Uri);

        Assert.True((await ApplyAsync(new Change.Trim(s_history, [], 0, 0))).Succeeded);

        Assert.Equal(clock, await ClockAsync(Resource.History, Bucket.Uri));
    }

    [Fact]
    public async Task A_refused_command_forgets_nothing()
    {
        await FillAsync();

        var outcome = await ApplyAsync(new Change.Trim(s_history, [], 0, 0), new Change.Put(Bucket, Json("{}"), null, Expected.Absent));

        Assert.Equal(1, outcome.Index);
        Assert.Equal(5, await CountAsync(History));
    }

    [Fact]
    public async Task A_transaction_trims_for_itself_until_it_commits()
    {
        await FillAsync();
        await using var transaction = await Storage.BeginAsync(Token);

        await transaction.ApplyAsync(new ChangeSet(new Change.Trim(s_history, [], 2, 0)), Token);

        Assert.Equal(2, (await transaction.ListAsync(History, Alice, Token)).Objects.Count);
        Assert.Equal(5, (await ListAsync(History)).Objects.Count);
        await transaction.CommitAsync(Token);
        Assert.Equal(2, (await ListAsync(History)).Objects.Count);
    }

    [Fact]
    public async Task Deleting_a_bucket_deletes_its_history()
    {
        await FillAsync();
        await GrantAsync(Entry(1), Permission.Read, Bob.UserId!);

        await DeleteAsync(Bucket);
        await PutAsync(Bucket);

        Assert.Empty((await ListAsync(History with { IncludeTombstones = true })).Objects);
        Assert.Empty((await ReadAsync(Entry(1))).AccessControl.Entries);
    }

    [Fact]
    public async Task A_history_without_entries_shows_the_clock_of_its_bucket() =>
        Assert.Equal(await PutAsync(Bucket), await ClockAsync(Resource.History, Bucket.Uri));

    [Fact]
    public async Task The_history_of_a_bucket_made_again_in_the_past_does_not_go_back()
    {
        await FillAsync();
        await DeleteAsync(Bucket, at: Now + 10_000);
        var seen = await ClockAsync(Resource.Bucket, "");

        await PutAsync(Bucket, at: 1);

        Assert.True(await ClockAsync(Resource.History, Bucket.Uri) >= seen);
    }

    [Theory]
    [InlineData("""{"at":,"number":1}""", 6)]
    [InlineData("", 0)]
    [InlineData("12", 2)]
    public async Task The_timestamp_of_an_earlier_change_is_inserted_at_its_place(string template, int offset)
    {
        await PutAllAsync(Bucket, Collection);

        var outcome = await ApplyAsync(
            new Change.SetAccess(Bucket, AccessControl.Empty, Access(Permission.Read, "x")),
            new Change.Put(Record("r"), Json("{}"), null, Expected.Absent),
            new Change.Put(Entry(1), Json(template), null, Expected.Absent) { Stamp = new Stamp(1, offset) });

        Assert.True(outcome.Succeeded);
        Assert.Equal(
            template.Insert(offset, outcome.Timestamps[1].ToString(CultureInfo.InvariantCulture)),
            TextOf((await ReadAsync(Entry(1))).Object));
    }

    [Fact]
    public async Task The_timestamp_of_a_change_without_one_is_told_as_zero()
    {
        await PutAsync(Bucket);

        await ApplyAsync(
            new Change.SetAccess(Bucket, AccessControl.Empty, Access(Permission.Read, "x")),
            new Change.Put(Entry(1), Json("""{"at":}"""), null, Expected.Absent) { Stamp = new Stamp(0, 6) });

        Assert.Equal("""{"at":0}""", TextOf((await ReadAsync(Entry(1))).Object));
    }

    [Fact]
    public async Task A_neighbour_in_the_same_set_can_tell_of_another()
    {
        await PutAsync(Bucket);

        var outcome = await ApplyAsync(
            new Change.Put(Entry(1), Json("{}"), null, Expected.Absent),
            new Change.Put(Entry(2), Json("{}"), null, Expected.Absent),
            new Change.Put(Entry(3), Json("""{"at":}"""), null, Expected.Absent) { Stamp = new Stamp(1, 6) },
            new Change.Put(Entry(4), Json("""{"at":}"""), null, Expected.Absent) { Stamp = new Stamp(2, 6) },
            new Change.Put(Entry(5), Json("""{"at":}"""), null, Expected.Absent) { Stamp = new Stamp(0, 6) },
            new Change.Put(Entry(6), Json("{}"), null, Expected.Absent));

        Assert.Equal($$"""{"at":{{outcome.Timestamps[1]}}}""", TextOf((await ReadAsync(Entry(3))).Object));
        Assert.Equal($$"""{"at":{{outcome.Timestamps[2]}}}""", TextOf((await ReadAsync(Entry(4))).Object));
        Assert.Equal($$"""{"at":{{outcome.Timestamps[0]}}}""", TextOf((await ReadAsync(Entry(5))).Object));
    }

    [Fact]
    public async Task The_timestamp_of_a_deletion_can_be_told()
    {
        await PutAllAsync(Bucket, Collection, Record("r"));

        var outcome = await ApplyAsync(
            new Change.Delete(Record("r"), null, Expected.Present),
            new Change.Put(Entry(1), Json("""{"at":}"""), null, Expected.Absent) { Stamp = new Stamp(0, 6) });

        Assert.Equal($$"""{"at":{{outcome.Timestamps[0]}}}""", TextOf((await ReadAsync(Entry(1))).Object));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(-1, 0)]
    [InlineData(0, 3)]
    [InlineData(0, -1)]
    public async Task A_stamp_that_does_not_fit_is_a_mistake_and_applies_nothing(int change, int offset)
    {
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await ApplyAsync(
            new Change.Put(Bucket, Json("{}"), null, Expected.Absent),
            new Change.Put(Entry(1), Json("{}"), null, Expected.Absent) { Stamp = new Stamp(change, offset) }));

        Assert.Null((await ReadAsync(Bucket)).Object);
    }

    static ObjectQuery History => All(Resource.History, Bucket.Uri);

    static ObjectPath Entry(int number) => Bucket.Child(Resource.History, $"e{number}");

    async Task FillAsync()
    {
        await PutAsync(Bucket);
        for (var i = 1; i <= 5; i++)
            await PutAsync(Entry(i));
    }
}
