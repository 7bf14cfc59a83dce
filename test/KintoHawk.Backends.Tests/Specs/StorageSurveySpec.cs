using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;

namespace KintoHawk.Backends.Tests.Specs;

/// <summary>Questions about everything at once, and the removal of a principal or of old tombstones everywhere.</summary>
public abstract class StorageSurveySpec(IBackend backend) : StorageSpec(backend)
{
    [Fact]
    public async Task Access_lists_are_found_by_uri()
    {
        await PutAllAsync(Bucket, Collection, Group("g"));
        await GrantAsync(Bucket, Permission.Write, Alice.UserId!, Bob.UserId!);
        await GrantAsync(Bucket, Permission.CreateGroup, Caller.Everyone);
        await GrantAsync(Group("g"), Permission.Read, Bob.UserId!);

        var lists = await Storage.FindAccessListsAsync([Bucket.Uri, Collection.Uri, Group("g").Uri, Bucket.Uri, "/buckets/none"], Token);

        Assert.Equal([Bucket.Uri, Group("g").Uri], lists.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([Permission.Write, Permission.CreateGroup], lists[Bucket.Uri].Entries.Keys);
        Assert.Equal([Alice.UserId!, Bob.UserId!], lists[Bucket.Uri][Permission.Write]);
        Assert.Equal([Bob.UserId!], lists[Group("g").Uri][Permission.Read]);
        Assert.Empty(await Storage.FindAccessListsAsync([], Token));
    }

    [Fact]
    public async Task Ten_thousand_access_lists_are_found_at_once()
    {
        await PutAllAsync(Bucket, Collection);
        var paths = Enumerable.Range(0, 10_000).Select(static i => Record($"r{i}")).ToList();
        var changes = new ChangeSet(paths.Select((path, i) => new Change.SetAccess(path, AccessControl.Empty, Access(Permission.Read, $"account:{i}"))));
        Assert.True((await Storage.ApplyAsync(changes, Token)).Succeeded);

        var lists = await Storage.FindAccessListsAsync([.. paths.Select(static path => path.Uri)], Token);

        Assert.Equal(10_000, lists.Count);
        Assert.Equal(["account:9999"], lists[Record("r9999").Uri][Permission.Read]);
    }

    [Fact]
    public async Task Entries_that_name_a_principal_are_found_in_order()
    {
        await PutAllAsync(Bucket, Collection, Record("r"), Record("R"));
        await GrantAsync(Record("r"), Permission.Read, Bob.UserId!, Alice.UserId!, "account:bobby");
        await GrantAsync(Record("R"), Permission.Write, Bob.UserId!);
        await GrantAsync(Bucket, Permission.CreateCollection, Bob.UserId!);
        await GrantAsync(Bucket, Permission.Read, Bob.UserId!);

        Assert.Equal(
            [
                new(Bucket.Uri, Bob.UserId!, Permission.Read),
                new(Bucket.Uri, Bob.UserId!, Permission.CreateCollection),
                new(Record("R").Uri, Bob.UserId!, Permission.Write),
                new(Record("r").Uri, Alice.UserId!, Permission.Read),
                new AccessEntry(Record("r").Uri, Bob.UserId!, Permission.Read),
            ],
            await Storage.FindEntriesAsync([Bob.UserId!, Alice.UserId!, Bob.UserId!, "account:b%"], Token));
        Assert.Empty(await Storage.FindEntriesAsync([], Token));
    }

    [Fact]
    public async Task Uris_of_a_kind_are_found_in_all_partitions()
    {
        var other = ObjectPath.Bucket("a_b");
        await PutAllAsync(other, Bucket, other.Child(Resource.Collection, "c"), Collection, Bucket.Child(Resource.Collection, "C"), Group("g"));
        await PutAllAsync(Record("r"), Record("dead"), other.Child(Resource.Collection, "c").Child(Resource.Record, "r"));
        await PutAllAsync(Bucket.Child(Resource.History, "h"), ObjectPath.Account("zoe"), ObjectPath.Account("amy"));
        await DeleteAsync(Record("dead"));

        Assert.Equal(["/buckets/a_b", "/buckets/b"], await Storage.FindUrisAsync(Resource.Bucket, Token));
        Assert.Equal(
            ["/buckets/a_b/collections/c", "/buckets/b/collections/C", "/buckets/b/collections/c"],
            await Storage.FindUrisAsync(Resource.Collection, Token));
        Assert.Equal(["/buckets/b/groups/g"], await Storage.FindUrisAsync(Resource.Group, Token));
        Assert.Equal(
            ["/buckets/a_b/collections/c/records/r", "/buckets/b/collections/c/records/r"],
            await Storage.FindUrisAsync(Resource.Record, Token));
        Assert.Equal(["/buckets/b/history/h"], await Storage.FindUrisAsync(Resource.History, Token));
        Assert.Equal(["/accounts/amy", "/accounts/zoe"], await Storage.FindUrisAsync(Resource.Account, Token));
    }

    [Fact]
    public async Task Objects_and_tombstones_are_counted_by_kind()
    {
        Assert.Empty(await Storage.CountAsync(Token));
        await PutAllAsync(Bucket, ObjectPath.Bucket("b2"), Collection, Record("r"), Record("s"), Record("t"), Group("g"), ObjectPath.Account("amy"));
        await DeleteAsync(Record("s"));
        await DeleteAsync(Record("t"));
        await DeleteAsync(ObjectPath.Account("amy"));

        Assert.Equal(
            [new("account", 0, 1), new("bucket", 2, 0), new("collection", 1, 0), new("group", 1, 0), new ObjectCount("record", 1, 2)],
            await Storage.CountAsync(Token));
    }

    [Theory]
    [InlineData("account:bob")]
    [InlineData("account:b_b")]
    [InlineData("account:b%")]
    [InlineData("/buckets/b/groups/g")]
    public async Task A_principal_is_removed_everywhere_and_nobody_else(string removed)
    {
        string[] principals = ["account:bob", "account:b_b", "account:b%", "account:bobby", "/buckets/b/groups/g", "/buckets/b/groups/gg"];
        await PutAllAsync(Bucket, Collection, Group("g"), Group("gg"));
        await GrantAsync(Bucket, Permission.Write, principals);
        await GrantAsync(Collection, Permission.Read, removed);
        await JoinAsync(Group("g"), [.. principals.Where(static principal => principal.StartsWith("account:", StringComparison.Ordinal))]);
        await JoinAsync(Group("gg"), "account:bob", "account:bobby");
        var clock = await ClockAsync(Resource.Group, Bucket.Uri);

        await Storage.RemovePrincipalAsync(removed, Token);

        Assert.Equal(principals.Except([removed]).Order(StringComparer.Ordinal), (await ReadAsync(Bucket)).AccessControl[Permission.Write].ToList());
        Assert.Empty((await ReadAsync(Collection)).AccessControl.Entries);
        Assert.Empty(await Storage.FindEntriesAsync([removed], Token));
        var groupIsGone = removed.StartsWith('/');
        if (!groupIsGone)
            Assert.Equal(3, (await Storage.FindPrincipalsAsync(Caller.User("account", removed), Token)).Count);
        Assert.Equal(
            groupIsGone ? ["/buckets/b/groups/gg"] : ["/buckets/b/groups/g", "/buckets/b/groups/gg"],
            (await Storage.FindPrincipalsAsync(Caller.User("account", "account:bobby"), Token)).Skip(3));
        Assert.Equal(clock, await ClockAsync(Resource.Group, Bucket.Uri));
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 3)]
    [InlineData(2, 1)]
    [InlineData(3, 0)]
    [InlineData(int.MaxValue, 0)]
    public async Task The_newest_tombstones_of_each_set_are_retained(int retained, int removed)
    {
        var other = Bucket.Child(Resource.Collection, "other");
        await PutAllAsync(Bucket, Collection, other);
        string[] ids = ["a", "b", "c"];
        foreach (var path in ids.Select(Record).Append(other.Child(Resource.Record, "a")).Append(other.Child(Resource.Record, "b")))
        {
            await PutAsync(path);
            await DeleteAsync(path);
        }

        await PutAsync(Record("live"));
        await PutAsync(Group("g"));
        await DeleteAsync(Group("g"));

        Assert.Equal(removed, await Storage.PurgeTombstonesAsync("record", retained, Token));

        Assert.Equal(ids.OrderDescending(StringComparer.Ordinal).Take(retained).Prepend("live"), IdsOf(await ListAsync(Records with { IncludeTombstones = true })));
        Assert.Equal(
            ids.Take(2).OrderDescending(StringComparer.Ordinal).Take(retained),
            IdsOf(await ListAsync(All(Resource.Record, other.Uri) with { IncludeTombstones = true })));
        Assert.Equal(["g"], IdsOf(await ListAsync(All(Resource.Group, Bucket.Uri) with { IncludeTombstones = true })));
        Assert.Equal(0, await Storage.PurgeTombstonesAsync("record", retained, Token));
    }

