using KintoHawk.Nodes.Tests.Serving;

namespace KintoHawk.Nodes.Tests;

public sealed class ReplayTests(SharedClusters clusters)
{
    const int Copies = 32;

    [Theory]
    [InlineData(Databases.PostgreSqlAndRedis)]
    [InlineData(Databases.PostgreSqlAlone)]
    public async Task Of_parallel_copies_of_one_signed_request_spread_over_the_nodes_exactly_one_succeeds(Databases databases)
    {
        var cluster = await clusters.OverAsync(databases);
        var path = await cluster.AddCollectionAsync() + "/copied";
        await cluster.ExpectAsync(201, Call.Put(path, RecordState.BodyOf("first")));

        for (var round = 0; round < Rounds.Of(100, 1000); round++)
        {
            var call = (round % 2 == 0 ? Call.Get(path) : Call.Put(path, RecordState.BodyOf(Rounds.Named(round)))).SignedBy(cluster.Session);

            var answers = await Race.RunAsync(Copies, copy => cluster.Node(copy).SendAsync(call));

            Assert.True(answers.Count(static answer => answer.Status == 200) == 1, $"{Rounds.Named(round)}: {string.Join(' ', answers.Select(static answer => answer.Status))}");
            Assert.Equal(Copies - 1, answers.Count(static answer => answer.IsRefusedReplay));
        }
    }

    [Theory]
    [InlineData(Databases.PostgreSqlAndRedis)]
    [InlineData(Databases.PostgreSqlAlone)]
    public async Task A_header_from_the_future_is_accepted_once_by_all_nodes_together(Databases databases)
    {
        var cluster = await clusters.OverAsync(databases);
        var call = Call.Get("buckets/b").SignedBy(cluster.Session, TimeSpan.FromSeconds(55));

        Assert.Equal(200, (await cluster.Node(0).SendAsync(call)).Status);

        foreach (var node in cluster.Nodes)
            Assert.True((await node.SendAsync(call)).IsRefusedReplay);
    }
}
