using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KintoHawk.Cli.Tests;

/// <summary>Somebody between client and server: passes requests on as they are, and responses as <see cref="Alter"/> makes them.</summary>
sealed class AlteringProxy : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly Uri _server;
    readonly CancellationTokenSource _end = new();
    readonly Task _loop;

    public AlteringProxy(Uri server)
    {
        _server = server;
        _listener.Start();
        _loop = AcceptAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}{_server.AbsolutePath}");

    /// <summary>The response to send instead; bytes as Latin-1 text.</summary>
    public Func<string, string> Alter { get; set; } = static response => response;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _loop;
        _listener.Dispose();
        _end.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                using var server = new TcpClient();
                await server.ConnectAsync(_server.Host, _server.Port, _end.Token);
                var upstream = server.GetStream();
                var downstream = client.GetStream();
                await upstream.WriteAsync(await ReadMessageAsync(downstream), _end.Token);
                var response = Encoding.Latin1.GetString(await ReadMessageAsync(upstream));
                await downstream.WriteAsync(Encoding.Latin1.GetBytes(Alter(response)), _end.Token);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    /// <summary>One message with a Content-Length, or without body.</summary>
    async Task<byte[]> ReadMessageAsync(NetworkStream stream)
    {
        var message = new List<byte>();
        var chunk = new byte[4096];
        while (true)
        {
            var read = await stream.ReadAsync(chunk, _end.Token);
            message.AddRange(chunk.AsSpan(0, read));
            var text = Encoding.Latin1.GetString([.. message]);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (read == 0 || (end >= 0 && message.Count >= end + 4 + LengthIn(text[..end])))
                return [.. message];
        }
    }

    static int LengthIn(string head) => head.Split("\r\n")
        .Where(static line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
        .Select(static line => int.Parse(line.AsSpan(15), System.Globalization.CultureInfo.InvariantCulture))
        .FirstOrDefault();
}
