using KintoHawk.Server.Tests.Scenarios;

namespace KintoHawk.Server.Tests;

public sealed class LogTests
{
    [Fact]
    public async Task No_password_token_key_or_mac_of_any_scenario_reaches_a_log_line()
    {
        Assert.SkipWhen(ServerFixture.Elsewhere is not null, "The log of a server that runs elsewhere cannot be read.");
        using var log = new CapturedLog();
        var secrets = new SecretsSeen();

        await PlayTogetherAsync(log, secrets);
        await PlayAloneAsync(log, secrets);

        Assert.True(log.Lines.Count > 10_000, $"Only {log.Lines.Count} lines were logged.");
        Assert.Contains(log.Lines, static line => line.Contains("Trace", StringComparison.Ordinal) || line.Contains("Debug", StringComparison.Ordinal));
        Assert.True(secrets.All.Count > 1_000, $"Only {secrets.All.Count} secrets were used.");
        Assert.Empty(CapturedLog.Leaks(log.Lines, secrets.All));
    }

    [Fact]
    public void A_secret_in_a_log_line_is_found()
    {
        var leaks = CapturedLog.Leaks(["nothing here", "the token is 0123456789abcdef, sorry"], ["0123456789abcdef", "0123456789zzzzzz"]);

        Assert.Equal("0123456789… in: the token is 0123456789abcdef, sorry", Assert.Single(leaks));
    }

    static async Task PlayTogetherAsync(CapturedLog log, SecretsSeen secrets)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var server = await RunningServer.StartAsync("memory", [], log, cancellationToken);
        secrets.Add(server.Password);
        var runs = ScenarioFiles.All.Where(static scenario => scenario.Settings.Count == 0)
            .SelectMany(static scenario => scenario.CanBeSigned ? new[] { (scenario, true), (scenario, false) } : [(scenario, false)]);

        await Parallel.ForEachAsync(
            runs,
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken },
            async (run, cancelled) => await new ScenarioPlayer(server, signs: run.Item2, secrets).PlayAsync(run.Item1, cancelled));
    }

    static async Task PlayAloneAsync(CapturedLog log, SecretsSeen secrets)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        foreach (var scenario in ScenarioFiles.All.Where(static scenario => scenario.Settings.Count > 0))
        {
            await using var server = await RunningServer.StartAsync("memory", scenario.Settings, log, cancellationToken);
            secrets.Add(server.Password);
            await new ScenarioPlayer(server, scenario.CanBeSigned, secrets).PlayAsync(scenario, cancellationToken);
        }
    }
}
