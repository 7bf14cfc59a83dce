using System.Globalization;

namespace KintoHawk.TestBackends;

/// <summary>A memcached of the tests' own, on a free port of the loopback interface. It ends with the test process.</summary>
public sealed class PrivateMemcached : IAsyncDisposable
{
    static readonly Lazy<Task<PrivateMemcached>> _shared = new(static () => StartAsync([]));

    readonly ServerProcess _server;

    PrivateMemcached(string folder, int port, IEnumerable<string> arguments)
    {
        Port = port;
        _server = new ServerProcess(
            folder,
            "KILL",
            [Programs.Find("memcached", "memcached"), "-l", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "-U", "0", .. arguments],
            cancellationToken => FreePort.AcceptsAsync(Port, cancellationToken));
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>Host and port, as in the setting <c>cache_hosts</c>.</summary>
    public string Host => $"127.0.0.1:{Port}";

    /// <summary>The one of this test assembly. Do not stop it, and use prefixes of your own.</summary>
    public static Task<PrivateMemcached> SharedAsync() => _shared.Value;

    /// <summary>Starts a new one.</summary>
    /// <param name="arguments">More of its arguments, such as <c>-m 64</c>.</param>
    public static async Task<PrivateMemcached> StartAsync(params IEnumerable<string> arguments)
    {
        var folder = await ServerFolder.CreateAsync("memcached").ConfigureAwait(false);
        var started = new PrivateMemcached(folder, FreePort.Take(), arguments);
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
