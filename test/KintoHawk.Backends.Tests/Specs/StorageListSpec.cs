using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;

namespace KintoHawk.Backends.Tests.Specs;

public abstract class StorageListSpec(IBackend backend) : StorageSpec(backend)
{
    static readonly ObjectQuery s_shared = new() { Resource = Resource.Record, ParentUri = Collection.Uri, SharedBy = Permission.Read | Permission.Write };

    [Fact]
    public async Task A_list_is_newest_first_and_has_live_objects_only()
    {
        await FillAsync();
        await DeleteAsync(Record("b"));

        Assert.Equal(["d", "c", "a"], IdsOf(await ListAsync(Records)));
    }

    [Fact]
    public async Task A_list_whose_timestamp_is_known_comes_without_rows()
    {
        var times = await FillAsync();
        var known = times.Values.Max();

        var same = await ListAsync(Records with { KnownTimestamp = known });
        Assert.Empty(same.Objects);
        Assert.Equal((known, true, true), (same.Timestamp, same.Unrestricted, same.ParentExists));
        Assert.Null((await ListAsync(Records with { KnownTimestamp = known, CountOnly = true })).Total);

        Assert.Equal(4, (await ListAsync(Records with { KnownTimestamp = known - 1 })).Objects.Count);
        await DeleteAsync(Record("a"));
        Assert.Equal(3, (await ListAsync(Records with { KnownTimestamp = known })).Objects.Count);
    }

    [Fact]
    public async Task A_list_whose_timestamp_is_known_still_tells_whether_anything_is_shared()
    {
        var times = await FillAsync();
        await GrantAsync(Record("a"), Permission.Read, Bob.UserId!);
        var known = s_shared with { KnownTimestamp = times.Values.Max() };

        Assert.Equal((0, true), ((await ListAsync(known, Bob)).Objects.Count, (await ListAsync(known, Bob)).AnyShared));
        Assert.False((await ListAsync(known, Alice)).AnyShared);
    }

    [Fact]
    public async Task Tombstones_are_listed_when_asked_for()
    {
        await FillAsync();
        await DeleteAsync(Record("b"));

        var page = await ListAsync(Records with { IncludeTombstones = true });

        Assert.Equal(["b", "d", "c", "a"], IdsOf(page));
        Assert.Equal([true, false, false, false], page.Objects.Select(static row => row.IsTombstone));
    }

    [Fact]
    public async Task A_list_tells_about_its_surroundings()
    {
        await FillAsync();
        await GrantAsync(Bucket, Permission.Read, Alice.UserId!);
        await GrantAsync(Collection, Permission.CreateRecord, Alice.UserId!);
        await JoinAsync(Group("g"), Alice.UserId!);

        var page = await ListAsync(Records);

        Assert.Equal(["b", "c"], page.Ancestors.Select(static ancestor => ancestor!.Id));
        Assert.True(page.ParentExists);
        Assert.Equal(new Grants(Permission.None, Permission.Read, Permission.CreateRecord, Permission.None), page.Grants);
        Assert.Contains(Group("g").Uri, page.Principals);
        Assert.Null(page.Total);
        Assert.True(page.Unrestricted);
        Assert.False(page.AnyShared);
    }

    [Fact]
    public async Task A_list_of_a_missing_collection_says_so()
    {
        await PutAsync(Bucket);

        var page = await ListAsync(Records);

        Assert.Equal([true, false], page.Ancestors.Select(static ancestor => ancestor is not null));
        Assert.False(page.ParentExists);
        Assert.Empty(page.Objects);
    }

    [Fact]
    public async Task A_list_of_buckets_has_no_parent()
    {
        await PutAllAsync(Bucket, ObjectPath.Bucket("z"));

        var page = await ListAsync(All(Resource.Bucket, ""));

        Assert.Equal(["z", "b"], IdsOf(page));
        Assert.Empty(page.Ancestors);
        Assert.True(page.ParentExists);
    }

