using System.Text.RegularExpressions;

namespace KintoHawk.Cli.Tests;

/// <summary>A server that is ready.</summary>
sealed partial class RunningServer : IAsyncDisposable
{
    readonly RunningCommand _command;
    bool _isStopped;

    RunningServer(RunningCommand command, string line)
    {
        _command = command;
        Line = line;
        Url = new Uri(ReadyLine().Match(line).Groups["url"].Value);
    }

    /// <summary>What it printed.</summary>
    public string Line { get; }

    /// <summary>The URL of the API, with version and slash.</summary>
    public Uri Url { get; }

    public static async Task<RunningServer> StartAsync(Workspace workspace, (string Name, string Value)[] environment, string[] arguments)
    {
        return await StartAsync(new RunningCommand(workspace, ["start", .. arguments.Contains("--port") ? arguments : [.. arguments, "--port", "0"]], environment));
    }

    /// <summary>Waits until the server says that it is ready.</summary>
    public static async Task<RunningServer> StartAsync(RunningCommand command)
    {
        var line = await command.Output.ReadLineAsync(TestContext.Current.CancellationToken);
        if (line is not null && ReadyLine().IsMatch(line))
            return new RunningServer(command, line);
        var result = await command.FinishAsync();
        command.Dispose();
        throw new InvalidOperationException($"The server did not start: exit code {result.ExitCode}, {line}{result.Everything}");
    }

    /// <summary>Waits until it has said the words on standard error.</summary>
    public Task SaysAsync(string words) => _command.SaysAsync(words);

    public void Signal(string signal = "TERM") => _command.Signal(signal);

    /// <summary>Waits for the end after a signal.</summary>
    public async Task<CommandResult> EndAsync()
    {
        var result = await _command.FinishAsync();
        _isStopped = true;
        return result;
    }

    public Task<CommandResult> StopAsync()
    {
        Signal();
        return EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isStopped)
            await StopAsync();
        _command.Dispose();
    }

    [GeneratedRegex(@"^KintoHawk \d+\.\d+\.\d+ is ready at (?<url>http://[^ ]+/v\d+/)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReadyLine();
}
