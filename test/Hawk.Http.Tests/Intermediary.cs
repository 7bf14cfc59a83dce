using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hawk.Http.Tests;

/// <summary>Somebody between client and server who passes requests on that have no body and ask to close the connection, and whole responses as altered.</summary>
sealed class Intermediary : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _end = new();
    readonly Task _loop;

    public Intermediary(Uri server, Func<string, string> alter)
    {
        _listener.Start();
        _loop = AcceptAsync(server, alter);
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _loop;
        _listener.Dispose();
        _end.Dispose();
    }

    async Task AcceptAsync(Uri server, Func<string, string> alter)
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                using var upstream = new TcpClient();
                await upstream.ConnectAsync(server.Host, server.Port, _end.Token);
                var request = new StringBuilder();
                for (var chunk = new byte[4096]; !request.ToString().Contains("\r\n\r\n", StringComparison.Ordinal);)
                    request.Append(Encoding.Latin1.GetString(chunk, 0, await client.GetStream().ReadAsync(chunk, _end.Token)));
                await upstream.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request.ToString()), _end.Token);
                using var response = new MemoryStream();
                await upstream.GetStream().CopyToAsync(response, _end.Token);
                await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(alter(Encoding.Latin1.GetString(response.ToArray()))), _end.Token);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException or SocketException)
        {
            // The test is over.
        }
    }
}
