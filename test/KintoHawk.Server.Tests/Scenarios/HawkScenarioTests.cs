namespace KintoHawk.Server.Tests.Scenarios;

public sealed class HawkScenarioTests(ServerFixture servers)
{
    public static TheoryData<string, string, string> Rows => ScenarioTheory.Rows(static scenario => scenario.CanBeSigned);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task Holds_with_Hawk_signatures_and_every_answer_is_signed(string backend, string file, string scenario) =>
        ScenarioTheory.PlayAsync(servers, backend, file, scenario, signs: true);
}
