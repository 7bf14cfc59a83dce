namespace KintoHawk.TestBackends;

/// <summary>An nginx of the tests' own, on a free port of the loopback interface. It ends with the test process.</summary>
public sealed class PrivateNginx : IAsyncDisposable
{
    readonly ServerProcess _server;

    PrivateNginx(string folder, int port)
    {
        Port = port;
        _server = new ServerProcess(
            folder,
            "TERM",
            [Programs.Find("nginx", "nginx-light"), "-p", folder, "-c", Path.Combine(folder, "nginx.conf"), "-e", "stderr"],
            cancellationToken => FreePort.AcceptsAsync(Port, cancellationToken));
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>What it wrote: its errors, and what <c>access_log /dev/stderr</c> makes it write.</summary>
    public string Log => _server.Log;

    /// <summary>Starts a new one.</summary>
    /// <param name="http">What stands in its <c>http</c> block, with the port on which it must listen (<c>listen 127.0.0.1:PORT;</c>).</param>
    public static async Task<PrivateNginx> StartAsync(Func<int, string> http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var folder = await ServerFolder.CreateAsync("nginx").ConfigureAwait(false);
        var port = FreePort.Take();
        await File.WriteAllTextAsync(
            Path.Combine(folder, "nginx.conf"),
            $$"""
            daemon off;
            pid {{folder}}/nginx.pid;
            error_log stderr warn;
            worker_processes 1;
            events { worker_connections 1024; }
            http {
                access_log off;
                client_body_temp_path {{folder}}/body;
                proxy_temp_path {{folder}}/proxy;
                fastcgi_temp_path {{folder}}/fastcgi;
                uwsgi_temp_path {{folder}}/uwsgi;
                scgi_temp_path {{folder}}/scgi;
            {{http(port)}}
            }
            """).ConfigureAwait(false);
        var started = new PrivateNginx(folder, port);
        await started.StartAsync().ConfigureAwait(false);
        return started;
    }

    /// <summary>Ends it and its workers as <c>kill -9</c> does.</summary>
    public Task KillAsync() => _server.KillAsync();

    /// <summary>Starts it again on the same port; returns when it accepts connections.</summary>
    public Task StartAsync() => _server.StartAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
