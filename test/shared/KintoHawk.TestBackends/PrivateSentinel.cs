using System.Globalization;

namespace KintoHawk.TestBackends;

/// <summary>A Redis Sentinel of the tests' own, which watches one Redis and replaces it by a replica when it is gone. It ends with the test process.</summary>
public sealed class PrivateSentinel : IAsyncDisposable
{
    readonly ServerProcess _server;

    PrivateSentinel(string folder, string configuration, int port)
    {
        Port = port;
        _server = new ServerProcess(
            folder,
            "KILL",
            [Programs.Find("redis-server", "redis-server"), configuration, "--sentinel"],
            cancellationToken => FreePort.AcceptsAsync(Port, cancellationToken));
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Starts one.</summary>
    /// <param name="service">What it calls the primary and its replicas.</param>
    /// <param name="primary">The primary.</param>
    /// <param name="password">What the primary and its replicas ask for; the Sentinel itself asks for none.</param>
    /// <param name="quorum">How many Sentinels must agree that it is gone.</param>
    public static async Task<PrivateSentinel> StartAsync(string service, PrivateRedis primary, string password, int quorum)
    {
        ArgumentNullException.ThrowIfNull(primary);
        var folder = await ServerFolder.CreateAsync("sentinel").ConfigureAwait(false);
        var port = FreePort.Take();
        var configuration = Path.Combine(folder, "sentinel.conf");
        await File.WriteAllTextAsync(
            configuration,
            string.Create(CultureInfo.InvariantCulture, $"""
                port {port}
                bind 127.0.0.1
                dir {folder}
                sentinel monitor {service} 127.0.0.1 {primary.Port} {quorum}
                sentinel auth-pass {service} {password}
                sentinel down-after-milliseconds {service} 1000
                sentinel failover-timeout {service} 5000

                """)).ConfigureAwait(false);
        // It writes down what it learns.
        await Command.RunAsync("chmod", ["666", configuration]).ConfigureAwait(false);
        var started = new PrivateSentinel(folder, configuration, port);
        await started._server.StartAsync().ConfigureAwait(false);
        return started;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
