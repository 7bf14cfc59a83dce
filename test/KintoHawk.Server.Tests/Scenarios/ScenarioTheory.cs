namespace KintoHawk.Server.Tests.Scenarios;

/// <summary>What the two theories over the scenarios have in common.</summary>
static class ScenarioTheory
{
    /// <summary>A row per backend and scenario. A server that runs elsewhere has its own settings, so scenarios with settings are left out there.</summary>
    public static TheoryData<string, string, string> Rows(Func<Scenario, bool> accepts, IReadOnlyList<string> moreBackends, Func<string, bool>? isPlayedOn = null)
    {
        var rows = new TheoryData<string, string, string>();
        foreach (var backend in ServerFixture.Backends.Concat(moreBackends))
            foreach (var scenario in ScenarioFiles.All.Where(accepts).Where(static scenario => ServerFixture.Elsewhere is null || scenario.Settings.Count == 0))
                if (HoldsOn(scenario, backend) && isPlayedOn?.Invoke(backend) != false)
                    rows.Add(backend, scenario.File, scenario.Name);
        return rows;
    }

    public static bool HoldsOn(Scenario scenario, string backend) =>
        scenario.NotPostgreSql is null || backend is not (ScenarioBackend.PostgreSqlAndRedis or ScenarioBackend.ThreePostgreSql);

    public static async Task PlayAsync(ServerFixture servers, string backend, string file, string name, bool signs)
    {
        var scenario = ScenarioFiles.Find(file, name);
        var cancellationToken = TestContext.Current.CancellationToken;
        string? failure;
        if (scenario.Settings.Count == 0)
        {
            failure = await new ScenarioPlayer(await servers.SharedAsync(backend), signs, new SecretsSeen()).PlayAsync(scenario, cancellationToken);
        }
        else
        {
            await using var server = await RunningServer.StartAsync(backend, scenario.Settings, log: null, cancellationToken);
            failure = await new ScenarioPlayer(server, signs, new SecretsSeen()).PlayAsync(scenario, cancellationToken);
        }

        if (failure is not null)
            Assert.Fail(failure);
    }
}
