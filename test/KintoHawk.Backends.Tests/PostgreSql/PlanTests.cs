using System.Text.RegularExpressions;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.PostgreSql.Objects;
using Npgsql;

namespace KintoHawk.Backends.Tests.PostgreSql;

/// <summary>
/// How the database answers the questions that servers ask all the time, with 50,000 records in 50 collections: through indexes, and without looking at more than
/// is asked for. Each plan is executed, so what counts are the rows that were read and not the guesses.
/// </summary>
public sealed class PlanTests(PlanTests.Filled filled) : IClassFixture<PlanTests.Filled>
{
    static readonly ObjectPath _bucket = ObjectPath.Bucket("b3");
    static readonly ObjectPath _collection = _bucket.Child(Resource.Collection, "c2");
    static readonly Caller _user = Caller.User("account", "account:u7");

    static readonly ObjectQuery _records = new()
    {
        Resource = Resource.Record,
        ParentUri = _collection.Uri,
        Sorts = [new Sort(FieldPath.LastModified, Descending: true)],
        Sufficient = PermissionTree.Sufficient(Resource.Record, Question.List),
        SharedBy = PermissionTree.SharedBy(Resource.Record, Question.List),
        Limit = 100,
    };

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_read_looks_each_level_up()
    {
        var plan = await ExplainAsync(ObjectReader.ReadCommand([.. _collection.Child(Resource.Record, "r77").Chain.Select(static path => new Level(path))], _user));

        AssertIndexesOnly(plan);
        Assert.Contains("objects_pkey", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newest_first_list_walks_along_the_set_and_stops_at_its_limit()
    {
        var query = _records with
        {
            PrivilegedPrincipals = [Caller.Everyone],
            IncludeTombstones = true,
            Filters = [new Filter(FieldPath.LastModified, Comparison.GreaterThan, FieldValue.FromInteger(1_700_000_002_000))],
        };

        var plan = await ExplainAsync(Rows(query));

        AssertIndexesOnly(plan);
        Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
        Assert.InRange(MostRows(plan), 1, 101);
    }

    [Fact]
    public async Task A_list_of_somebody_who_holds_what_suffices_does_not_look_at_what_is_shared()
    {
        var plan = await ExplainAsync(RowsFor(_records, Caller.User("account", "account:admin")));

        AssertIndexesOnly(plan);
        Assert.InRange(MostRows(plan), 1, 101);
    }

    [Fact]
    public async Task A_shared_list_looks_only_at_what_is_shared()
    {
        var plan = await ExplainAsync(Rows(_records));

        AssertIndexesOnly(plan);
        Assert.Contains("kintohawk_access_control_entries_principal_object_id", plan, StringComparison.Ordinal);
        Assert.InRange(MostRows(plan), 1, 100);
    }

    [Fact]
    public async Task The_surroundings_of_a_list_are_looked_up()
    {
        var plan = await ExplainAsync(new QueryWriter(_records, _user, default).WriteSurroundings());

        AssertIndexesOnly(plan);
        Assert.InRange(MostRows(plan), 1, 100);
    }

    [Fact]
    public async Task A_list_of_buckets_does_not_look_at_every_entry_below_them()
    {
        var buckets = _records with { Resource = Resource.Bucket, ParentUri = "", Sufficient = default, SharedBy = PermissionTree.SharedBy(Resource.Bucket, Question.List) };

        var plan = await ExplainAsync(Rows(buckets));

        AssertIndexesOnly(plan);
        Assert.InRange(MostRows(plan), 1, 200);
    }

    [Fact]
    public async Task A_list_whose_timestamp_is_known_reads_no_row()
    {
        var plan = await ExplainAsync(Rows(_records with { PrivilegedPrincipals = [Caller.Everyone], KnownTimestamp = 1_700_000_010_000 }));

        AssertIndexesOnly(plan);
        Assert.Contains("(never executed)", plan, StringComparison.Ordinal);
        Assert.InRange(MostRows(plan), 1, 1);
    }

    [Fact]
    public async Task A_list_by_ids_looks_them_up()
    {
        var some = FieldValue.FromValues(((string[])["r5", "r6", "r7"]).Select(FieldValue.FromString));

        var plan = await ExplainAsync(Rows(_records with { PrivilegedPrincipals = [Caller.Everyone], Filters = [new Filter(FieldPath.Id, Comparison.In, some)] }));

        AssertIndexesOnly(plan);
        Assert.InRange(MostRows(plan), 1, 3);
    }

    static NpgsqlBatchCommand Rows(ObjectQuery query) => new QueryWriter(query, _user, default).WriteRows()!;

    static NpgsqlBatchCommand RowsFor(ObjectQuery query, Caller caller) => new QueryWriter(query, caller, default).WriteRows()!;

    static void AssertIndexesOnly(string plan)
    {
        foreach (var table in (string[])["objects", "access_control_entries", "user_principals"])
            Assert.DoesNotContain($"Seq Scan on {table}", plan, StringComparison.Ordinal);
    }

    /// <summary>The most rows that any step had, all its runs together.</summary>
    static long MostRows(string plan) => Regex
        .Matches(plan, @"actual rows=(?<rows>\d+) loops=(?<loops>\d+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
        .Max(static step => long.Parse(step.Groups["rows"].Value) * long.Parse(step.Groups["loops"].Value));

    async Task<string> ExplainAsync(NpgsqlBatchCommand asked)
    {
        var lines = await filled.Database.AskAsync(async session =>
        {
#pragma warning disable CA2100 // a statement of ours
            await using var command = new NpgsqlCommand($"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) {asked.CommandText}", session.Objects);
#pragma warning restore CA2100
            foreach (NpgsqlParameter parameter in asked.Parameters)
                command.Parameters.Add(parameter.Clone());
            await using var rows = await command.ExecuteReaderAsync(Token);
            var plan = new List<string>();
            while (await rows.ReadAsync(Token))
                plan.Add(rows.GetString(0));
            return plan;
        });
        var text = string.Join('\n', lines);
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        return text;
    }

    /// <summary>The database of all these tests.</summary>
    public sealed class Filled : IAsyncLifetime
    {
        internal TestDatabase Database { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Database = await TestDatabase.CreateAsync();
            await Database.ExecuteAsync("""
                ALTER TABLE objects DISABLE TRIGGER tgr_objects_last_modified;
                INSERT INTO objects SELECT 'b' || b, '', 'bucket', from_epoch(1700000000000 + b), '{}', FALSE FROM generate_series(1, 200) AS b;
                INSERT INTO objects SELECT 'c' || c, '/buckets/b' || b, 'collection', from_epoch(1700000000000 + c), '{}', FALSE FROM generate_series(1, 10) AS b, generate_series(1, 5) AS c;
                INSERT INTO objects
                SELECT 'r' || r, '/buckets/b' || b || '/collections/c' || c, 'record', from_epoch(1700000000000 + 10 * r), jsonb_build_object('n', r, 'title', 'title ' || r), r % 50 = 0
                  FROM generate_series(1, 10) AS b, generate_series(1, 5) AS c, generate_series(1, 1000) AS r;
                INSERT INTO access_control_entries
                SELECT parent_id || '/records/' || id, 'write', 'account:u' || (hashtext(id) & 63) FROM objects WHERE resource_name = 'record';
                INSERT INTO access_control_entries SELECT '/buckets/' || id, 'write', 'account:admin' FROM objects WHERE resource_name = 'bucket';
                INSERT INTO user_principals SELECT 'account:u' || u, '/buckets/b' || b || '/groups/g' FROM generate_series(0, 63) AS u, generate_series(1, 20) AS b;
                ALTER TABLE objects ENABLE TRIGGER tgr_objects_last_modified;
                """);
            await Database.ExecuteAsync("VACUUM ANALYZE");
        }

        public ValueTask DisposeAsync() => Database.DisposeAsync();
    }
}
