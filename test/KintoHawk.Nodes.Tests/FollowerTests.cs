using KintoHawk.Nodes.Tests.Load;
using KintoHawk.Nodes.Tests.Serving;

namespace KintoHawk.Nodes.Tests;

public sealed class FollowerTests(SharedClusters clusters)
{
    const int Writers = 16;

    [Theory]
    [InlineData(Databases.PostgreSqlAndRedis)]
    [InlineData(Databases.PostgreSqlAlone)]
    public async Task A_follower_at_alternating_nodes_misses_nothing_that_others_write_at_all_nodes(Databases databases)
    {
        var cluster = await clusters.OverAsync(databases);
        var records = await cluster.AddCollectionAsync();
        var order = new WriteOrder();
        var deadline = new Deadline(Rounds.Of(5, 60));

        var writers = Race.RunAsync(Writers, number => new RecordWriter(number, cluster, records, order).RunAsync(deadline));
        var follower = new Follower(cluster, records);
        while (!writers.IsCompleted)
            await follower.FollowAsync();
        var written = Merge(await writers);
        // What was acknowledged before the last look must be seen by it.
        await follower.FollowAsync();

        Assert.Equal(written.Count, follower.Seen.Count);
        Assert.All(written, pair => Assert.Equal(pair.Value, follower.Seen[pair.Key]));
        Assert.True(follower.Looks > 2 * cluster.Nodes.Count, "The follower hardly ran beside the writers.");
        // Deletions and changes were among them.
        Assert.Contains(written, static pair => pair.Value.Token is null);
        Assert.True(order.Count > written.Count);
    }

    [Fact]
    public async Task Beside_a_server_that_writes_with_the_statements_of_kinto_nothing_of_ours_is_lost()
    {
        var cluster = await clusters.OverAsync(Databases.PostgreSqlAndRedis);
        var records = await cluster.AddCollectionAsync();
        var order = new WriteOrder();
        var deadline = new Deadline(Rounds.Of(5, 60));
        await using var kinto = await KintoWriter.ConnectAsync(clusters.UrlOf(Databases.PostgreSqlAndRedis), records);

        var foreign = kinto.RunAsync(deadline);
        var written = Merge(await Race.RunAsync(Writers / 2, number => new RecordWriter(number, cluster, records, order).RunAsync(deadline)));
        await foreign;

        foreach (var (id, state) in kinto.Written)
            Assert.True(written.TryAdd(id, state));
        for (var node = 0; node < cluster.Nodes.Count; node++)
        {
            var stored = await cluster.RecordsAsync(records, node);
            Assert.Equal(written.Count, stored.Count);
            Assert.All(written, pair => Assert.Equal(pair.Value, stored[pair.Key]));
        }

        Assert.Equal(written.Count, written.Values.Select(static state => state.Version).Distinct().Count());
        Assert.True(kinto.Written.Count > 10, "Kinto hardly wrote beside ours.");
    }

    static Dictionary<string, RecordState> Merge(IEnumerable<IReadOnlyDictionary<string, RecordState>> written) =>
        written.SelectMany(static part => part).ToDictionary(StringComparer.Ordinal);
}
