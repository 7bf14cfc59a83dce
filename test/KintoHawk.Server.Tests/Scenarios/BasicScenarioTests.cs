namespace KintoHawk.Server.Tests.Scenarios;

public sealed class BasicScenarioTests(ServerFixture servers)
{
    public static TheoryData<string, string, string> Rows => ScenarioTheory.Rows(static _ => true, ServerFixture.MoreBackends);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task Holds_with_Basic_credentials(string backend, string file, string scenario) =>
        ScenarioTheory.PlayAsync(servers, backend, file, scenario, signs: false);
}