    [Fact]
    public async Task A_purge_moves_no_clock_back()
    {
        await PutAllAsync(Bucket, Collection, Record("old"), Record("new"));
        await DeleteAsync(Record("new"), at: Now + 10_000);
        await PutAllAsync(ObjectPath.Account("amy"), ObjectPath.Account("zoe"));
        await DeleteAsync(ObjectPath.Account("zoe"), at: Now + 20_000);

        Assert.Equal(1, await Storage.PurgeTombstonesAsync("record", 0, Token));
        Assert.Equal(1, await Storage.PurgeTombstonesAsync("account", 0, Token));

        Assert.Equal(Now + 10_000, await ClockAsync(Resource.Record, Collection.Uri));
        Assert.Equal(Now + 20_000, (await ListAsync(All(Resource.Account, null))).Timestamp);
        Assert.Equal(Now + 10_001, await PutAsync(Record("next")));
    }

    [Fact]
    public async Task A_purge_leaves_nothing_of_a_set_but_its_clock()
    {
        await PutAllAsync(Bucket, Collection, Record("r"));
        var clock = await DeleteAsync(Record("r"));

        await Storage.PurgeTombstonesAsync("record", 0, Token);
        await PutAsync(Collection, at: Now + 10_000);

        Assert.Empty((await ListAsync(Records with { IncludeTombstones = true })).Objects);
        Assert.Equal(clock, await ClockAsync(Resource.Record, Collection.Uri));
    }

