using System.Globalization;
using System.Text;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Archiving;
using KintoHawk.PostgreSql.Objects;
using KintoHawk.TestBackends;

namespace KintoHawk.Backends.Tests.PostgreSql;

/// <summary>What only a Kinto has written: rows of old schemas with parts of milliseconds, clocks of everything that was ever looked at, words of kinds that are not ours.</summary>
public sealed class ForeignDataTests : IAsyncLifetime
{
    const string Parent = "/buckets/b/collections/c";

    static readonly ObjectQuery _records = new() { Resource = Resource.Record, ParentUri = Parent, PrivilegedPrincipals = [Caller.Everyone] };

    TestDatabase _database = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        await _database.ExecuteAsync($$"""
            ALTER TABLE objects DISABLE TRIGGER tgr_objects_last_modified;
            INSERT INTO objects (id, parent_id, resource_name, last_modified, data, deleted) VALUES
                ('b', '', 'bucket', '2020-01-01 00:00:00', '{"a":  1}', FALSE),
                ('gone', '', 'bucket', '2020-01-01 00:00:01', '{"deleted": true}', TRUE),
                ('c', '/buckets/b', 'collection', '2020-01-01 00:00:02', '{}', FALSE),
                ('g', '/buckets/b', 'group', '2020-01-01 00:00:03', '{"members": ["account:z", "account:a"]}', FALSE),
                ('h', '/buckets/b', 'history', '2020-01-01 00:00:04', '{}', FALSE),
                ('e', '__heartbeat__', '__heartbeat__', '2020-01-01 00:00:05', '{}', FALSE),
                ('x', '/buckets/b-2', 'collection', '2020-01-01 00:00:06', '{}', FALSE);
            INSERT INTO objects (id, parent_id, resource_name, last_modified, data, deleted)
            SELECT 'r' || n, '{{Parent}}', 'record', timestamp '2020-01-01 00:00:10' + n * 250 * interval '1 microsecond', jsonb_build_object('n', n), FALSE FROM generate_series(0, 20) AS n;
            ALTER TABLE objects ENABLE TRIGGER tgr_objects_last_modified;
            INSERT INTO timestamps (parent_id, resource_name, last_modified) VALUES
                ('', 'bucket', '2019-01-01'), ('', 'permissions', '2030-01-01'), ('{{Parent}}', 'record', '2020-01-01 00:00:11.0005'), ('/buckets/b-2', 'group', '2021-01-01');
            INSERT INTO access_control_entries (object_id, permission, principal) VALUES
                ('/buckets/b', 'write', 'account:a'), ('/buckets/b', 'fly', 'account:a'), ('/buckets/b/groups/g', 'read', 'system.Everyone'), ('/buckets/b/history/h', 'read', 'account:a');
            INSERT INTO user_principals (user_id, principal) VALUES ('account:z', '/buckets/b/groups/g'), ('account:a', '/buckets/b/groups/g');
            """);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Timestamps_compare_as_they_are_shown()
    {
        var all = (await ListAsync(_records)).Objects;
        Assert.Equal(21, all.Count);
        Assert.Equal(Shown("00:00:11.001"), (await ListAsync(_records)).Timestamp);
        foreach (var moment in Enumerable.Range(-1, 9).Select(static n => Shown("00:00:10") + n))
        {
            foreach (var comparison in (Comparison[])[Comparison.Equal, Comparison.Not, Comparison.Min, Comparison.Max, Comparison.GreaterThan, Comparison.LessThan, Comparison.In, Comparison.Exclude])
            {
                var filter = new Filter(FieldPath.LastModified, comparison, comparison is Comparison.In or Comparison.Exclude ? FieldValue.FromValues([FieldValue.FromInteger(moment)]) : FieldValue.FromInteger(moment));
                var query = _records with { Filters = [filter] };
                var selector = new RowSelector(query);

                Assert.Equal(all.Where(selector.Matches).Select(static row => row.Id), (await ListAsync(query)).Objects.Select(static row => row.Id));
            }

            foreach (var descending in (bool[])[true, false])
            {
                var query = _records with { Sorts = [new Sort(FieldPath.LastModified, descending)], After = [FieldValue.FromInteger(moment)] };
                Assert.Equal(
                    all.Where(row => descending ? row.LastModified < moment : row.LastModified > moment).Select(static row => row.Id).Order(StringComparer.Ordinal),
                    (await ListAsync(query)).Objects.Select(static row => row.Id).Order(StringComparer.Ordinal));
            }
        }
    }

