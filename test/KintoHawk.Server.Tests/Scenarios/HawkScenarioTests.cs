namespace KintoHawk.Server.Tests.Scenarios;

public sealed class HawkScenarioTests(ServerFixture servers)
{
    public static TheoryData<string, string, string> Rows =>
        // How a request is signed does not depend on the storage: on PostgreSQL that is part of the long run.
        ScenarioTheory.Rows(static scenario => scenario.CanBeSigned, [], static backend => ServerFixture.IsLong || backend != ScenarioBackend.PostgreSqlAndRedis);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task Holds_with_Hawk_signatures_and_every_answer_is_signed(string backend, string file, string scenario) =>
        ScenarioTheory.PlayAsync(servers, backend, file, scenario, signs: true);
}
