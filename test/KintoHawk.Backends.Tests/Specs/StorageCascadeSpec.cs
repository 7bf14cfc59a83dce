using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;

namespace KintoHawk.Backends.Tests.Specs;

public abstract class StorageCascadeSpec(IBackend backend) : StorageSpec(backend)
{
    [Fact]
    public async Task Deleting_a_bucket_deletes_everything_below_it()
    {
        await PutAllAsync(Bucket, Collection, Record("r"), Record("dead"), Group("g"));
        await DeleteAsync(Record("dead"));
        foreach (var path in (ObjectPath[])[Bucket, Collection, Record("r"), Group("g")])
            await GrantAsync(path, Permission.Write, Bob.UserId!);
        await JoinAsync(Group("g"), Alice.UserId!);

        await DeleteAsync(Bucket);

        foreach (var path in (ObjectPath[])[Bucket, Collection, Record("r"), Group("g")])
        {
            var view = await ReadAsync(path, Bob);
            Assert.Null(view.Object);
            Assert.Empty(view.AccessControl.Entries);
            Assert.Equal(default, view.Grants);
        }

        Assert.Equal(3, (await Storage.FindPrincipalsAsync(Alice, Token)).Count);
        Assert.Empty((await ListAsync(Records with { IncludeTombstones = true })).Objects);
        Assert.Empty((await ListAsync(All(Resource.Collection, Bucket.Uri) with { IncludeTombstones = true })).Objects);
        Assert.Equal(["b"], IdsOf(await ListAsync(All(Resource.Bucket, "") with { IncludeTombstones = true })));
    }

    [Fact]
    public async Task Deleting_a_collection_deletes_its_records_and_keeps_its_tombstone()
    {
        await PutAllAsync(Bucket, Collection, Record("r"), Group("g"));
        await GrantAsync(Record("r"), Permission.Write, Bob.UserId!);
        await GrantAsync(Bucket, Permission.Write, Bob.UserId!);

        await DeleteAsync(Collection);
        await PutAsync(Collection);

        Assert.Empty((await ListAsync(Records with { IncludeTombstones = true })).Objects);
        Assert.Equal(new Grants(Permission.None, Permission.Write, Permission.None, Permission.None), (await ReadAsync(Record("r"), Bob)).Grants);
        Assert.NotNull((await ReadAsync(Group("g"))).Object);
    }

    [Fact]
    public async Task Deleting_a_group_takes_its_principal_from_the_members()
    {
        await PutAllAsync(Bucket, Group("g"), Group("h"));
        await JoinAsync(Group("g"), Alice.UserId!, Caller.Authenticated);
        await JoinAsync(Group("h"), Alice.UserId!);

        await DeleteAsync(Group("g"));

        Assert.Equal(["/buckets/b/groups/h"], (await Storage.FindPrincipalsAsync(Alice, Token)).Skip(3));
        Assert.Equal(3, (await Storage.FindPrincipalsAsync(Bob, Token)).Count);
    }

    [Fact]
    public async Task Deleting_an_object_deletes_its_access_list()
    {
        await PutAllAsync(Bucket, Collection, Record("r"), Record("rr"));
        await GrantAsync(Record("r"), Permission.Read, Bob.UserId!);
        await GrantAsync(Record("rr"), Permission.Read, Bob.UserId!);

        await DeleteAsync(Record("r"));

        Assert.Empty((await ReadAsync(Record("r"))).AccessControl.Entries);
        Assert.NotEmpty((await ReadAsync(Record("rr"))).AccessControl.Entries);
    }

