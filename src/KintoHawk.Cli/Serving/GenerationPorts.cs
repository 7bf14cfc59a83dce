using System.Net;
using Microsoft.AspNetCore.Connections;

namespace KintoHawk.Cli.Serving;

/// <summary>The ports that one web server listens on. It can leave them before it stops.</summary>
sealed class GenerationPorts(HeldListeners ports) : IConnectionListenerFactory
{
    // Not guarded: filled while the server starts, read when it has started.
    readonly List<SharedListener> _bound = [];
    readonly TakenConnections _taken = new();

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listener = new SharedListener(await ports.BindAsync(endpoint, cancellationToken), _taken);
        _bound.Add(listener);
        return listener;
    }

    /// <summary>
    /// Takes no more connections, and ends those that were taken as they become idle; completes when of each a request has arrived, or it is closed.
    /// </summary>
    public async Task LeaveAsync()
    {
        foreach (var listener in _bound)
            await listener.UnbindAsync();
        await _taken.RetireAsync();
    }
}
