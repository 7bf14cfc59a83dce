using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;

namespace KintoHawk.Backends.Tests.PostgreSql;

public sealed class ListFailureTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_that_breaks_off_is_not_begun_again()
    {
        await using var database = await TestDatabase.CreateAsync();
        // More than fits into the buffers between the processes.
        await database.ExecuteAsync("""
            ALTER TABLE objects DISABLE TRIGGER tgr_objects_last_modified;
            INSERT INTO objects (id, parent_id, resource_name, last_modified, data, deleted)
            SELECT 'b' || n, '', 'bucket', from_epoch(n), jsonb_build_object('text', repeat(n::text, 5000)), FALSE FROM generate_series(1001, 4000) AS n
            """);
        await using var storage = PostgreSqlBackend.Open(database.Url);
        var query = new ObjectQuery { Resource = Resource.Bucket, ParentUri = "", PrivilegedPrincipals = [Caller.Everyone] };
        var ids = new List<string>();

        await Assert.ThrowsAsync<StorageUnavailableException>(() => storage.ListAsync(
            query,
            Caller.Anonymous,
            row =>
            {
                ids.Add(row.Id);
                if (ids.Count == 1)
                    database.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()").GetAwaiter().GetResult();
            },
            Token).AsTask());

        Assert.InRange(ids.Count, 1, 2999);
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(3000, (await storage.ListAsync(query, Caller.Anonymous, Token)).Objects.Count);
    }
}
