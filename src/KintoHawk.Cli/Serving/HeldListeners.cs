using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KintoHawk.Cli.Serving;

/// <summary>
/// The ports of this process. Several web servers can listen on one at the same time, each connection going to one of them, so that a server with new
/// settings takes over from another without a moment in which connections are refused. A port is closed when nobody listens any more.
/// </summary>
sealed class HeldListeners
{
    readonly SocketTransportFactory _transport = new(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
    // Not guarded: servers start one after the other, and each opens its ports one after the other.
    readonly Dictionary<EndPoint, HeldListener> _open = [];

    /// <summary>The port, which is opened if it is not open. Whoever asks counts as one who listens.</summary>
    public async ValueTask<HeldListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken)
    {
        if (!_open.TryGetValue(endpoint, out var listener) || !listener.TryJoin())
            _open[endpoint] = listener = new HeldListener(await _transport.BindAsync(endpoint, cancellationToken));
        return listener;
    }
}
