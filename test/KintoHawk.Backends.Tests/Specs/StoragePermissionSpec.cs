using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;

namespace KintoHawk.Backends.Tests.Specs;

public abstract class StoragePermissionSpec(IBackend backend) : StorageSpec(backend)
{
    /// <summary>False where another process does the work, whose cost is not seen from here.</summary>
    protected virtual bool IsInProcess => true;

    [Fact]
    public async Task Grants_tell_what_the_caller_holds_on_each_level()
    {
        await PutAllAsync(Bucket, Collection, Record("r"));
        await GrantAsync(Bucket, Permission.CreateGroup, Alice.UserId!);
        await GrantAsync(Bucket, Permission.Read, Caller.Everyone);
        await GrantAsync(Collection, Permission.CreateRecord, Caller.Authenticated);
        await GrantAsync(Record("r"), Permission.Write, Bob.UserId!);

        Assert.Equal(
            new Grants(Permission.None, Permission.CreateGroup | Permission.Read, Permission.CreateRecord, Permission.None),
            (await ReadAsync(Record("r"), Alice)).Grants);
        Assert.Equal(
            new Grants(Permission.None, Permission.Read, Permission.CreateRecord, Permission.Write),
            (await ReadAsync(Record("r"), Bob)).Grants);
        Assert.Equal(
            new Grants(Permission.None, Permission.Read, Permission.None, Permission.None),
            (await ReadAsync(Record("r"), Caller.Anonymous)).Grants);
    }

    [Fact]
    public async Task Entries_count_where_the_object_is_missing()
    {
        await GrantAsync(Record("r"), Permission.Write, Alice.UserId!);
        await GrantAsync(Bucket, Permission.Read, Alice.UserId!);

        Assert.Equal(new Grants(Permission.None, Permission.Read, Permission.None, Permission.Write), (await ReadAsync(Record("r"))).Grants);
    }

    [Fact]
    public async Task The_access_list_is_shown_whoever_asks()
    {
        await PutAsync(Bucket);
        await GrantAsync(Bucket, Permission.Write, "account:x", "account:y");
        await GrantAsync(Bucket, Permission.CreateCollection, Caller.Everyone);

        var list = (await ReadAsync(Bucket, Caller.Anonymous)).AccessControl;

        Assert.Equal([Permission.Write, Permission.CreateCollection], list.Entries.Keys);
        Assert.Equal(["account:x", "account:y"], list[Permission.Write]);
        Assert.Equal([Caller.Everyone], list[Permission.CreateCollection]);
    }

    [Fact]
    public async Task Listed_permissions_are_replaced_and_others_stay()
    {
        await GrantAsync(Bucket, Permission.Write, "account:x");
        await GrantAsync(Bucket, Permission.Read, "account:y");
        await GrantAsync(Bucket, Permission.CreateGroup, "account:z");

        await ApplyAsync(new Change.SetAccess(
            Bucket,
            Access(Permission.Write, "account:new").With(Permission.CreateGroup, []),
            Access(Permission.Write, "account:owner").Adding(Permission.Read, "account:y")));

        var list = (await ReadAsync(Bucket)).AccessControl;
        Assert.Equal(["account:new", "account:owner"], list[Permission.Write]);
        Assert.Equal(["account:y"], list[Permission.Read]);
        Assert.Equal([Permission.Read, Permission.Write], list.Entries.Keys);
    }

    [Fact]
    public async Task An_emptied_access_list_is_none()
    {
        await GrantAsync(Bucket, Permission.Write, "account:x");
        await ApplyAsync(new Change.SetAccess(Bucket, AccessControl.Empty.With(Permission.Write, []), AccessControl.Empty));

        Assert.Empty((await ReadAsync(Bucket)).AccessControl.Entries);
    }

    [Fact]
    public async Task Groups_become_principals_of_their_members()
    {
        await PutAsync(Bucket);
        await PutAsync(Group("writers"));
        await JoinAsync(Group("writers"), Alice.UserId!, "account:carol");
        await GrantAsync(Bucket, Permission.Write, Group("writers").Uri);

        Assert.Equal([Caller.Everyone, Caller.Authenticated, "account:alice", "/buckets/b/groups/writers"], await Storage.FindPrincipalsAsync(Alice, Token));
        Assert.Equal([Caller.Everyone, Caller.Authenticated, "account:bob"], await Storage.FindPrincipalsAsync(Bob, Token));
        Assert.Equal(Permission.Write, (await ReadAsync(Bucket, Alice)).Grants.Bucket);
        Assert.Equal(Permission.None, (await ReadAsync(Bucket, Bob)).Grants.Bucket);
        Assert.Contains("/buckets/b/groups/writers", (await ReadAsync(Bucket, Alice)).Principals);
    }