    [Theory]
    [InlineData(Comparison.GreaterThan, "d c")]
    [InlineData(Comparison.Min, "d c b")]
    [InlineData(Comparison.LessThan, "a")]
    [InlineData(Comparison.Max, "b a")]
    [InlineData(Comparison.Equal, "b")]
    [InlineData(Comparison.Not, "d c a")]
    public async Task Filters_on_the_timestamp(Comparison comparison, string expected)
    {
        var times = await FillAsync();
        var query = Records with { Filters = [new Filter(FieldPath.LastModified, comparison, FieldValue.FromInteger(times["b"]))] };

        Assert.Equal(expected.Split(' '), IdsOf(await ListAsync(query)));
        Assert.Equal(expected.Split(' ').Length, await CountAsync(query));
        Assert.Equal(expected.Split(' ').Reverse(), IdsOf(await ListAsync(query with { Sorts = [new Sort(FieldPath.LastModified, Descending: false)] })));
    }

    [Fact]
    public async Task Filters_on_the_id()
    {
        await FillAsync();
        Filter Id(Comparison comparison, FieldValue value) => new(FieldPath.Id, comparison, value);
        var some = FieldValue.FromJson(Json("""["d","b","nobody","b",7]"""));

        Assert.Equal(["b"], IdsOf(await ListAsync(Records with { Filters = [Id(Comparison.Equal, FieldValue.FromString("b"))] })));
        Assert.Equal(["d", "b"], IdsOf(await ListAsync(Records with { Filters = [Id(Comparison.In, some)] })));
        Assert.Equal(["d"], IdsOf(await ListAsync(Records with { Filters = [Id(Comparison.In, some), Id(Comparison.Not, FieldValue.FromString("b"))] })));
        Assert.Equal(["c", "a"], IdsOf(await ListAsync(Records with { Filters = [Id(Comparison.Exclude, some)] })));
        Assert.Empty((await ListAsync(Records with { Filters = [Id(Comparison.Equal, FieldValue.FromInteger(1))] })).Objects);
        Assert.Equal(2, await CountAsync(Records with { Filters = [Id(Comparison.In, some)] }));
    }

