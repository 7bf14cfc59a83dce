using System.Text;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;

namespace KintoHawk.Backends.Tests.Specs;

/// <summary>Lists whose rows are handed over one by one.</summary>
public abstract class StorageStreamSpec(IBackend backend) : StorageSpec(backend)
{
    static readonly FieldPath s_size = new("size");

    [Fact]
    public async Task Rows_are_handed_over_as_the_page_would_hold_them()
    {
        await FillAsync();
        ObjectQuery[] queries =
        [
            Records,
            Records with { IncludeTombstones = true },
            Records with { Limit = 2 },
            Records with { Limit = 0 },
            Records with { CountOnly = true },
            Records with { Sorts = [new Sort(FieldPath.LastModified, Descending: false)] },
            Records with { Sorts = [new Sort(s_size, Descending: true)], Limit = 3 },
            Records with { Filters = [new Filter(s_size, Comparison.GreaterThan, FieldValue.FromInteger(10))] },
            Records with { Filters = [new Filter(FieldPath.Id, Comparison.Equal, FieldValue.FromString("r3"))] },
            Records with { After = [FieldValue.FromInteger((await ReadAsync(Record("r3"))).Object!.LastModified)] },
            Records with { KnownTimestamp = await ClockAsync(Resource.Record, Collection.Uri) },
            Records with { PrivilegedPrincipals = [], SharedBy = Permission.Read },
            Records with { PrivilegedPrincipals = [] },
        ];
        foreach (var query in queries)
        {
            var whole = await ListAsync(query, Bob);
            var rows = new List<string>();

            var page = await Storage.ListAsync(query, Bob, row => rows.Add(TextOfRow(row)), Token);

            Assert.Equal(whole.Objects.Select(TextOfRow), rows);
            Assert.Empty(page.Objects);
            Assert.Equal(
                (whole.Total, whole.Timestamp, whole.Grants, whole.Unrestricted, whole.AnyShared, whole.Ancestors.Count),
                (page.Total, page.Timestamp, page.Grants, page.Unrestricted, page.AnyShared, page.Ancestors.Count));
        }
    }

    [Fact]
    public async Task What_the_receiver_throws_ends_the_list_and_nothing_else()
    {
        await FillAsync();
        var received = 0;

        await Assert.ThrowsAsync<TimeoutException>(async () => await Storage.ListAsync(
            Records,
            Alice,
            _ =>
            {
                received++;
                throw new TimeoutException();
            },
            Token));

        Assert.Equal(1, received);
        Assert.Equal(5, (await ListAsync(Records)).Objects.Count);
    }

    [Fact]
    public async Task A_transaction_hands_over_what_it_has_written()
    {
        await FillAsync();
        await using var transaction = await Storage.BeginAsync(Token);
        await transaction.ApplyAsync(new ChangeSet(new Change.Put(Record("own"), Json("{}"), null, Expected.Absent)), Token);
        var rows = new List<string>();

        await transaction.ListAsync(Records with { Limit = 2 }, Alice, row => rows.Add(row.Id), Token);
        await transaction.ListAsync(Records with { Limit = 1 }, Alice, row => rows.Add(row.Id), Token);

        Assert.Equal(["own", "r5", "own"], rows);
    }

    static string TextOfRow(StoredObject row) => $"{row.Id}@{row.LastModified}{(row.IsTombstone ? "-" : "+")}{Encoding.UTF8.GetString(row.Data.Span)}";

    async Task FillAsync()
    {
        await PutAllAsync(Bucket, Collection);
        // Of very different sizes, so that whatever holds a row must grow and shrink.
        int[] sizes = [0, 5000, 3, 70_000, 40];
        for (var i = 0; i < sizes.Length; i++)
            await PutAsync(Record($"r{i + 1}"), $$"""{"size":{{sizes[i]}},"text":"{{new string((char)('a' + i), sizes[i])}}"}""");
        await PutAsync(Record("dead"));
        await DeleteAsync(Record("dead"));
        await GrantAsync(Record("r2"), Permission.Read, Bob.UserId!);
        await GrantAsync(Record("r4"), Permission.Read, Bob.UserId!);
    }
}