    [Fact]
    public async Task Groups_come_in_the_order_of_their_uris()
    {
        await JoinAsync(Group("z"), Alice.UserId!);
        await JoinAsync(Group("a"), Caller.Authenticated);
        await JoinAsync(Group("m"), Alice.UserId!, Caller.Authenticated);

        Assert.Equal(["/buckets/b/groups/a", "/buckets/b/groups/m", "/buckets/b/groups/z"], (await Storage.FindPrincipalsAsync(Alice, Token)).Skip(3));
    }

    [Fact]
    public async Task A_group_of_the_authenticated_holds_every_caller_but_the_anonymous()
    {
        await JoinAsync(Group("all"), Caller.Authenticated);

        Assert.Contains(Group("all").Uri, await Storage.FindPrincipalsAsync(Bob, Token));
        Assert.Equal([Caller.Everyone], await Storage.FindPrincipalsAsync(Caller.Anonymous, Token));
    }

    [Fact]
    public async Task A_caller_pays_for_the_groups_that_are_named_and_not_for_all_others()
    {
        await PutAllAsync(Bucket, Collection, Record("r"));
        await GrantAsync(Bucket, Permission.Read, Group("readers").Uri, Group("others").Uri);
        await GrantAsync(Record("r"), Permission.Write, Group("readers").Uri);
        await JoinAsync(Group("readers"), Alice.UserId!);
        var few = IsInProcess ? await MeasureAsync() : default;

        await Storage.ApplyAsync(
            new ChangeSet(Enumerable.Range(0, 2000).Select(n =>
                new Change.SetMembers(ObjectPath.Bucket("elsewhere").Child(Resource.Group, $"g{n}"), [Alice.UserId!, Caller.Authenticated]))),
            Token);

        if (IsInProcess)
        {
            var many = await MeasureAsync();
            Assert.InRange(many.Read, 1, 2 * few.Read);
            Assert.InRange(many.List, 1, 2 * few.List);
        }

        var view = await ReadAsync(Record("r"), Alice);
        Assert.Equal(new Grants(Permission.None, Permission.Read, Permission.None, Permission.Write), view.Grants);
        Assert.Equal(Permission.Write, view.Held);
        Assert.Equal(2004, view.Principals.Count);
        Assert.Equal(view.Principals, await Storage.FindPrincipalsAsync(Alice, Token));
    }

    [Fact]
    public async Task Groups_do_not_nest()
    {
        await JoinAsync(Group("inner"), Alice.UserId!);
        await JoinAsync(Group("outer"), Group("inner").Uri);

        Assert.DoesNotContain(Group("outer").Uri, await Storage.FindPrincipalsAsync(Alice, Token));
    }

    [Fact]
    public async Task Setting_members_replaces_them()
    {
        await JoinAsync(Group("g"), Alice.UserId!, "account:carol");
        await JoinAsync(Group("g"), Bob.UserId!, "account:carol");

        Assert.DoesNotContain(Group("g").Uri, await Storage.FindPrincipalsAsync(Alice, Token));
        Assert.Contains(Group("g").Uri, await Storage.FindPrincipalsAsync(Bob, Token));
        Assert.Contains(Group("g").Uri, await Storage.FindPrincipalsAsync(Caller.User("account", "account:carol"), Token));
    }

    [Fact]
    public async Task Principals_match_exactly()
    {
        await PutAsync(Bucket);
        await GrantAsync(Bucket, Permission.Read, "account:a_b", "account:%", "account:ALICE", "account:alic");

        Assert.Equal(Permission.None, (await ReadAsync(Bucket, Alice)).Grants.Bucket);
        Assert.Equal(Permission.None, (await ReadAsync(Bucket, Caller.User("account", "account:axb"))).Grants.Bucket);
    }

    /// <summary>The bytes that a read and a list allocate: nobody else's work disturbs them, as it would the time.</summary>
    async Task<(long Read, long List)> MeasureAsync()
    {
        var shared = new ObjectQuery { Resource = Resource.Record, ParentUri = Collection.Uri, SharedBy = Permission.Write };
        Assert.Equal(["r"], IdsOf(await ListAsync(shared, Alice)));
        await ReadAsync(Record("r"), Alice);
        var start = GC.GetAllocatedBytesForCurrentThread();
        var read = ReadAsync(Record("r"), Alice);
        var between = GC.GetAllocatedBytesForCurrentThread();
        var list = ListAsync(shared, Alice);
        var end = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(read.IsCompletedSuccessfully && list.IsCompletedSuccessfully);
        await read;
        await list;
        return (between - start, end - between);
    }
}
