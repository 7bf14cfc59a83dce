using System.Globalization;
using KintoHawk.Nodes.Tests.Serving;

namespace KintoHawk.Nodes.Tests;

public sealed class ConditionalWriteTests(SharedClusters clusters)
{
    const int Writers = 32;

    [Theory]
    [InlineData(Databases.PostgreSqlAndRedis)]
    [InlineData(Databases.PostgreSqlAlone)]
    public async Task Of_parallel_puts_at_all_nodes_with_one_if_match_exactly_one_wins(Databases databases)
    {
        var cluster = await clusters.OverAsync(databases);
        var path = await cluster.AddCollectionAsync() + "/contended";
        var current = await cluster.ExpectAsync(201, Call.Put(path, RecordState.BodyOf("first")));

        for (var round = 0; round < Rounds.Of(40, 1000); round++)
        {
            var answers = await RaceAsync(cluster, 200, round, writer => Call.Put(path, RecordState.BodyOf($"{round}-{writer}")) with { IfMatch = current.ETag });

            var winner = Array.FindIndex(answers, static answer => answer.Status == 200);
            var stored = await cluster.ExpectAsync(200, Call.Get(path), round);
            Assert.Equal($"{round}-{winner}", RecordState.Read(stored.Data).Token);
            Assert.Equal(answers[winner].ETag, stored.ETag);
            Assert.True(stored.Version > current.Version);
            current = stored;
        }
    }

    [Theory]
    [InlineData(Databases.PostgreSqlAndRedis)]
    [InlineData(Databases.PostgreSqlAlone)]
    public async Task Of_parallel_creations_at_all_nodes_exactly_one_wins(Databases databases)
    {
        var cluster = await clusters.OverAsync(databases);
        var records = await cluster.AddCollectionAsync();

        for (var round = 0; round < Rounds.Of(10, 200); round++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"{records}/made-{round}");
            var answers = await RaceAsync(cluster, 201, round, writer => Call.Put(path, RecordState.BodyOf($"{round}-{writer}")) with { IfNoneMatch = "*" });

            var winner = Array.FindIndex(answers, static answer => answer.Status == 201);
            Assert.Equal($"{round}-{winner}", RecordState.Read((await cluster.ExpectAsync(200, Call.Get(path), round)).Data).Token);
        }
    }

    static async Task<Answer[]> RaceAsync(Cluster cluster, int success, int round, Func<int, Call> call)
    {
        var calls = Enumerable.Range(0, Writers).Select(writer => call(writer).SignedBy(cluster.Session)).ToArray();

        var answers = await Race.RunAsync(Writers, writer => cluster.Node(writer).SendAsync(calls[writer]));

        var statuses = $"{Rounds.Named(round)}: {string.Join(' ', answers.Select(static answer => answer.Status))}";
        Assert.True(answers.Count(answer => answer.Status == success) == 1, statuses);
        Assert.True(answers.Count(static answer => answer.Status == 412) == Writers - 1, statuses);
        return answers;
    }
}
