using System.Text;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Archiving;

namespace KintoHawk.Backends.Tests.Specs;

/// <summary>What every storage that can be read and put back exactly must do.</summary>
public abstract class StorageArchiveSpec(IBackend backend) : IAsyncLifetime
{
    static readonly ObjectPath _bucket = ObjectPath.Bucket("b");
    static readonly ObjectPath _collection = _bucket.Child(Resource.Collection, "c");

    IStorage _storage = null!;

    IStorageArchive Archive => (IStorageArchive)_storage;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _storage = await backend.OpenStorageAsync(TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await backend.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Entries_come_with_what_contains_them_first_and_clocks_last()
    {
        await _storage.ApplyAsync(
            new ChangeSet(
                Put(ObjectPath.Account("alice")),
                Put(_bucket),
                Put(_collection),
                Put(_collection.Child(Resource.Record, "r")),
                Put(_bucket.Child(Resource.Group, "g")),
                Put(_bucket.Child(Resource.Collection, "gone"), 9_000_000_000_000),
                new Change.Delete(_bucket.Child(Resource.Collection, "gone"), null, Expected.Present),
                Put(ObjectPath.Bucket("b-2"))),
            Cancel);

        var entries = await ReadAsync(new ArchiveScope(null, History: true));
        var inside = await ReadAsync(new ArchiveScope("b", History: true));

        Assert.Equal(
            ["/buckets/b", "/buckets/b-2", "/buckets/b/collections/c", "/buckets/b/collections/gone", "/buckets/b/groups/g", "/buckets/b/collections/c/records/r", "/accounts/alice"],
            entries.OfType<ArchiveEntry.Object>().Select(static entry => entry.Path.Uri));
        Assert.Equal(
            ["/buckets/b", "/buckets/b/collections/c", "/buckets/b/collections/gone", "/buckets/b/groups/g", "/buckets/b/collections/c/records/r"],
            inside.OfType<ArchiveEntry.Object>().Select(static entry => entry.Path.Uri));
        Assert.Equal(entries.Count, entries.FindLastIndex(static entry => entry is ArchiveEntry.Object) + 1 + entries.OfType<ArchiveEntry.Clock>().Count());
    }

    [Fact]
    public async Task What_is_written_meanwhile_is_not_read()
    {
        await _storage.ApplyAsync(new ChangeSet(Put(_bucket), Put(_collection)), Cancel);
        var seen = new List<string>();

        await Archive.ReadAsync(
            new ArchiveScope(null, History: true),
            entry =>
            {
                if (entry is ArchiveEntry.Object found)
                    seen.Add(found.Path.Uri);
                // Nobody waits for anybody: the write is over before the next row is read.
                _storage.ApplyAsync(new ChangeSet(Put(ObjectPath.Bucket($"new{seen.Count}"))), Cancel).AsTask().GetAwaiter().GetResult();
            },
            Cancel);

        Assert.Equal(["/buckets/b", "/buckets/b/collections/c"], seen);
    }

    [Fact]
    public async Task The_clock_of_a_set_does_not_go_back_when_its_newest_object_is_replaced_by_an_older_one()
    {
        await _storage.ApplyAsync(new ChangeSet(Put(_bucket), Put(_collection), Put(_collection.Child(Resource.Record, "r"))), Cancel);
        var before = await ClockAsync();

        var outcomes = await Archive.RestoreAsync([Entry(_collection.Child(Resource.Record, "r"), 1000)], RestorePolicy.Replace, Cancel);

        Assert.Equal([RestoreOutcome.Replaced], outcomes);
        Assert.Equal(before, await ClockAsync());
        Assert.Equal(1000, (await _storage.ReadAsync(_collection.Child(Resource.Record, "r"), Caller.Anonymous, Cancel)).Object!.LastModified);
    }

    [Fact]
    public async Task A_tombstone_that_replaces_a_bucket_takes_everything_below_it_along()
    {
        var record = _collection.Child(Resource.Record, "r");
        await _storage.ApplyAsync(new ChangeSet(Put(_bucket), Put(_collection), Put(record), new Change.SetAccess(record, AccessControl.Empty, AccessControl.Empty.Adding(Permission.Read, "x"))), Cancel);

        var outcomes = await Archive.RestoreAsync(
            [new ArchiveEntry.Object(_bucket, new StoredObject("b", 5, StoredObject.TombstoneData, IsTombstone: true), AccessControl.Empty, [])], RestorePolicy.Replace, Cancel);

        Assert.Equal([RestoreOutcome.Replaced], outcomes);
        var left = (await ReadAsync(new ArchiveScope(null, History: true))).OfType<ArchiveEntry.Object>().ToList();
        Assert.Equal(5, Assert.Single(left).Row.LastModified);
        Assert.True(left[0].Row.IsTombstone);
        Assert.Empty(await _storage.FindAccessListsAsync([record.Uri], Cancel));
    }

    [Fact]
    public async Task Of_a_batch_with_a_conflict_nothing_is_written()
    {
        await _storage.ApplyAsync(new ChangeSet(Put(_bucket)), Cancel);
        var before = await ReadAsync(new ArchiveScope(null, History: true));

        var outcomes = await Archive.RestoreAsync([Entry(ObjectPath.Bucket("a"), 7), Entry(_bucket, 8)], RestorePolicy.Fail, Cancel);

        Assert.Equal([RestoreOutcome.Created, RestoreOutcome.Conflict], outcomes);
        var after = await ReadAsync(new ArchiveScope(null, History: true));
        Assert.Equal(before.Count, after.Count);
    }

    [Fact]
    public async Task A_group_gets_the_members_of_the_entry_whatever_its_data_says()
    {
        var group = _bucket.Child(Resource.Group, "g");
        var entry = new ArchiveEntry.Object(group, new StoredObject("g", 5, """{"members":["account:a","account:b"]}"""u8.ToArray()), AccessControl.Empty, ["account:b"]);

        await Archive.RestoreAsync([Entry(_bucket, 4), entry], RestorePolicy.Fail, Cancel);

        Assert.DoesNotContain(group.Uri, await _storage.FindPrincipalsAsync(Caller.User("account", "account:a"), Cancel));
        Assert.Contains(group.Uri, await _storage.FindPrincipalsAsync(Caller.User("account", "account:b"), Cancel));
        Assert.Equal([RestoreOutcome.Unchanged], await Archive.RehearseAsync([entry], RestorePolicy.Fail, Cancel));
    }

    static Change.Put Put(ObjectPath path, long? timestamp = null) => new(path, "{}"u8.ToArray(), timestamp, Expected.Whatever);

    static ArchiveEntry.Object Entry(ObjectPath path, long timestamp) =>
        new(path, new StoredObject(path.Id, timestamp, Encoding.UTF8.GetBytes("""{"from":"the archive"}""")), AccessControl.Empty, []);

    async Task<List<ArchiveEntry>> ReadAsync(ArchiveScope scope)
    {
        var entries = new List<ArchiveEntry>();
        await Archive.ReadAsync(scope, entries.Add, Cancel);
        return entries;
    }

    async Task<long> ClockAsync() =>
        (await _storage.ListAsync(new ObjectQuery { Resource = Resource.Record, ParentUri = _collection.Uri, CountOnly = true }, Caller.Anonymous, Cancel)).Timestamp;
}
