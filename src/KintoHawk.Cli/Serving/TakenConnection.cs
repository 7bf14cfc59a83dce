using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace KintoHawk.Cli.Serving;

/// <summary>
/// A feature of a connection that a web server has taken. It is fresh until its first request reaches the application, or until it closes: a web server
/// that stops closes such a connection without an answer, because it has not read yet what may be on its way.
/// </summary>
sealed class TakenConnection(ConnectionContext connection, TakenConnections among)
{
    volatile bool _hasArrived;

    /// <summary>A request has reached the application. Only the first call matters.</summary>
    public void RequestArrived()
    {
        if (_hasArrived)
            return;
        _hasArrived = true;
        among.RequestArrived(this);
    }

    /// <summary>Ends it after the request in flight, or at once when there is none. For connections that are not fresh.</summary>
    public void RequestClose() => connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
}