    [Theory]
    [InlineData("'; DELETE FROM objects; --")]
    [InlineData("\"")]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("a\0b")]
    [InlineData("\U0001F9F2")]
    [InlineData("*")]
    public async Task Any_text_is_a_value_and_a_field_like_another(string text)
    {
        await PutAllAsync(Bucket, Collection);
        var name = FieldValue.FromString(text).ToString();
        if (text.Contains('\0') && !CanStoreNul)
        {
            await PutAsync(Record("other"));
            await Assert.ThrowsAsync<UnstorableException>(() => PutAsync(Record("hit"), $$"""{{{name}}:1}"""));
            foreach (var field in (FieldPath[])[FieldPath.Id, new FieldPath("a"), new FieldPath(text)])
            {
                Assert.Empty((await ListAsync(Records with { Filters = [new Filter(field, Comparison.Equal, FieldValue.FromString(text))] })).Objects);
                Assert.Equal(["other"], IdsOf(await ListAsync(Records with { Filters = [new Filter(field, Comparison.Not, FieldValue.FromString(text))] })));
            }

            return;
        }

        await PutAsync(Record("hit"), $$"""{{{name}}:{{name}}}""");
        await PutAsync(Record("miss"), $$"""{{{name}}:"other"}""");
        ObjectQuery Where(FieldPath field, Comparison comparison) => Records with { Filters = [new Filter(field, comparison, FieldValue.FromString(text))] };

        Assert.Equal(["hit"], IdsOf(await ListAsync(Where(new FieldPath(text), Comparison.Equal))));
        Assert.Equal(["miss"], IdsOf(await ListAsync(Where(new FieldPath(text), Comparison.Not))));
        Assert.Empty((await ListAsync(Where(FieldPath.Id, Comparison.Equal))).Objects);
        Assert.Equal(2, (await ListAsync(Records with { Sorts = [new Sort(new FieldPath(text), Descending: true)] })).Objects.Count);
    }

    [Fact]
    public async Task Filters_and_orders_on_data()
    {
        await PutAllAsync(Bucket, Collection);
        await PutAsync(Record("a"), """{"n":3,"tag":"x"}""");
        await PutAsync(Record("b"), """{"n":1,"tag":"x"}""");
        await PutAsync(Record("c"), """{"n":2,"tag":"y"}""");
        await PutAsync(Record("d"), """{"tag":"x"}""");
        var tagged = Records with { Filters = [new Filter(new FieldPath("tag"), Comparison.Equal, FieldValue.FromString("x"))] };

        Assert.Equal(["b", "a", "d"], IdsOf(await ListAsync(tagged with { Sorts = [new Sort(new FieldPath("n"), Descending: false)] })));
        Assert.Equal(["d", "a", "b"], IdsOf(await ListAsync(tagged with { Sorts = [new Sort(new FieldPath("n"), Descending: true)] })));
        Assert.Equal(["b"], IdsOf(await ListAsync(tagged with { Sorts = [new Sort(new FieldPath("n"), Descending: false)], Limit = 1 })));
        Assert.Equal(3, await CountAsync(tagged with { Limit = 1 }));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pages_in_the_order_of_time_follow_each_other(bool descending)
    {
        var times = await FillAsync();
        var sort = new Sort(FieldPath.LastModified, descending);
        string[] order = descending ? ["d", "c", "b", "a"] : ["a", "b", "c", "d"];

        Assert.Equal(order[..2], IdsOf(await ListAsync(Records with { Sorts = [sort], Limit = 2 })));
        Assert.Equal(order[2..], IdsOf(await ListAsync(Records with { Sorts = [sort], Limit = 2, After = [FieldValue.FromInteger(times[order[1]])] })));
        Assert.Empty((await ListAsync(Records with { Sorts = [sort], After = [FieldValue.FromInteger(times[order[3]])] })).Objects);
        Assert.Equal(4, await CountAsync(Records with { Sorts = [sort], Limit = 2, After = [FieldValue.FromInteger(times[order[1]])] }));
    }

    [Fact]
    public async Task Counting_looks_at_live_objects_only()
    {
        await FillAsync();
        await DeleteAsync(Record("b"));

        Assert.Equal(3, await CountAsync(Records));
        Assert.Equal(3, await CountAsync(Records with { IncludeTombstones = true, Limit = 1 }));
    }

    [Fact]
    public async Task A_limit_of_nothing_lists_nothing()
    {
        await FillAsync();

        Assert.Empty((await ListAsync(Records with { Limit = 0 })).Objects);
    }

    [Fact]
    public async Task Who_holds_nothing_sees_nothing()
    {
        await FillAsync();

        var page = await ListAsync(s_shared, Bob);

        Assert.Empty(page.Objects);
        Assert.False(page.Unrestricted);
        Assert.False(page.AnyShared);
        Assert.Equal(0, await CountAsync(s_shared, Bob));
    }

    [Fact]
    public async Task Who_holds_what_suffices_sees_all()
    {
        await FillAsync();
        await GrantAsync(Collection, Permission.Read, Bob.UserId!);
        var sufficient = new Grants(Permission.None, Permission.Write, Permission.Read, Permission.None);

        Assert.Equal(4, (await ListAsync(s_shared with { Sufficient = sufficient }, Bob)).Objects.Count);
        Assert.Empty((await ListAsync(s_shared with { Sufficient = sufficient }, Alice)).Objects);
        Assert.Empty((await ListAsync(s_shared with { Sufficient = sufficient with { Child = Permission.Write } }, Bob)).Objects);
    }

    [Fact]
    public async Task Privileged_principals_see_all_also_through_groups()
    {
        await FillAsync();
        await JoinAsync(Group("g"), Bob.UserId!);

        Assert.True((await ListAsync(s_shared with { PrivilegedPrincipals = [Group("g").Uri] }, Bob)).Unrestricted);
        Assert.False((await ListAsync(s_shared with { PrivilegedPrincipals = [Group("g").Uri] }, Alice)).Unrestricted);
    }

    [Fact]
    public async Task Shared_objects_are_those_with_an_own_entry()
    {
        await FillAsync();
        await GrantAsync(Record("a"), Permission.Read, Bob.UserId!);
        await GrantAsync(Record("b"), Permission.Read, Alice.UserId!);
        await GrantAsync(Record("c"), Permission.Write, Caller.Everyone);
        await GrantAsync(Record("d"), Permission.CreateRecord, Bob.UserId!);

        var page = await ListAsync(s_shared, Bob);

        Assert.Equal(["c", "a"], IdsOf(page));
        Assert.True(page.AnyShared);
        Assert.False(page.Unrestricted);
        Assert.Equal(2, await CountAsync(s_shared, Bob));
        Assert.Equal(["c"], IdsOf(await ListAsync(s_shared, Caller.Anonymous)));
        Assert.Empty((await ListAsync(s_shared with { SharedBy = Permission.None }, Bob)).Objects);
    }

    [Fact]
    public async Task Shared_objects_are_filtered_ordered_and_paged_like_others()
    {
        var times = await FillAsync();
        foreach (var id in (string[])["a", "b", "c"])
            await GrantAsync(Record(id), Permission.Read, Bob.UserId!);
        var byTime = s_shared with { Sorts = [new Sort(FieldPath.LastModified, Descending: true)] };

        Assert.Equal(["c", "b"], IdsOf(await ListAsync(byTime with { Limit = 2 }, Bob)));
        Assert.Equal(["a"], IdsOf(await ListAsync(byTime with { After = [FieldValue.FromInteger(times["b"])] }, Bob)));
        var none = await ListAsync(s_shared with { Filters = [new Filter(FieldPath.Id, Comparison.Equal, FieldValue.FromString("d"))] }, Bob);
        Assert.Empty(none.Objects);
        Assert.True(none.AnyShared);
    }

    [Fact]
    public async Task Many_shared_objects_are_listed_and_counted_like_few()
    {
        await PutAllAsync(Bucket, Collection);
        var changes = new ChangeSet();
        for (var n = 0; n < 1500; n++)
        {
            changes.Add(new Change.Put(Record($"r{n}"), Json($$"""{"n":{{n}}}"""), null, Expected.Absent));
            if (n % 5 != 0)
                changes.Add(new Change.SetAccess(Record($"r{n}"), AccessControl.Empty, Access(Permission.Read, Bob.UserId!)));
        }

        changes.Add(new Change.Delete(Record("r1499"), null, Expected.Present));
        changes.Add(new Change.SetAccess(Record("r1499"), AccessControl.Empty, Access(Permission.Read, Bob.UserId!)));
        Assert.True((await Storage.ApplyAsync(changes, Token)).Succeeded);
        var byN = new Sort(new FieldPath("n"), Descending: false);

        Assert.Equal(["r1498", "r1497", "r1496", "r1494"], IdsOf(await ListAsync(s_shared with { Limit = 4, IncludeTombstones = true }, Bob)));
        Assert.Equal(["r1", "r2", "r3", "r4", "r6"], IdsOf(await ListAsync(s_shared with { Limit = 5, Sorts = [byN] }, Bob)));
        Assert.Equal(["r9", "r11"], IdsOf(await ListAsync(s_shared with { Limit = 2, Sorts = [byN], After = [FieldValue.FromInteger(8)] }, Bob)));
        Assert.Equal(1199, await CountAsync(s_shared, Bob));
        Assert.Equal(1199, (await ListAsync(s_shared, Bob)).Objects.Count);
        Assert.Equal(1, await CountAsync(s_shared with { Filters = [new Filter(byN.Field, Comparison.LessThan, FieldValue.FromInteger(2))] }, Bob));
        Assert.True((await ListAsync(s_shared with { Limit = 0 }, Bob)).AnyShared);
    }

    [Fact]
    public async Task Tombstones_of_shared_objects_are_not_seen()
    {
        await FillAsync();
        await GrantAsync(Record("a"), Permission.Read, Bob.UserId!);
        await DeleteAsync(Record("a"));
        await GrantAsync(Record("a"), Permission.Read, Bob.UserId!);

        var page = await ListAsync(s_shared with { IncludeTombstones = true }, Bob);

        Assert.Empty(page.Objects);
        Assert.False(page.AnyShared);
    }

    [Fact]
    public async Task Entries_below_an_object_do_not_share_it()
    {
        await FillAsync();
        var other = Bucket.Child(Resource.Collection, "c-other");
        await PutAllAsync(other, Bucket.Child(Resource.Collection, "d"));
        foreach (var id in (string[])["a", "b", "c", "d"])
            await GrantAsync(Record(id), Permission.Read, Bob.UserId!);
        await GrantAsync(other, Permission.Read, Bob.UserId!);
        await GrantAsync(Bucket.Child(Resource.Collection, "d"), Permission.Read, Bob.UserId!);

        var collections = s_shared with { Resource = Resource.Collection, ParentUri = Bucket.Uri };
        Assert.Equal(["d", "c-other"], IdsOf(await ListAsync(collections, Bob)));
        Assert.Empty((await ListAsync(s_shared with { Resource = Resource.Bucket, ParentUri = "" }, Bob)).Objects);
    }

    [Fact]
    public async Task Accounts_are_listed_across_their_partitions()
    {
        var (a, b, c) = (ObjectPath.Account("a"), ObjectPath.Account("b"), ObjectPath.Account("c"));
        await PutAsync(b);
        await PutAsync(a, at: 1000);
        Time.Advance(TimeSpan.FromSeconds(1));
        await PutAsync(c);
        await GrantAsync(a, Permission.Write, Bob.UserId!);
        var all = All(Resource.Account, null);

        Assert.Equal(["c", "b", "a"], IdsOf(await ListAsync(all)));
        Assert.Equal(Now, (await ListAsync(all)).Timestamp);
        Assert.Equal(["b"], IdsOf(await ListAsync(all with { ParentUri = "b" })));
        Assert.Equal(3, await CountAsync(all));
        Assert.Equal(["a"], IdsOf(await ListAsync(all with { PrivilegedPrincipals = [], SharedBy = Permission.Write }, Bob)));
        Assert.Empty((await ListAsync(all with { ParentUri = "b", PrivilegedPrincipals = [], SharedBy = Permission.Write }, Bob)).Objects);
        Assert.Equal(["a", "b", "c"], IdsOf(await ListAsync(all with { Sorts = [new Sort(FieldPath.Id, Descending: false)] })));
        Assert.Equal(["b"], IdsOf(await ListAsync(all with { Filters = [new Filter(FieldPath.Id, Comparison.Equal, FieldValue.FromString("b"))] })));

        var tombstone = await DeleteAsync(c);
        Assert.Equal(["c", "b", "a"], IdsOf(await ListAsync(all with { IncludeTombstones = true })));
        Assert.Equal(tombstone, (await ListAsync(all)).Timestamp);
    }

    [Fact]
    public async Task Accounts_of_the_same_moment_come_by_name()
    {
        await PutAllAsync(ObjectPath.Account("y"), ObjectPath.Account("z"), ObjectPath.Account("x"));

        Assert.Equal(["x", "y", "z"], IdsOf(await ListAsync(All(Resource.Account, null))));
    }

    /// <summary>Records a to d, in the order of time.</summary>
    async Task<Dictionary<string, long>> FillAsync()
    {
        await PutAllAsync(Bucket, Collection);
        var times = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var id in (string[])["a", "b", "c", "d"])
        {
            Time.Advance(TimeSpan.FromMilliseconds(10));
            times[id] = await PutAsync(Record(id));
        }

        return times;
    }
}
