using System.Diagnostics;
using System.Text;

namespace KintoHawk.Cli.Tests;

/// <summary>The real executable, which the build puts beside the tests, as a process of its own.</summary>
sealed class RunningCommand : IDisposable
{
    static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    readonly Process _process;
    readonly StringBuilder _errorText = new(); // also the lock of itself
    readonly List<(string Words, TaskCompletionSource Said)> _awaited = [];
    readonly Task<string> _error;

    public RunningCommand(Workspace workspace, string[] arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "kintohawk.exe" : "kintohawk"), arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = workspace.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var inherited in start.Environment.Keys.Where(static name => name.StartsWith("KINTO", StringComparison.Ordinal) || name.StartsWith("HAWK_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(inherited);
        start.Environment["XDG_CONFIG_HOME"] = workspace.ConfigFolder;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _error = ReadErrorAsync();
    }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public bool HasExited => _process.HasExited;

    public StreamReader Output => _process.StandardOutput;

    /// <summary>Gives the input, closes it, and waits for the end.</summary>
    public async Task<CommandResult> FinishAsync(string input = "")
    {
        var output = _process.StandardOutput.ReadToEndAsync(Cancel);
        try
        {
            await _process.StandardInput.WriteAsync(input.AsMemory(), Cancel);
            _process.StandardInput.Close();
        }
        catch (IOException) when (input.Length > 0)
        {
            // The command ended without reading it, which is for the test to judge.
        }

        await _process.WaitForExitAsync(Cancel).WaitAsync(_patience, Cancel);
        return new CommandResult(_process.ExitCode, await output, await _error);
    }

    /// <summary>Waits until standard error has the words.</summary>
    public async Task SaysAsync(string words)
    {
        var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_errorText)
        {
            if (_errorText.ToString().Contains(words, StringComparison.Ordinal))
                return;
            _awaited.Add((words, said));
        }

        await said.Task.WaitAsync(_patience, Cancel);
    }

    async Task<string> ReadErrorAsync()
    {
        var buffer = new char[4096];
        while (await _process.StandardError.ReadAsync(buffer, CancellationToken.None) is > 0 and var read)
        {
            lock (_errorText)
            {
                _errorText.Append(buffer, 0, read);
                var text = _errorText.ToString();
                foreach (var (words, said) in _awaited)
                    if (text.Contains(words, StringComparison.Ordinal))
                        said.TrySetResult();
            }
        }

        return _errorText.ToString();
    }

    /// <summary>Asks the process to stop, as an operator would.</summary>
    public void Signal(string signal = "TERM")
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
