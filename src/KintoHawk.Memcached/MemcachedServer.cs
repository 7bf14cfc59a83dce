using System.Net;
using System.Net.Sockets;

namespace KintoHawk.Memcached;

/// <summary>One server: a few connections, made when they are needed, and again when they have ended.</summary>
sealed class MemcachedServer(EndPoint endPoint, MemcachedCacheOptions options, TimeProvider time) : IAsyncDisposable
{
    readonly Lock _lock = new(); // guards the fields below
    readonly Task<MemcachedConnection>?[] _connections = new Task<MemcachedConnection>?[Math.Max(1, options.Connections)];
    MemcachedException? _lastFailure;
    long _failedAt;
    bool _isDisposed;
    uint _next;

    /// <summary>The server as the settings name it.</summary>
    public string Name { get; } = MemcachedAddress.NameOf(endPoint);

    /// <summary>Asks for one line, or for the value of a key.</summary>
    /// <param name="command">All of the bytes to send.</param>
    /// <param name="key">The key of the value that may come back; null when the answer is one line.</param>
    /// <param name="isHarmlessTwice">True to ask once more when the connection breaks, as all do at a restart.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="MemcachedException">There is no answer, or the server says that it cannot.</exception>
    public async Task<MemcachedReply> AskAsync(byte[] command, byte[]? key, bool isHarmlessTwice, CancellationToken cancellationToken)
    {
        for (var first = true; ; first = false)
        {
            var connection = await ConnectionAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var reply = await connection.AskAsync(command, key, cancellationToken).ConfigureAwait(false);
                return reply.IsFailure ? throw new MemcachedException($"memcached {Name} answers {reply.Line}.") : reply;
            }
            catch (MemcachedException failure) when (first && isHarmlessTwice && failure.IsBrokenConnection)
            {
                // Once more, on another connection.
            }
        }
    }

    /// <summary>A connection of its own, for what cannot share one.</summary>
    /// <exception cref="MemcachedException">There is none to be had.</exception>
    public async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        var socket = endPoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        giveUp.CancelAfter(options.ConnectTimeout);
        try
        {
            await socket.ConnectAsync(endPoint, giveUp.Token).ConfigureAwait(false);
            if (endPoint is not UnixDomainSocketEndPoint)
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw new MemcachedException($"memcached {Name} cannot be reached. {(failure is SocketException ? failure.Message : $"No connection within {options.ConnectTimeout.TotalSeconds} s.")}", failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task<MemcachedConnection>?[] open;
        lock (_lock)
        {
            _isDisposed = true;
            open = [.. _connections];
        }

        foreach (var connecting in open)
        {
            if (connecting is null)
                continue;
            await ((Task)connecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (connecting.IsCompletedSuccessfully)
                await (await connecting.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The next of the connections, in turn. Who comes while it is being made waits for the same attempt.</summary>
    Task<MemcachedConnection> ConnectionAsync()
    {
        var turn = (int)(Interlocked.Increment(ref _next) % (uint)_connections.Length);
        lock (_lock)
        {
            if (_isDisposed)
                throw new MemcachedException("The cache is closed.");
            if (_connections[turn] is { } known && (!known.IsCompleted || (known.IsCompletedSuccessfully && IsOpen(known))))
                return known;
            if (_lastFailure is { } failure && time.GetElapsedTime(_failedAt) < options.ReconnectInterval)
                throw failure.Again();
            return _connections[turn] = ConnectAsync();
        }
    }

#pragma warning disable RS0030 // it has completed
    static bool IsOpen(Task<MemcachedConnection> connected) => connected.Result.IsOpen;
#pragma warning restore RS0030

    async Task<MemcachedConnection> ConnectAsync()
    {
        // Not under the lock of the caller.
        await Task.Yield();
        try
        {
            var connection = new MemcachedConnection(await OpenAsync(CancellationToken.None).ConfigureAwait(false), Name, options.CommandTimeout);
            lock (_lock)
                _lastFailure = null;
            return connection;
        }
        catch (MemcachedException failure)
        {
            lock (_lock)
                (_lastFailure, _failedAt) = (failure, time.GetTimestamp());
            throw;
        }
    }
}
