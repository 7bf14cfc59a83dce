using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace KintoHawk.TestBackends;

/// <summary>Free ports of the loopback interface.</summary>
public static class FreePort
{
    /// <summary>
    /// A port on which nobody listens. It lies below the range that the system gives to outgoing connections and to listeners on port 0, so that it is still
    /// free when a server that was killed comes back on it.
    /// </summary>
    /// <param name="companion">How far above it a second port must be free too, below that range as well; 0 for none.</param>
    public static int Take(int companion = 0)
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(15_000, 32_000 - companion);
            if (IsFree(port) && (companion == 0 || IsFree(port + companion)))
                return port;
        }
    }

    static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>True when something accepts connections on a port of the loopback interface.</summary>
    internal static async Task<bool> AcceptsAsync(int port, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
