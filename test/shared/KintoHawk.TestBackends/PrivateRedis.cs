using System.Globalization;

namespace KintoHawk.TestBackends;

/// <summary>A Redis of the tests' own, on a free port of the loopback interface and a Unix socket. It ends with the test process.</summary>
public sealed class PrivateRedis : IAsyncDisposable
{
    static readonly Lazy<Task<PrivateRedis>> _shared = new(static () => StartAsync([]));

    readonly ServerProcess _server;

    PrivateRedis(string folder, int port, IEnumerable<string> arguments)
    {
        Port = port;
        Socket = Path.Combine(folder, "redis.sock");
        _server = new ServerProcess(
            folder,
            "KILL",
            [
                Programs.Find("redis-server", "redis-server"),
                "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--unixsocket", Socket, "--unixsocketperm", "777",
                "--dir", folder, "--save", "", "--databases", "64", "--daemonize", "no", .. arguments,
            ],
            cancellationToken => FreePort.AcceptsAsync(Port, cancellationToken));
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The Unix socket.</summary>
    public string Socket { get; }

    /// <summary>The URL of its database 0, as in the settings of Kinto.</summary>
    public string Url => $"redis://127.0.0.1:{Port}/0";

    /// <summary>The one of this test assembly. Do not stop it, and use prefixes of your own.</summary>
    public static Task<PrivateRedis> SharedAsync() => _shared.Value;

    /// <summary>Starts a new one.</summary>
    /// <param name="arguments">More of its settings, such as <c>--requirepass x</c>, or <c>--appendonly yes --appendfsync always</c> to keep its data when killed.</param>
    public static async Task<PrivateRedis> StartAsync(params IEnumerable<string> arguments)
    {
        string[] given = [.. arguments];
        var folder = await ServerFolder.CreateAsync("redis").ConfigureAwait(false);
        // Nodes of a cluster talk to each other on a port of their own.
        var port = FreePort.Take(companion: given.Contains("--cluster-enabled", StringComparer.Ordinal) ? 10_000 : 0);
        var started = new PrivateRedis(folder, port, given);
        await started.StartAsync().ConfigureAwait(false);
        return started;
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public Task KillAsync() => _server.KillAsync();

    /// <summary>Starts it again on the same port; returns when it accepts connections.</summary>
    public Task StartAsync() => _server.StartAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
