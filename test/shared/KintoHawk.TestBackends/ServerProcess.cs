using System.Diagnostics;
using System.Globalization;

namespace KintoHawk.TestBackends;

/// <summary>One server program on its own folder: started, killed as by <c>kill -9</c>, started again. It ends with the test process (guard.sh).</summary>
/// <param name="folder">Its folder, removed at the end.</param>
/// <param name="signal">What ends it and its children: QUIT, TERM or KILL.</param>
/// <param name="command">The program and its arguments.</param>
/// <param name="isReady">Whether it answers.</param>
sealed class ServerProcess(string folder, string signal, IReadOnlyList<string> command, Func<CancellationToken, Task<bool>> isReady) : IAsyncDisposable
{
    static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);
    static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);
    static readonly string _guard = ReadGuard();

    Process? _process;
    int _id;

    /// <summary>What the server wrote.</summary>
    public string Log { get; } = Path.Combine(folder, "server.log");

    public string Folder => folder;

    public async Task StartAsync()
    {
        if (_process is not null)
            throw new InvalidOperationException("The server runs.");
        string[] server = [.. ServerAccount.Current?.Prefix ?? [], .. command];
        var start = new ProcessStartInfo("/bin/sh", ["-c", _guard, "guard.sh", Log, folder, signal, .. server])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        start.Environment["LC_ALL"] = "C";
        start.Environment["TZ"] = "UTC";
        var process = Process.Start(start)!;
        _process = process;
        _id = int.Parse((await process.StandardOutput.ReadLineAsync().ConfigureAwait(false))!, CultureInfo.InvariantCulture);
        using var timeout = new CancellationTokenSource(_patience);
        while (!await isReady(timeout.Token).ConfigureAwait(false))
        {
            if (process.HasExited)
            {
                _process = null;
                throw new InvalidOperationException($"{command[0]} did not start: {await File.ReadAllTextAsync(Log).ConfigureAwait(false)}");
            }

            await Task.Delay(_pause, timeout.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Ends it and all its children with SIGKILL; its data stays. Returns when they are gone.</summary>
    public Task KillAsync() => EndAsync("KILL");

    /// <summary>Ends it in order; its data stays.</summary>
    public Task StopAsync(string inOrder) => EndAsync(inOrder);

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            process.StandardInput.Close();
            await process.WaitForExitAsync().ConfigureAwait(false);
            process.Dispose();
        }

        // The guard removes the folder too: both may meet.
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // What is left is the guard's.
        }
    }

    async Task EndAsync(string how)
    {
        var process = _process ?? throw new InvalidOperationException("The server does not run.");
        _process = null;
        // What it starts while it is being killed would outlive it, and keep the next from starting.
        if (how == "KILL")
            await ProcessTree.FreezeAsync(_id).ConfigureAwait(false);
        var children = ProcessTree.Descendants(_id);
        await process.StandardInput.WriteLineAsync(how).ConfigureAwait(false);
        await process.StandardInput.FlushAsync().ConfigureAwait(false);
        if (how == "KILL")
            ProcessTree.Kill(children);
        await process.WaitForExitAsync().ConfigureAwait(false);
        process.Dispose();
        using var timeout = new CancellationTokenSource(_patience);
        while (children.Any(ProcessTree.Lives))
            await Task.Delay(_pause, timeout.Token).ConfigureAwait(false);
    }

    static string ReadGuard()
    {
        using var reader = new StreamReader(typeof(ServerProcess).Assembly.GetManifestResourceStream("guard.sh")!);
        return reader.ReadToEnd();
    }
}
