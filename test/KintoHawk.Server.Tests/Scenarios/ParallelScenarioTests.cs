using System.Collections.Concurrent;

namespace KintoHawk.Server.Tests.Scenarios;

public sealed class ParallelScenarioTests(ServerFixture servers)
{
    public static TheoryData<string> DurableBackends => [.. ServerFixture.Backends.TakeLast(2)];

    [Theory]
    [MemberData(nameof(DurableBackends))]
    public async Task Scenarios_hold_when_they_are_played_at_the_same_time(string backend)
    {
        var server = await servers.SharedAsync(backend);
        var failures = new ConcurrentBag<string>();

        await Parallel.ForEachAsync(
            ScenarioFiles.All.Where(scenario => scenario.Settings.Count == 0 && ScenarioTheory.HoldsOn(scenario, backend)),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken },
            async (scenario, cancellationToken) =>
            {
                if (await new ScenarioPlayer(server, scenario.CanBeSigned, new SecretsSeen()).PlayAsync(scenario, cancellationToken) is { } failure)
                    failures.Add(failure);
            });

        Assert.Empty(failures);
    }
}