    [Fact]
    public async Task An_unknown_kind_has_no_tombstones() => Assert.Equal(0, await Storage.PurgeTombstonesAsync("r%", 0, Token));

    [Fact]
    public async Task Less_than_no_tombstones_cannot_be_retained() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Storage.PurgeTombstonesAsync("record", -1, Token));

    [Fact]
    public async Task A_transaction_answers_and_removes_for_itself()
    {
        await PutAllAsync(Bucket, Collection, Record("r"));
        await GrantAsync(Bucket, Permission.Write, Bob.UserId!);
        await DeleteAsync(Record("r"));
        await using (var transaction = await Storage.BeginAsync(Token))
        {
            await transaction.ApplyAsync(new ChangeSet(new Change.Put(ObjectPath.Bucket("mine"), Json("{}"), null, Expected.Absent)), Token);
            await transaction.RemovePrincipalAsync(Bob.UserId!, Token);
            Assert.Equal(1, await transaction.PurgeTombstonesAsync("record", 0, Token));

            Assert.Equal(["/buckets/b", "/buckets/mine"], await transaction.FindUrisAsync(Resource.Bucket, Token));
            Assert.Empty(await transaction.FindEntriesAsync([Bob.UserId!], Token));
            Assert.Empty(await transaction.FindAccessListsAsync([Bucket.Uri], Token));
            Assert.Equal([new("bucket", 2, 0), new ObjectCount("collection", 1, 0)], await transaction.CountAsync(Token));
        }

        Assert.Equal(["/buckets/b"], await Storage.FindUrisAsync(Resource.Bucket, Token));
        Assert.Single(await Storage.FindEntriesAsync([Bob.UserId!], Token));
        Assert.Contains(new ObjectCount("record", 0, 1), await Storage.CountAsync(Token));
    }
}
