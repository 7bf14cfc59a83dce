using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace KintoHawk.Nodes.Tests.Wire;

/// <summary>
/// Stands between a server and its PostgreSQL, and counts the round trips: how often the server sends something that asks for an answer after PostgreSQL has
/// answered what was sent before. Commands that are sent together are one.
/// </summary>
sealed class CountingProxy : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _end = new();
    readonly ConcurrentBag<Task> _connections = [];
    readonly int _target;
    readonly Task _accepting;
    int _trips;

    /// <param name="target">The port of PostgreSQL.</param>
    public CountingProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The round trips so far. A trip is counted before it reaches PostgreSQL.</summary>
    public int Trips => Volatile.Read(ref _trips);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections);
        _end.Dispose();
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
                _connections.Add(RelayAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    async Task RelayAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            await server.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
            client.NoDelay = server.NoDelay = true;
            var connection = new Connection(this);
            var ask = CopyAsync(client, server, connection.Asked);
            var answer = CopyAsync(server, client, connection.Answered);
            await Task.WhenAny(ask, answer);
            client.Close();
            server.Close();
            await Task.WhenAll(ask, answer);
        }
    }

    async Task CopyAsync(TcpClient from, TcpClient to, Action<ReadOnlyMemory<byte>> see)
    {
        var buffer = new byte[65_536];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, _end.Token) is > 0 and var read)
            {
                see(buffer.AsMemory(0, read));
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _end.Token);
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // One of the two has closed: so does the other.
        }
    }

    /// <summary>Counts for one connection; both directions are copied at the same time.</summary>
    sealed class Connection(CountingProxy proxy)
    {
        readonly ClientMessages _messages = new();
        int _isAnswered = 1;

        public void Asked(ReadOnlyMemory<byte> bytes)
        {
            if (_messages.Count(bytes.Span) > 0 && Interlocked.Exchange(ref _isAnswered, 0) == 1)
                Interlocked.Increment(ref proxy._trips);
        }

        public void Answered(ReadOnlyMemory<byte> bytes) => Interlocked.Exchange(ref _isAnswered, 1);
    }
}