    [Fact]
    public async Task A_permission_that_is_not_ours_is_nobodys()
    {
        var view = await _database.AskAsync(session => new ObjectReader(session).ReadAsync(ObjectPath.Bucket("b"), Caller.User("account", "account:a"), [], Token));

        Assert.Equal([Permission.Write], view.AccessControl.Entries.Keys);
        Assert.Equal(Permission.Write, view.Grants.Bucket);
        Assert.Equal("""{"a":1}""", Encoding.UTF8.GetString(view.Object!.Data.Span));
        Assert.Equal(
            ["/buckets/b"],
            (await _database.AskAsync(session => new Survey(session).FindEntriesAsync(["account:a"], Token))).Select(static entry => entry.Uri));
    }

    [Fact]
    public async Task An_archive_has_what_we_serve_and_clocks_that_are_ahead()
    {
        var all = await ArchiveAsync(new ArchiveScope(null, History: true));
        Assert.Equal(
            ["/buckets/b", "/buckets/gone", "/buckets/b/collections/c", "/buckets/b/groups/g", "/buckets/b/history/h", "/buckets/b-2/collections/x"],
            all.OfType<ArchiveEntry.Object>().Where(static entry => entry.Path.Resource != Resource.Record).Select(static entry => entry.Path.Uri));
        Assert.Equal(
            [("/buckets/b-2", Resource.Group), (Parent, Resource.Record)],
            all.OfType<ArchiveEntry.Clock>().Select(static clock => (clock.Partition, clock.Resource)));

        var inside = await ArchiveAsync(new ArchiveScope("b", History: false));
        Assert.Equal(
            ["/buckets/b", "/buckets/b/collections/c", "/buckets/b/groups/g"],
            inside.OfType<ArchiveEntry.Object>().Where(static entry => entry.Path.Resource != Resource.Record).Select(static entry => entry.Path.Uri));
        Assert.Equal(21, inside.OfType<ArchiveEntry.Object>().Count(static entry => entry.Path.Resource == Resource.Record));
        Assert.Single(inside.OfType<ArchiveEntry.Clock>());
        var group = Assert.Single(inside.OfType<ArchiveEntry.Object>(), static entry => entry.Path.Resource == Resource.Group);
        Assert.Equal(["account:a", "account:z"], group.Members);
        Assert.Equal([Caller.Everyone], group.Access[Permission.Read]);
        Assert.Empty(await ArchiveAsync(new ArchiveScope("gone", History: true)));
    }

    [Fact]
    public async Task Every_question_is_answered_to_a_role_that_may_only_select()
    {
        var role = $"reader_{Environment.ProcessId}_{Random.Shared.Next()}";
        await _database.ExecuteAsync($"CREATE ROLE {role} LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}");
        await using var storage = PostgreSqlBackend.Open(_database.Url.Replace($"{PrivatePostgreSql.User}@", $"{role}@", StringComparison.Ordinal));
        var caller = Caller.User("account", "account:a");

        Assert.Equal(["/buckets/b/groups/g"], (await storage.ReadAsync(ObjectPath.Bucket("b"), caller, Token)).Principals.Skip(3));
        Assert.Equal(2, (await storage.ReadManyAsync([ObjectPath.Bucket("b"), ObjectPath.Bucket("gone")], caller, Token)).Count);
        Assert.Equal(21, (await storage.ListAsync(_records, caller, Token)).Objects.Count);
        Assert.Single((await storage.ListAsync(new ObjectQuery { Resource = Resource.Bucket, ParentUri = "", SharedBy = Permission.Write }, caller, Token)).Objects);
        Assert.Single(await storage.FindAccessListsAsync(["/buckets/b"], Token));
        Assert.NotEmpty(await storage.FindUrisAsync(Resource.Record, Token));
        Assert.NotEmpty(await storage.CountAsync(Token));
        await storage.CheckAsync(readOnly: true, Token);
        var entries = 0;
        await storage.ReadAsync(new ArchiveScope(null, History: true), _ => entries++, Token);
        Assert.True(entries > 21);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => storage.FlushAsync(Token).AsTask());

        await storage.DisposeAsync();
        await _database.ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
    }

    static long Shown(string time) => DateTimeOffset.Parse($"2020-01-01T{time}Z", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    ValueTask<ObjectPage> ListAsync(ObjectQuery query) =>
        _database.AskAsync(session => new ListReader(session, query).ReadAsync(Caller.Anonymous, Caller.Anonymous.Principals, receive: null, Token));

    async Task<List<ArchiveEntry>> ArchiveAsync(ArchiveScope scope)
    {
        var entries = new List<ArchiveEntry>();
        await _database.AskAsync(async session =>
        {
            await using var transaction = await session.Objects.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, Token);
            return await new ArchiveReader(session).ReadAsync(scope, entries.Add, Token);
        });
        return entries;
    }
}
