using System.Globalization;
using KintoHawk.Nodes.Tests.Serving;

namespace KintoHawk.Nodes.Tests;

/// <summary>What requests cost: statements as PostgreSQL's log has them, and round trips as they are on the wire.</summary>
public sealed class CostTests(CountedServer counted) : IClassFixture<CountedServer>
{
    [Fact]
    public async Task A_get_of_a_record_is_one_statement()
    {
        var records = await counted.FillAsync(3);

        var cost = await counted.CostAsync(200, Call.Get(records + "/r1"));

        Assert.True(cost is { Trips: 1, Statements.Count: 1 }, cost.ToString());
    }

    [Fact]
    public async Task A_get_of_a_record_that_is_not_there_is_one_statement_too()
    {
        var records = await counted.FillAsync(1);

        var cost = await counted.CostAsync(404, Call.Get(records + "/missing"));

        Assert.True(cost is { Trips: 1, Statements.Count: 1 }, cost.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?_limit=3&_sort=-last_modified")]
    [InlineData("?_since=%221%22")]
    [InlineData("?token=r1&_fields=token")]
    public async Task A_list_is_two_statements_at_most_in_one_trip(string query)
    {
        var records = await counted.FillAsync(10);

        var cost = await counted.CostAsync(200, Call.Get(records + query));

        Assert.True(cost is { Trips: 1, Statements.Count: <= 2 }, cost.ToString());
    }

    [Fact]
    public async Task A_list_for_somebody_who_may_see_a_part_of_it_is_one_trip_as_well()
    {
        var records = await counted.FillAsync(10, "account:" + CountedServer.Other);

        var cost = await counted.CostAsync(200, Call.Get(records), CountedServer.Other);

        Assert.True(cost is { Trips: 1, Statements.Count: <= 2 }, cost.ToString());
    }

    [Fact]
    public async Task A_put_of_a_new_record_is_one_trip()
    {
        var records = await counted.FillAsync(1);
        var n = 0;

        var cost = await counted.CostAsync(201, () => Call.Put($"{records}/new{n++}", RecordState.BodyOf("new")));

        Assert.True(cost.Trips == 1, cost.ToString());
    }

    [Fact]
    public async Task A_put_of_an_existing_record_is_one_trip()
    {
        var records = await counted.FillAsync(1);

        var cost = await counted.CostAsync(200, Call.Put(records + "/r0", RecordState.BodyOf("changed")));

        Assert.True(cost.Trips == 1, cost.ToString());
    }

    [Fact]
    public async Task A_batch_of_25_puts_is_three_trips_at_most()
    {
        var records = await counted.FillAsync(1);
        var n = 0;

        var cost = await counted.CostAsync(200, Batch);

        Assert.True(cost.Trips is >= 1 and <= 3, cost.ToString());

        // Some new, some existing.
        Call Batch()
        {
            n += 20;
            var puts = Enumerable.Range(n, 25).Select(id => string.Create(CultureInfo.InvariantCulture, $$"""{"path":"/v1/{{records}}/b{{id}}","body":{{RecordState.BodyOf("b")}}}"""));
            return Call.Post("batch", $$"""{"defaults":{"method":"PUT"},"requests":[{{string.Join(',', puts)}}]}""");
        }
    }

    [Fact]
    public async Task A_batch_of_25_gets_is_one_trip()
    {
        var records = await counted.FillAsync(25);
        var gets = Enumerable.Range(0, 25).Select(id => string.Create(CultureInfo.InvariantCulture, $$"""{"path":"/v1/{{records}}/r{{id}}"}"""));

        var cost = await counted.CostAsync(200, Call.Post("batch", $$"""{"requests":[{{string.Join(',', gets)}}]}"""));

        Assert.True(cost.Trips == 1, cost.ToString());
    }

    [Fact]
    public async Task No_read_writes_anything()
    {
        var records = await counted.FillAsync(5, "account:" + CountedServer.Other);
        var before = await counted.NextTransactionAsync();

        foreach (var call in Reads.Of(records))
        {
            await counted.CostAsync(null, call);
            await counted.CostAsync(null, call with { Method = "HEAD" });
            await counted.CostAsync(null, call, CountedServer.Other);
            Assert.True(await counted.Server.SendAsync(call) is { Status: < 500 } answer, $"{call.Path}: anonymous");
            // Whatever writes takes a transaction id, and so does whatever locks a row; nobody else writes here.
            Assert.True(before == await counted.NextTransactionAsync(), $"{call.Method} {call.Path} wrote.");
        }
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task A_role_that_may_only_select_serves_all_reads(string isReadOnly)
    {
        var records = await counted.FillAsync(5);
        await using var reader = await counted.StartReaderAsync("readonly = " + isReadOnly);

        foreach (var call in Reads.Of(records))
        {
            var expected = await counted.Server.SendAsync(call.WithPassword(Cluster.Account, Cluster.Password));
            var answer = await reader.Nodes[0].SendAsync(call.WithPassword(Cluster.Account, Cluster.Password));

            // The list of permissions has no timestamp of its own: it shows when a server was asked first.
            Assert.True(expected.Status == answer.Status && (expected.ETag == answer.ETag || call.Path == "permissions"), $"{call.Path}: {expected} but from the reader {answer}");
        }

        var refused = await reader.Nodes[0].SendAsync(Call.Put(records + "/r0", "{}").WithPassword(Cluster.Account, Cluster.Password));
        Assert.True(isReadOnly == "true" ? refused.Status == 405 : refused.IsOutage, refused.ToString());
    }
}
