using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace KintoHawk.Load;

/// <summary>A server in a process of its own, which tells its address on standard output when it is ready. Disposing ends it.</summary>
sealed partial class ChildServer : IAsyncDisposable
{
    /// <summary>The runtime's switch for handling sockets on the thread that sees them ready. For the client alone.</summary>
    public const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    readonly Process _process;
    readonly Task _output;
    readonly Task<string> _errors;

    ChildServer(Process process, IPEndPoint endPoint, Task output, Task<string> errors)
    {
        _process = process;
        EndPoint = endPoint;
        _output = output;
        _errors = errors;
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>The value of a Host field.</summary>
    public string Host => EndPoint.ToString();

    /// <summary>The processor time the server has taken since its start.</summary>
    /// <exception cref="LoadFailedException">The server has died.</exception>
    public TimeSpan ProcessorTime => Running().TotalProcessorTime;

    /// <summary>The memory the server has in use, in bytes.</summary>
    public long WorkingSet => Running().WorkingSet64;

    /// <summary>The number of the process.</summary>
    public int ProcessId => Running().Id;

    /// <summary>Starts a server and waits until it is ready.</summary>
    /// <exception cref="LoadFailedException">It does not get ready.</exception>
    public static async Task<ChildServer> StartAsync(string file, IEnumerable<string> arguments, string folder, CancellationToken cancellationToken)
    {
        var process = Start(file, arguments, folder);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(StartLimit);
            while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                if (Address().Match(line) is { Success: true } address)
                    return new ChildServer(process, IPEndPoint.Parse(address.Groups["address"].ValueSpan), process.StandardOutput.ReadToEndAsync(CancellationToken.None), errors);
            }

            throw new LoadFailedException($"{file} ended instead of getting ready. {await errors}");
        }
        catch (Exception failure)
        {
            await EndAsync(process);
            if (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw new LoadFailedException($"{file} was not ready after {StartLimit.TotalSeconds} s. {await errors}");
            throw;
        }
    }

    /// <summary>Runs a command to its end.</summary>
    /// <exception cref="LoadFailedException">It failed.</exception>
    public static async Task RunAsync(string file, IEnumerable<string> arguments, string folder, CancellationToken cancellationToken)
    {
        var process = Start(file, arguments, folder);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
                throw new LoadFailedException($"{Path.GetFileName(file)} failed with {process.ExitCode}. {await output}{await errors}");
        }
        finally
        {
            await EndAsync(process);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync(_process);
        await _output;
        await _errors;
    }

    static Process Start(string file, IEnumerable<string> arguments, string folder)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove(InlineCompletions);
        // The defaults are measured, whatever the caller's own servers are told.
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("KINTO_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        try
        {
            return Process.Start(start) ?? throw new LoadFailedException($"{file} did not start.");
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new LoadFailedException($"{file} does not start: {failure.Message}", failure);
        }
    }

    /// <summary>Kills the process if it still runs: what it kept goes away with the temporary folder.</summary>
    static async Task EndAsync(Process process)
    {
        using (process)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    Process Running()
    {
        _process.Refresh();
        return _process.HasExited ? throw new LoadFailedException("The server has ended.") : _process;
    }

    [GeneratedRegex(@"http://(?<address>127\.0\.0\.1:[0-9]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
