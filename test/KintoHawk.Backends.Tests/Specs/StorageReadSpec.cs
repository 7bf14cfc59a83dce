using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;

namespace KintoHawk.Backends.Tests.Specs;

public abstract class StorageReadSpec(IBackend backend) : StorageSpec(backend)
{
    [Fact]
    public async Task A_missing_object_has_a_view_that_says_so()
    {
        var view = await ReadAsync(Record("r"));

        Assert.Equal(Record("r"), view.Path);
        Assert.Null(view.Object);
        Assert.Equal([null, null], view.Ancestors);
        Assert.False(view.ParentExists);
        Assert.Empty(view.AccessControl.Entries);
        Assert.Equal(default, view.Grants);
    }

    [Fact]
    public async Task A_view_holds_the_object_and_its_ancestors_bucket_first()
    {
        var bucketAt = await PutAsync(Bucket, """{"kind":"bucket"}""");
        await PutAsync(Collection, """{"kind":"collection"}""");
        var recordAt = await PutAsync(Record("r"), """{"kind":"record"}""");

        var view = await ReadAsync(Record("r"));

        Assert.Equal("""{"kind":"record"}""", TextOf(view.Object));
        Assert.Equal(("r", recordAt, false), (view.Object!.Id, view.Object.LastModified, view.Object.IsTombstone));
        Assert.Equal(["""{"kind":"bucket"}""", """{"kind":"collection"}"""], view.Ancestors.Select(TextOf));
        Assert.Equal(bucketAt, view.Ancestors[0]!.LastModified);
        Assert.Equal("""{"kind":"collection"}""", TextOf(view.Parent));
        Assert.True(view.ParentExists);
    }

    [Fact]
    public async Task Objects_of_the_same_id_in_different_sets_are_different()
    {
        var group = Bucket.Child(Resource.Group, "c");
        await PutAsync(Bucket);
        await PutAsync(Collection, """{"is":"collection"}""");
        await PutAsync(group, """{"is":"group"}""");

        Assert.Equal("""{"is":"collection"}""", TextOf((await ReadAsync(Collection)).Object));
        Assert.Equal("""{"is":"group"}""", TextOf((await ReadAsync(group)).Object));
    }

    [Fact]
    public async Task Buckets_and_accounts_have_no_ancestors()
    {
        await PutAsync(ObjectPath.Account("alice"), """{"password":"x"}""");

        var view = await ReadAsync(ObjectPath.Account("alice"));

        Assert.Empty(view.Ancestors);
        Assert.True(view.ParentExists);
        Assert.Equal("""{"password":"x"}""", TextOf(view.Object));
        Assert.Empty((await ReadAsync(Bucket)).Ancestors);
    }

    [Fact]
    public async Task A_deleted_object_is_not_seen()
    {
        await PutAsync(Bucket);
        await DeleteAsync(Bucket);

        Assert.Null((await ReadAsync(Bucket)).Object);
        Assert.Equal([null], (await ReadAsync(Collection)).Ancestors);
    }

    [Theory]
    [InlineData("'; DROP TABLE objects; --")]
    [InlineData("\"")]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("a\0b")]
    [InlineData("\0")]
    [InlineData("\U0001F9F2 é \uFFFD \uE000")]
    [InlineData("*")]
    [InlineData("\\")]
    [InlineData("?1")]
    public async Task Any_text_is_an_id_like_another(string id)
    {
        var bucket = ObjectPath.Bucket(id);
        var collection = bucket.Child(Resource.Collection, id);
        if (id.Contains('\0') && !CanStoreNul)
        {
            await Assert.ThrowsAsync<UnstorableException>(() => PutAsync(bucket));
            await Assert.ThrowsAsync<UnstorableException>(() => ReadAsync(bucket).AsTask());
            return;
        }

        var data = $$"""{"v":"{{(CanStoreNul ? "\\u0000" : "\\u0001")}} ' \" %"}""";
        await PutAsync(bucket, data);
        await PutAsync(collection);
        await PutAsync(collection.Child(Resource.Record, id));
        await PutAsync(collection.Child(Resource.Record, "other"));
        await GrantAsync(collection, Permission.Read, id);
        await JoinAsync(bucket.Child(Resource.Group, id), id);

        Assert.Equal(data, TextOf((await ReadAsync(bucket)).Object));
        Assert.Equal(id, (await ReadAsync(collection.Child(Resource.Record, id))).Object!.Id);
        var page = await ListAsync(All(Resource.Record, collection.Uri));
        Assert.Equal(["other", id], IdsOf(page));
        Assert.Equal([id], (await ReadAsync(collection)).AccessControl[Permission.Read]);
        var member = Caller.User("account", id);
        Assert.Contains($"/buckets/{id}/groups/{id}", await Storage.FindPrincipalsAsync(member, Token));
        Assert.Equal(Permission.Read, (await ReadAsync(collection, member)).Grants.Child);

        await DeleteAsync(bucket);

        Assert.Null((await ReadAsync(collection)).Object);
        Assert.Empty((await ListAsync(All(Resource.Record, collection.Uri) with { IncludeTombstones = true })).Objects);
        Assert.Equal(3, (await Storage.FindPrincipalsAsync(member, Token)).Count);
    }
}
