using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace KintoHawk.Load;

/// <summary>
/// A keep-alive connection with one request at a time: as little client as HTTP/1.1 allows, so that the server is what is measured. Requests come as
/// finished bytes. Cancelling means disposing: no operation pays for a token.
/// </summary>
sealed class HttpConnection : IDisposable
{
    readonly Socket _socket;
    byte[] _buffer = new byte[16 * 1024];
    int _filled;

    HttpConnection(Socket socket) => _socket = socket;

    public static async Task<HttpConnection> ConnectAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server, cancellationToken);
            return new HttpConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request and reads its whole response.</summary>
    /// <exception cref="LoadFailedException">The response is not complete, or is more than one.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<HttpAnswer> ExchangeAsync(ReadOnlyMemory<byte> request)
    {
        while (request.Length > 0)
            request = request[await _socket.SendAsync(request, SocketFlags.None)..];

        _filled = 0;
        int head;
        while ((head = _buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8)) < 0)
            await ReceiveAsync();
        head += 2;

        var status = HttpAnswer.StatusOf(_buffer.AsSpan(0, head));
        var end = head + 2 + HttpAnswer.LengthOf(_buffer.AsSpan(0, head));
        if (_buffer.Length < end)
            Array.Resize(ref _buffer, end);
        while (_filled < end)
            await ReceiveAsync();
        if (_filled > end)
            throw new LoadFailedException("The server sent more than one response.");
        return new HttpAnswer(status, _buffer.AsMemory(0, head), _buffer.AsMemory(head + 2, end - head - 2));
    }

    public void Dispose() => _socket.Dispose();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    async ValueTask ReceiveAsync()
    {
        if (_filled == _buffer.Length)
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        var received = await _socket.ReceiveAsync(_buffer.AsMemory(_filled), SocketFlags.None);
        if (received == 0)
            throw new LoadFailedException("The server closed the connection.");
        _filled += received;
    }
}