    [Theory]
    [InlineData("a_b", "axb")]
    [InlineData("ab", "abc")]
    [InlineData("ab", "ab-c")]
    [InlineData("ab", "ab0")]
    [InlineData("a", "A")]
    [InlineData("a%", "abc")]
    [InlineData("abc", "ab")]
    [InlineData("a", "a\0")]
    [InlineData("é", "e")]
    public async Task Look_alikes_are_left_alone(string deleted, string kept)
    {
        if (kept.Contains('\0') && !CanStoreNul)
        {
            await Assert.ThrowsAsync<UnstorableException>(() => PutAsync(ObjectPath.Bucket(kept)));
            return;
        }

        foreach (var id in (string[])[deleted, kept])
        {
            await FillAsync(ObjectPath.Bucket(id));
            await PutAsync(Bucket);
            await PutAllAsync(Bucket.Child(Resource.Collection, id), Group(id));
            await PutAsync(Bucket.Child(Resource.Collection, id).Child(Resource.Record, "r"));
            await JoinAsync(Group(id), Bob.UserId!);
        }

        await DeleteAsync(ObjectPath.Bucket(deleted));
        await DeleteAsync(Bucket.Child(Resource.Collection, deleted));
        await DeleteAsync(Group(deleted));

        await AssertFullAsync(ObjectPath.Bucket(kept));
        Assert.NotNull((await ReadAsync(Bucket.Child(Resource.Collection, kept).Child(Resource.Record, "r"))).Object);
        Assert.Equal(["/buckets/b/groups/" + kept], (await Storage.FindPrincipalsAsync(Bob, Token)).Skip(3));
        Assert.Null((await ReadAsync(ObjectPath.Bucket(deleted).Child(Resource.Collection, "c"))).Object);
    }

    [Theory]
    [InlineData("a_b", "axb")]
    [InlineData("ab", "abc")]
    [InlineData("ab", "ab-c")]
    [InlineData("a", "a\0")]
    public async Task Sharing_leaves_look_alikes_alone(string shared, string other)
    {
        if (other.Contains('\0') && !CanStoreNul)
        {
            await Assert.ThrowsAsync<UnstorableException>(() => PutAsync(ObjectPath.Bucket(other)));
            return;
        }

        await PutAsync(Bucket);
        foreach (var id in (string[])[shared, other])
        {
            var collection = Bucket.Child(Resource.Collection, id);
            await PutAllAsync(collection, collection.Child(Resource.Record, shared), collection.Child(Resource.Record, other));
        }

        await GrantAsync(Bucket.Child(Resource.Collection, shared).Child(Resource.Record, shared), Permission.Read, Bob.UserId!);

        ObjectQuery Shared(Resource resource, string parent) => new() { Resource = resource, ParentUri = parent, SharedBy = Permission.Read };
        Assert.Equal([shared], IdsOf(await ListAsync(Shared(Resource.Record, Bucket.Child(Resource.Collection, shared).Uri), Bob)));
        Assert.Empty((await ListAsync(Shared(Resource.Record, Bucket.Child(Resource.Collection, other).Uri), Bob)).Objects);
        Assert.Empty((await ListAsync(Shared(Resource.Collection, Bucket.Uri), Bob)).Objects);
    }

    [Fact]
    public async Task A_cascade_and_a_new_beginning_fit_into_one_command()
    {
        await PutAllAsync(Bucket, Collection, Record("r"));

        var outcome = await ApplyAsync(
            new Change.Delete(Bucket, null, Expected.Present),
            new Change.Put(Bucket, Json("{}"), null, Expected.Absent),
            new Change.Put(Collection, Json("{}"), null, Expected.Absent));

        Assert.True(outcome.Succeeded);
        Assert.Empty((await ListAsync(Records)).Objects);
    }

    async Task FillAsync(ObjectPath bucket)
    {
        var collection = bucket.Child(Resource.Collection, "c");
        await PutAllAsync(bucket, collection, collection.Child(Resource.Record, "r"), bucket.Child(Resource.Group, "g"));
        await GrantAsync(collection.Child(Resource.Record, "r"), Permission.Read, Alice.UserId!);
        await JoinAsync(bucket.Child(Resource.Group, "g"), Alice.UserId!);
    }

    async Task AssertFullAsync(ObjectPath bucket)
    {
        var collection = bucket.Child(Resource.Collection, "c");
        var view = await ReadAsync(collection.Child(Resource.Record, "r"));
        Assert.NotNull(view.Object);
        Assert.DoesNotContain(null, view.Ancestors);
        Assert.Equal(Permission.Read, view.Grants.Record);
        Assert.Contains(bucket.Child(Resource.Group, "g").Uri, view.Principals);
        Assert.Single((await ListAsync(All(Resource.Record, collection.Uri))).Objects);
    }
}
