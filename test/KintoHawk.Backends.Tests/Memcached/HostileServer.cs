using System.Net;
using System.Net.Sockets;

namespace KintoHawk.Backends.Tests.Memcached;

/// <summary>Something that accepts connections, and sends the same bytes on each as soon as it is asked: what no memcached does.</summary>
sealed class HostileServer : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly Task _accepting;

    /// <param name="answer">What it sends; null for nothing ever.</param>
    /// <param name="repeats">True to send it again and again.</param>
    public HostileServer(byte[]? answer, bool repeats = false)
    {
        _listener.Start();
        _accepting = AcceptAsync(answer, repeats);
    }

    public string Host => _listener.LocalEndpoint.ToString()!;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    async Task AcceptAsync(byte[]? answer, bool repeats)
    {
        var talks = new List<Task>();
        try
        {
            while (true)
                talks.Add(TalkAsync(await _listener.AcceptTcpClientAsync(_stop.Token), answer, repeats));
        }
        catch (Exception failure) when (failure is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            await Task.WhenAll(talks);
        }
    }

    async Task TalkAsync(TcpClient client, byte[]? answer, bool repeats)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var buffer = new byte[4096];
                while (await stream.ReadAsync(buffer, _stop.Token) > 0)
                {
                    if (answer is null)
                        continue;
                    do
                        await stream.WriteAsync(answer, _stop.Token);
                    while (repeats);
                }
            }
            catch (Exception failure) when (failure is OperationCanceledException or IOException)
            {
                // The other side has had enough, or the test is over.
            }
        }
    }
}
