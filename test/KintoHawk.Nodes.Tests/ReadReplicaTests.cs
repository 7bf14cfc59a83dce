using KintoHawk.Nodes.Tests.Serving;

namespace KintoHawk.Nodes.Tests;

public sealed class ReadReplicaTests
{
    [Fact]
    public async Task Gets_are_answered_by_the_standby_and_writes_by_the_primary_and_without_the_standby_gets_go_on()
    {
        await using var primary = await PrivatePostgreSql.StartAsync(new PostgreSqlSettings());
        var url = await primary.CreateDatabaseAsync(logStatements: true);
        await using var standby = await primary.StandbyAsync();
        var copy = standby.Url(new Uri(url).AbsolutePath[1..]);
        await using var cluster = await Cluster.StartAsync(1, [.. Settings.Storage(url), "storage_read_url = " + copy]);
        var records = await cluster.AddCollectionAsync();
        var path = records + "/r";

        var atPrimary = primary.Statements.Mark();
        var atStandby = standby.Statements.Mark();
        var put = await cluster.ExpectAsync(201, Call.Put(path, RecordState.BodyOf("replicated")));
        Assert.NotEmpty(primary.Statements.Since(atPrimary, url));
        Assert.Empty(standby.Statements.Since(atStandby, copy));

        await primary.ReplicatedAsync(standby);
        atPrimary = primary.Statements.Mark();
        atStandby = standby.Statements.Mark();
        Assert.Equal(put.ETag, (await cluster.ExpectAsync(200, Call.Get(path))).ETag);
        Assert.Equal(put.ETag, (await cluster.ExpectAsync(200, Call.Get(records))).ETag);
        Assert.Equal(200, (await cluster.Nodes[0].SendAsync(Call.Get("buckets/b"))).Status);
        Assert.Empty(primary.Statements.Since(atPrimary, url));
        Assert.True(standby.Statements.Since(atStandby, copy).Count >= 3);

        await standby.KillAsync();
        for (var n = 0; n < 10; n++)
            Assert.Equal(put.ETag, (await cluster.ExpectAsync(200, Call.Get(path))).ETag);
        var again = await cluster.ExpectAsync(200, Call.Put(path, RecordState.BodyOf("alone")));
        Assert.Equal(again.ETag, (await cluster.ExpectAsync(200, Call.Get(path))).ETag);

        await standby.StartAsync();
        await primary.ReplicatedAsync(standby);
        atStandby = standby.Statements.Mark();
        using var limit = Patience.Limit();
        while (standby.Statements.Since(atStandby, copy).Count == 0)
        {
            await cluster.ExpectAsync(200, Call.Get(path));
            limit.Token.ThrowIfCancellationRequested();
        }
    }
}
