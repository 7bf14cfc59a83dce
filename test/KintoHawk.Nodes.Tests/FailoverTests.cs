using KintoHawk.Nodes.Tests.Load;
using KintoHawk.Nodes.Tests.Serving;

namespace KintoHawk.Nodes.Tests;

public sealed class FailoverTests
{
    [Fact]
    public async Task When_the_primary_is_killed_and_its_standby_promoted_the_nodes_go_over_and_nothing_acknowledged_is_lost()
    {
        await using var primary = await PrivatePostgreSql.StartAsync(new PostgreSqlSettings { IsDurable = true });
        var name = new Uri(await primary.CreateDatabaseAsync()).AbsolutePath[1..];
        await using var standby = await primary.StandbyAsync();
        // An acknowledged write is at the standby: without this no server could promise anything about a failover.
        await primary.ExecuteAsync(primary.Url("postgres"), "ALTER SYSTEM SET synchronous_standby_names = '*'");
        await primary.ExecuteAsync(primary.Url("postgres"), "SELECT pg_reload_conf()");
        var url = $"postgresql://{PrivatePostgreSql.User}@127.0.0.1:{primary.Port},127.0.0.1:{standby.Port}/{name}?target_session_attrs=primary";
        await using var cluster = await Cluster.StartAsync(2, [.. Settings.Storage(url), .. Settings.PostgreSqlCache(url)]);
        await using var load = await OutageLoad.StartAsync(cluster, sessionsSurvive: true);

        var recovery = await load.OutageAsync(primary.KillAsync, static () => Task.CompletedTask, standby.PromoteAsync);

        TestContext.Current.TestOutputHelper?.WriteLine($"all nodes back after {recovery.TotalMilliseconds} ms");
        Assert.True(recovery <= TimeSpan.FromSeconds(5), $"The first success at every node came {recovery.TotalMilliseconds} ms after the promotion.");
        await load.AssertNothingIsAcceptedAgainAsync(static answer => answer.IsRefusedReplay);
        await load.FinishAsync();
    }
}
