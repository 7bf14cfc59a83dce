using System.Net;
using System.Net.Sockets;

namespace KintoHawk.Server.Plugins.StatsD;

/// <summary>A UDP socket to the address in <c>statsd_url</c>, opened at the first use and again after a failure.</summary>
sealed class StatsDConnection(Uri address) : IDisposable
{
    public const int DefaultPort = 8125;

    Socket? _socket;

    /// <exception cref="SocketException">The name is not known, or there is no way to the address.</exception>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> datagram, CancellationToken cancellationToken)
    {
        try
        {
            _socket ??= await OpenAsync(cancellationToken);
            await _socket.SendAsync(datagram, cancellationToken);
        }
        catch (SocketException failure) when (failure.SocketErrorCode is SocketError.ConnectionRefused)
        {
            // The answer to an earlier datagram: nobody listens there yet. UDP promises nothing else.
        }
        catch (SocketException)
        {
            _socket?.Dispose();
            _socket = null;
            throw;
        }
    }

    public void Dispose() => _socket?.Dispose();

    async ValueTask<Socket> OpenAsync(CancellationToken cancellationToken)
    {
        var port = address.Port < 0 ? DefaultPort : address.Port;
        var addresses = await Dns.GetHostAddressesAsync(address.DnsSafeHost, cancellationToken);
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.HostNotFound);
        var socket = new Socket(addresses[0].AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(addresses[0], port), cancellationToken);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }
}
