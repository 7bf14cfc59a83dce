using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Samples.Tests;

/// <summary>A sample as it was built, as a process of its own.</summary>
sealed partial class RunningSample : IAsyncDisposable
{
    public const string KeyVariable = "HAWK_KEY";

    static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    readonly Process _process;
    readonly StringBuilder _output = new();
    readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly Task<string> _error;
    readonly Task _reading;

    RunningSample(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static RunningSample Start(string name, string? key, params string[] arguments)
    {
        // The samples are built into folders beside the one of these tests, in the same configuration.
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(own.Parent!.Parent!.FullName, name, own.Name, $"{name}.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("ASPNETCORE_URLS");
        start.Environment[KeyVariable] = key;
        return new RunningSample(Process.Start(start)!);
    }

    /// <summary>The address in the line that says where it listens.</summary>
    public Task<Uri> OriginAsync() => _listening.Task.WaitAsync(_patience, Cancel);

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code, and all it has printed.</returns>
    public async Task<(int ExitCode, string Output, string Error)> FinishAsync()
    {
        await _process.WaitForExitAsync(Cancel).WaitAsync(_patience, Cancel);
        await _reading;
        return (_process.ExitCode, _output.ToString(), await _error);
    }

    /// <summary>Ends it.</summary>
    /// <returns>All it has printed.</returns>
    public async Task<string> StopAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _reading;
        return _output + await _error;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }

    async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _output.AppendLine(line);
            if (Listening().Match(line) is { Success: true } match)
                _listening.TrySetResult(new Uri(match.Groups["origin"].Value));
        }

        _listening.TrySetException(new InvalidOperationException($"The sample has ended. {_output}{await _error}"));
    }

    [GeneratedRegex("Now listening on: (?<origin>http://\\S+)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Listening();
}
