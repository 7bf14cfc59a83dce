using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace KintoHawk.Server.Tests.Scenarios;

/// <summary>A program that serves the API: <c>KINTOHAWK_SERVER="program … {ini} … {port}"</c>. Each settings of scenarios get a process of their own.</summary>
sealed class ServerProgram : IAsyncDisposable
{
    static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    readonly Process _process;

    ServerProgram(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public static string? CommandLine { get; } = Environment.GetEnvironmentVariable("KINTOHAWK_SERVER") is { Length: > 0 } command ? command : null;

    public Uri Address { get; }

    /// <summary>Starts the program and waits until it answers anything at all.</summary>
    public static async Task<ServerProgram> StartAsync(string ini, CancellationToken cancellationToken)
    {
        var port = FreePort();
        var words = CommandLine!.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Replace("{ini}", ini, StringComparison.Ordinal).Replace("{port}", port.ToString(), StringComparison.Ordinal)).ToList();
        var start = new ProcessStartInfo(words[0], words.Skip(1)) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        var program = new ServerProgram(Process.Start(start)!, new Uri($"http://127.0.0.1:{port}"));
        _ = program._process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = program._process.StandardError.ReadToEndAsync(cancellationToken);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (program._process.HasExited)
                throw new InvalidOperationException($"{words[0]} ended: {await errors}");
            try
            {
                using var response = await client.GetAsync(program.Address, cancellationToken);
                return program;
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(started) < _patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
