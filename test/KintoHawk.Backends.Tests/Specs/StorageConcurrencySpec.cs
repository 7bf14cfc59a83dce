using System.Collections.Concurrent;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;

namespace KintoHawk.Backends.Tests.Specs;

public abstract class StorageConcurrencySpec(IBackend backend) : StorageSpec(backend)
{
    /// <summary>False where a list may show rows that are newer than the timestamp it shows, as they are when a write comes between two statements.</summary>
    protected virtual bool ListsAreOfOneState => true;

    [Fact]
    public async Task Of_parallel_writers_that_expect_one_version_one_wins()
    {
        await PutAllAsync(Bucket, Collection);
        var version = await PutAsync(Record("r"));
        for (var round = 0; round < 200; round++)
        {
            var expected = Expected.At(version);
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(n =>
                Task.Run(() => TryPutAsync(Record("r"), $$"""{"n":{{n}}}""", expected: expected).AsTask(), Token)));

            var winner = Assert.Single(outcomes, static outcome => outcome.Succeeded);
            Assert.All(outcomes.Where(static outcome => !outcome.Succeeded), static outcome => Assert.Equal(ChangeConflict.Expectation, outcome.Conflict));
            version = winner.Timestamps[0];
            Assert.Equal(version, (await ReadAsync(Record("r"))).Object!.LastModified);
        }
    }

    [Fact]
    public async Task Of_parallel_creations_of_one_object_one_wins()
    {
        for (var round = 0; round < 20; round++)
        {
            var path = ObjectPath.Bucket($"b{round}");
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ =>
                Task.Run(() => TryPutAsync(path, expected: Expected.Absent).AsTask(), Token)));
            Assert.Single(outcomes, static outcome => outcome.Succeeded);
        }
    }

    [Fact]
    public async Task Concurrent_creations_have_distinct_timestamps()
    {
        await PutAllAsync(Bucket, Collection);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 500).Select(n => Task.Run(() => TryPutAsync(Record($"r{n}")).AsTask(), Token)));

        Assert.All(outcomes, static outcome => Assert.True(outcome.Succeeded));
        Assert.Equal(500, outcomes.Select(static outcome => outcome.Timestamps[0]).Distinct().Count());
        Assert.Equal(500, await CountAsync(Records));
    }

    [Fact]
    public async Task A_follower_of_since_misses_nothing_while_others_write()
    {
        await PutAllAsync(Bucket, Collection);
        var written = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        var writers = Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(
            async () =>
            {
                for (var n = 0; n < 100; n++)
                    written[$"w{writer}-{n}"] = await PutAsync(Record($"w{writer}-{n}"));
            },
            Token)));

        var seen = new Dictionary<string, long>(StringComparer.Ordinal);
        var since = 0L;
        while (true)
        {
            var last = writers.IsCompleted;
            var page = await ListAsync(Records with
            {
                Filters = [new Filter(FieldPath.LastModified, Comparison.GreaterThan, FieldValue.FromInteger(since))],
                IncludeTombstones = true,
            });
            foreach (var row in page.Objects)
                seen[row.Id] = row.LastModified;
            if (page.Objects.Count > 0)
                AssertTimestamp(page);
            since = page.Timestamp;
            if (last)
                break;
            await Task.Yield();
        }

        await writers;
        Assert.Equal(written.OrderBy(static pair => pair.Key, StringComparer.Ordinal), seen.OrderBy(static pair => pair.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_reader_sees_whole_commands_only()
    {
        await WriteAllAsync(0);
        var writer = Task.Run(
            async () =>
            {
                for (var n = 1; n <= 500; n++)
                    await WriteAllAsync(n);
            },
            Token);

        do
        {
            var view = await ReadAsync(Record("r"));
            Assert.All(view.Ancestors, ancestor => Assert.Equal(TextOf(view.Object), TextOf(ancestor)));
            var page = await ListAsync(Records);
            AssertTimestamp(page);
            if (ListsAreOfOneState)
                Assert.All(page.Ancestors, ancestor => Assert.Equal(TextOf(page.Objects[0]), TextOf(ancestor)));
            await Task.Yield();
        }
        while (!writer.IsCompleted);
        await writer;

        async Task WriteAllAsync(int n) => Assert.True((await Storage.ApplyAsync(
            new ChangeSet(((ObjectPath[])[Bucket, Collection, Record("r")]).Select(path =>
                new Change.Put(path, Json($$"""{"n":{{n}}}"""), null, Expected.Whatever))),
            Token)).Succeeded);
    }

    [Fact]
    public async Task A_malformed_command_among_others_fails_alone()
    {
        await PutAsync(Bucket);
        var tasks = Enumerable.Range(0, 32).Select(n => Task.Run(
            async () =>
            {
                if (n % 4 == 0)
                    await Assert.ThrowsAnyAsync<ArgumentException>(() => ApplyAsync(
                        new Change.Put(Bucket.Child(Resource.Collection, $"c{n}"), Json("{}"), null, Expected.Absent), new Unknown(Bucket)).AsTask());
                else
                    await PutAsync(Bucket.Child(Resource.Collection, $"c{n}"));
            },
            Token));
        await Task.WhenAll(tasks);

        Assert.Equal(24, await CountAsync(All(Resource.Collection, Bucket.Uri)));
    }

    /// <summary>A timestamp that is newer than the rows would let a follower miss some.</summary>
    void AssertTimestamp(ObjectPage newestFirst)
    {
        var newest = newestFirst.Objects[0].LastModified;
        Assert.True(ListsAreOfOneState ? newestFirst.Timestamp == newest : newestFirst.Timestamp <= newest, $"{newestFirst.Timestamp} is shown with {newest}");
    }

    sealed record Unknown(ObjectPath Path) : Change(Path);
}
