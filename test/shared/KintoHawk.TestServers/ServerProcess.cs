using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace KintoHawk.TestServers;

/// <summary>One run of the real server, and the connections to it.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>The processes that run, which must not outlive the tests: not even those of a test that failed before it could end them.</summary>
    static readonly ConcurrentDictionary<int, Process> _running = new();

    readonly Process _process;
    readonly ServerClient _client;
    readonly ConcurrentQueue<string> _log;

    static ServerProcess() => AppDomain.CurrentDomain.ProcessExit += static (_, _) =>
    {
        foreach (var process in _running.Values)
            process.Kill();
    };

    ServerProcess(Process process, Uri address, ConcurrentQueue<string> log)
    {
        _process = process;
        _log = log;
        _client = new ServerClient(address);
    }

    /// <summary>Scheme, host and port.</summary>
    public Uri Address => _client.Address;

    /// <summary>What it wrote to standard error so far.</summary>
    public string Log => string.Join('\n', _log);

    /// <summary>The lines of its log about what it should not meet: behind each answer 500 there is one.</summary>
    public string Errors => LinesWith(" fail: ");

    /// <summary>The lines of its log that have a text.</summary>
    public string LinesWith(string text) => string.Join('\n', _log.Where(line => line.Contains(text, StringComparison.Ordinal)));

    /// <summary>Starts the server without settings file on a data folder, and waits until it is ready. Anybody may open an account.</summary>
    public static Task<ServerProcess> StartAsync(string dataFolder) =>
        StartAsync(dataFolder, ["--port", "0", "--data", dataFolder], [new("KINTO_ACCOUNT_CREATE_PRINCIPALS", "system.Everyone")]);

    /// <summary>Starts the server and waits until it is ready.</summary>
    /// <param name="folder">Its current folder.</param>
    /// <param name="arguments">What follows <c>kintohawk start</c>.</param>
    /// <param name="environment">Variables over those of the tests, of which the settings are left out.</param>
    public static async Task<ServerProcess> StartAsync(string folder, IEnumerable<string> arguments, params IEnumerable<KeyValuePair<string, string>> environment)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentNullException.ThrowIfNull(environment);
        var start = new ProcessStartInfo(ServerExecutable.Path, ["start", .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("KINTO_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var log = new ConcurrentQueue<string>();
        var process = new Process { StartInfo = start };
        process.ErrorDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
        process.Start();
        _running[process.Id] = process;
        process.BeginErrorReadLine();
        try
        {
            using var limit = Patience.Limit();
            var ready = await process.StandardOutput.ReadLineAsync(limit.Token).ConfigureAwait(false);
            Assert.True(ready is not null && ready.Contains("http://", StringComparison.Ordinal), $"The server did not start: {ready}\n{string.Join('\n', log)}");
            return new ServerProcess(process, new Uri(new Uri(ready[ready.IndexOf("http://", StringComparison.Ordinal)..]).GetLeftPart(UriPartial.Authority)), log);
        }
        catch
        {
            process.Kill();
            _running.TryRemove(process.Id, out _);
            process.Dispose();
            throw;
        }
    }

    /// <summary>Sends and reads the whole answer.</summary>
    public Task<Answer> SendAsync(Call call) => _client.SendAsync(call);

    /// <summary>Sends; null when the connection ended before the whole answer was there, so that nobody knows what became of the request.</summary>
    public Task<Answer?> TrySendAsync(Call call) => _client.TrySendAsync(call);

    /// <summary>SIGKILL: the process gets no chance to finish anything.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync().ConfigureAwait(false);
    }

    /// <summary>SIGTERM: asks the process to stop. Returns without waiting for it.</summary>
    public async Task AskToStopAsync()
    {
        using var signal = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        using var limit = Patience.Limit();
        await signal.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        Assert.Equal(0, signal.ExitCode);
    }

    /// <summary>Waits for the end and returns the exit code.</summary>
    public async Task<int> ExitAsync()
    {
        using var limit = Patience.Limit();
        await _process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        _running.TryRemove(_process.Id, out _);
        _process.Dispose();
    }
}
