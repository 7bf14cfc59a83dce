using System.Globalization;
using KintoHawk.Nodes.Tests.Serving;

namespace KintoHawk.Nodes.Tests;

public sealed class PaginationTests(SharedClusters clusters)
{
    [Theory]
    [InlineData(Databases.PostgreSqlAndRedis)]
    [InlineData(Databases.PostgreSqlAlone)]
    public async Task The_page_link_of_a_deletion_works_once_at_all_nodes_together(Databases databases)
    {
        const int Copies = 16;
        var cluster = await clusters.OverAsync(databases);
        var records = await cluster.AddCollectionAsync();

        for (var round = 0; round < Rounds.Of(5, 50); round++)
        {
            for (var n = 0; n < 5; n++)
                Assert.True((await cluster.SendAsync(Call.Put(string.Create(CultureInfo.InvariantCulture, $"{records}/r{n}"), RecordState.BodyOf($"{round}-{n}")), n)).Succeeded);
            var first = await cluster.ExpectAsync(200, Call.Delete(records + "?_limit=2&_sort=id"), round);
            var next = new Uri(first.NextPage!).PathAndQuery["/v1/".Length..];
            var calls = Enumerable.Range(0, Copies).Select(_ => Call.Delete(next).SignedBy(cluster.Session)).ToArray();

            var answers = await Race.RunAsync(Copies, copy => cluster.Node(copy).SendAsync(calls[copy]));

            Assert.Equal(1, answers.Count(static answer => answer.Status == 200));
            Assert.Equal(Copies - 1, answers.Count(static answer => answer.Status == 400));
            Assert.Equal(["r4"], (await cluster.RecordsAsync(records, round + 1)).Where(static pair => pair.Value.Token is not null).Select(static pair => pair.Key));
        }
    }
}
