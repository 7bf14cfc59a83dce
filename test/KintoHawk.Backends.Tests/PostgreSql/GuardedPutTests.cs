using KintoHawk.Backends.Tests.Specs;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;

namespace KintoHawk.Backends.Tests.PostgreSql;

/// <summary>A put that looks and writes in one trip does what looking first and then writing would have done, or nothing.</summary>
public sealed class GuardedPutTests() : StorageSpec(new PostgreSqlBackend())
{
    static readonly Grants _writers = PermissionTree.Sufficient(Resource.Record, Question.Write);
    static readonly Grants _creators = PermissionTree.Sufficient(Resource.Record, Question.Create);

    IGuardedPuts Puts => Assert.IsAssignableFrom<IGuardedPuts>(Storage.GuardedPuts);

    [Fact]
    public async Task Containers_are_recalled_once_they_were_seen()
    {
        await PutAllAsync(Bucket, Collection);
        Assert.Null(Puts.RecallAncestors(Record("r")));

        await ReadAsync(Record("other"));

        Assert.Equal(["b", "c"], Assert.IsAssignableFrom<IReadOnlyList<StoredObject>>(Puts.RecallAncestors(Record("r"))).Select(static level => level.Id));
    }

    [Fact]
    public async Task An_object_is_created_and_then_replaced_with_its_access_list()
    {
        await SeeAsync();
        await GrantAsync(Collection, Permission.CreateRecord, Alice.UserId!);

        var created = await TryAsync(Record("r"), """{"n":1}""");
        var replaced = await TryAsync(Record("r"), """{"n":2}""");

        Assert.True(created is { Held: true, Created: true });
        Assert.True(replaced is { Held: true, Created: false });
        Assert.True(replaced.Timestamp > created.Timestamp);
        Assert.Equal([Alice.Owner], replaced.Access[Permission.Write]);
        var view = await ReadAsync(Record("r"));
        Assert.Equal("""{"n":2}""", TextOf(view.Object));
        Assert.Equal(replaced.Timestamp, view.Object!.LastModified);
        Assert.Equal([Alice.Owner], view.AccessControl[Permission.Write]);
    }

    [Fact]
    public async Task Nobody_writes_without_an_entry()
    {
        await SeeAsync();
        await GrantAsync(Collection, Permission.CreateRecord, Alice.UserId!);
        Assert.True((await TryAsync(Record("r"))).Held);

        // Bob may create, but not replace what Alice has made.
        await GrantAsync(Collection, Permission.CreateRecord, Alice.UserId!, Bob.UserId!);
        Assert.False((await TryAsync(Record("r"), caller: Bob)).Held);
        Assert.Equal([Alice.Owner], (await ReadAsync(Record("r"))).AccessControl[Permission.Write]);
        // That does not forget the containers, which are as they were.
        Assert.True((await TryAsync(Record("mine"), caller: Bob)).Held);
        Assert.False((await TryAsync(Record("anonymous"), caller: Caller.Anonymous)).Held);
    }

    [Fact]
    public async Task Groups_count_and_so_does_what_settings_allow()
    {
        await SeeAsync();
        Assert.False((await TryAsync(Record("r"))).Held);

        await PutAsync(Group("writers"));
        await JoinAsync(Group("writers"), Alice.UserId!);
        await GrantAsync(Bucket, Permission.Write, Group("writers").Uri);
        await ReadAsync(Record("r"));
        Assert.True((await TryAsync(Record("r"))).Held);

        await ReadAsync(Record("r"));
        Assert.True((await TryAsync(Record("s"), caller: Caller.Anonymous, isAllowed: true)).Held);
    }

    [Fact]
    public async Task A_container_that_changed_or_went_does_not_hold()
    {
        await SeeAsync();
        var seen = Puts.RecallAncestors(Record("r"));
        await PutAsync(Collection, """{"schema":{}}""");
        Assert.False((await TryAsync(Record("r"), isAllowed: true)).Held);
        Assert.Null(Puts.RecallAncestors(Record("r")));
        Assert.Null((await ReadAsync(Record("r"))).Object);
        Assert.NotEqual(seen![1].LastModified, Puts.RecallAncestors(Record("r"))![1].LastModified);

        await DeleteAsync(Collection);
        Assert.False((await TryAsync(Record("r"), isAllowed: true)).Held);
    }

    [Theory]
    [InlineData(Expected.Kind.Absent, false, true)]
    [InlineData(Expected.Kind.Absent, true, false)]
    [InlineData(Expected.Kind.Present, false, false)]
    [InlineData(Expected.Kind.Present, true, true)]
    [InlineData(Expected.Kind.At, true, true)]
    [InlineData(Expected.Kind.At, false, false)]
    public async Task A_condition_is_part_of_the_guard(Expected.Kind condition, bool isThere, bool holds)
    {
        await SeeAsync();
        var version = isThere ? await PutAsync(Record("r")) : 7;
        var expected = condition switch { Expected.Kind.Absent => Expected.Absent, Expected.Kind.Present => Expected.Present, _ => Expected.At(version) };

        Assert.Equal(holds, (await TryAsync(Record("r"), isAllowed: true, expected: expected)).Held);
        await ReadAsync(Record("r"));
        Assert.False((await TryAsync(Record("r"), isAllowed: true, expected: Expected.At(8))).Held);
    }

    [Fact]
    public async Task A_timestamp_that_is_taken_does_not_hold_and_leaves_nothing_behind()
    {
        await SeeAsync();
        var taken = await PutAsync(Record("first"));
        await PutAsync(Record("second"));
        var clock = await ClockAsync(Resource.Record, Collection.Uri);

        Assert.False((await TryAsync(Record("r"), isAllowed: true, at: taken)).Held);

        Assert.Null((await ReadAsync(Record("r"))).Object);
        Assert.Empty((await ReadAsync(Record("r"))).AccessControl.Entries);
        Assert.Equal(clock, await ClockAsync(Resource.Record, Collection.Uri));
    }

    [Fact]
    public async Task Data_that_cannot_be_stored_is_the_fault_of_the_request()
    {
        await SeeAsync();

        await Assert.ThrowsAsync<UnstorableException>(async () => await TryAsync(Record("r"), """{"n":"\u0000"}""", isAllowed: true));

        Assert.Null((await ReadAsync(Record("r"))).Object);
    }

    async Task SeeAsync()
    {
        await PutAllAsync(Bucket, Collection);
        await ReadAsync(Record("r"));
    }

    async Task<GuardedPutOutcome> TryAsync(
        ObjectPath path, string json = "{}", Caller? caller = null, bool isAllowed = false, Expected expected = default, long? at = null)
    {
        caller ??= Alice;
        var ancestors = Assert.IsAssignableFrom<IReadOnlyList<StoredObject>>(Puts.RecallAncestors(path));
        var put = new GuardedPut
        {
            Put = new Change.Put(path, Json(json), at, expected),
            Ancestors = ancestors,
            ToCreate = isAllowed ? null : _creators,
            ToReplace = isAllowed ? null : _writers,
            Replaced = AccessControl.Empty,
            Added = Access(Permission.Write, caller.Owner),
        };
        return await Puts.PutAsync(put, caller, Token);
    }
}
