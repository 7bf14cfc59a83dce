using KintoHawk.Server.Tests.Logging;
using KintoHawk.Server.Tests.Scenarios;
using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Tests;

public sealed class LogTests
{
    [Fact]
    public async Task No_password_token_key_or_mac_of_any_scenario_reaches_a_log_line()
    {
        Assert.SkipWhen(ServerFixture.Elsewhere is not null, "The log of a server that runs elsewhere cannot be read.");
        using var log = new CapturedLog();
        var secrets = new SecretsSeen();

        using var written = new WrittenLog(EverythingInEveryFormat, time: TimeProvider.System);
        using var both = new CompositeLog(log, written.Provider);

        await PlayTogetherAsync(both, secrets);
        await PlayAloneAsync(both, secrets);
        written.Dispose();

        Assert.True(log.Lines.Count > 10_000, $"Only {log.Lines.Count} lines were logged.");
        Assert.Contains(log.Lines, static line => line.Contains("Trace", StringComparison.Ordinal) || line.Contains("Debug", StringComparison.Ordinal));
        Assert.True(secrets.All.Count > 1_000, $"Only {secrets.All.Count} secrets were used.");
        Assert.Empty(CapturedLog.Leaks(log.Lines, secrets.All));
        foreach (var text in (string[])[written.Error, written.Output])
        {
            var lines = text.Split('\n');
            Assert.True(lines.Length > 3_000, $"Only {lines.Length} lines were written.");
            Assert.Contains(lines, static line => line.Contains("Content-Type", StringComparison.Ordinal));
            Assert.Empty(CapturedLog.Leaks(lines, secrets.All));
        }
    }

    [Fact]
    public void A_secret_in_a_log_line_is_found()
    {
        var leaks = CapturedLog.Leaks(["nothing here", "the token is 0123456789abcdef, sorry"], ["0123456789abcdef", "0123456789zzzzzz"]);

        Assert.Equal("0123456789… in: the token is 0123456789abcdef, sorry", Assert.Single(leaks));
    }

    /// <summary>All formatters, with headers and bodies.</summary>
    const string EverythingInEveryFormat = """
        [loggers]
        keys = root, requests, items, framework
        [handlers]
        keys = json, color, plain
        [formatters]
        keys = json, color, plain
        [logger_root]
        level = NOTSET
        handlers = json, color, plain
        [logger_requests]
        qualname = request.summary
        level = DEBUG
        [logger_items]
        qualname = subrequest.summary
        level = DEBUG
        [logger_framework]
        qualname = microsoft
        level = DEBUG
        [handler_json]
        class = kinto.core.StreamHandlerWithRequestID
        args = (sys.stdout,)
        formatter = json
        [handler_color]
        class = StreamHandler
        formatter = color
        [handler_plain]
        class = kinto.core.StreamHandlerWithRequestID
        formatter = plain
        [formatter_json]
        class = kinto.core.JsonLogFormatter
        [formatter_color]
        class = logging_color_formatter.ColorFormatter
        [formatter_plain]
        format = %(asctime)s %(levelname)s [%(name)s] %(message)s %(rid)s %(headers)s %(body)s %(response)s %(querystring)s %(path)s
        """;

    static async Task PlayTogetherAsync(ILoggerProvider log, SecretsSeen secrets)
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

    static async Task PlayAloneAsync(ILoggerProvider log, SecretsSeen secrets)
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
