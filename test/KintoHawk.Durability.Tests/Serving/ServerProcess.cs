using System.Collections.Concurrent;
using System.Diagnostics;

namespace KintoHawk.Durability.Tests.Serving;

/// <summary>One run of the real server on a data folder, and the connections to it.</summary>
sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>How long anything may take before the test fails; far more than it takes.</summary>
    static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    readonly Process _process;
    readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });

    ServerProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>Starts the server and waits until it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(string dataFolder)
    {
        var start = new ProcessStartInfo(ServerExecutable.Path, ["start", "--port", "0", "--data", dataFolder])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = dataFolder,
        };
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("KINTO_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        start.Environment["KINTO_ACCOUNT_CREATE_PRINCIPALS"] = "system.Everyone";

        var log = new ConcurrentQueue<string>();
        var process = new Process { StartInfo = start };
        process.ErrorDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
        process.Start();
        process.BeginErrorReadLine();
        try
        {
            using var limit = Limit();
            var ready = await process.StandardOutput.ReadLineAsync(limit.Token);
            Assert.True(ready is not null && ready.Contains("http://", StringComparison.Ordinal), $"The server did not start: {ready}\n{string.Join('\n', log)}");
            return new ServerProcess(process, new Uri(ready[ready.IndexOf("http://", StringComparison.Ordinal)..]));
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Sends and reads the whole answer.</summary>
    public async Task<Answer> SendAsync(Call call)
    {
        using var limit = Limit();
        using var message = call.ToMessage(Address);
        using var response = await _http.SendAsync(message, limit.Token);
        var body = await response.Content.ReadAsStringAsync(limit.Token);
        return new Answer((int)response.StatusCode, body)
        {
            ETag = Header("ETag"),
            NextPage = Header("Next-Page"),
            SessionToken = Header("Hawk-Session-Token"),
            Challenge = Header("WWW-Authenticate"),
        };

        string? Header(string name) => response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
    }

    /// <summary>Sends; null when the connection ended before the whole answer was there, so that nobody knows what became of the request.</summary>
    public async Task<Answer?> TrySendAsync(Call call)
    {
        try
        {
            return await SendAsync(call);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return null;
        }
    }

    /// <summary>SIGKILL: the process gets no chance to finish anything.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    /// <summary>SIGTERM: asks the process to stop. Returns without waiting for it.</summary>
    public async Task AskToStopAsync()
    {
        using var signal = Process.Start("kill", ["-TERM", _process.Id.ToString()]);
        using var limit = Limit();
        await signal.WaitForExitAsync(limit.Token);
        Assert.Equal(0, signal.ExitCode);
    }

    /// <summary>Waits for the end and returns the exit code.</summary>
    public async Task<int> ExitAsync()
    {
        using var limit = Limit();
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    /// <summary>Bounds a wait by the patience and by the end of the test.</summary>
    public static CancellationTokenSource Limit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(_patience);
        return limit;
    }
}
