using System.Net;
using Microsoft.AspNetCore.Connections;

namespace KintoHawk.Cli.Serving;

/// <summary>The part that one web server has in a <see cref="HeldListener"/>.</summary>
sealed class SharedListener(HeldListener port, TakenConnections taken) : IConnectionListener
{
    readonly CancellationTokenSource _unbound = new();
    readonly Lock _lock = new(); // guards _left: whoever has left takes nothing any more
    bool _left;

    public EndPoint EndPoint => port.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(_unbound.Token, cancellationToken);
            while (await port.Accepted.WaitToReadAsync(either.Token))
                if (Take() is { } connection)
                    return connection;
        }
        catch (OperationCanceledException) when (_unbound.IsCancellationRequested)
        {
            // Nobody listens here any more, which is told by the answer.
        }

        return null;
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (_left)
                return;
            _left = true;
        }

        await _unbound.CancelAsync();
        await port.LeaveAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        _unbound.Dispose();
    }

    ConnectionContext? Take()
    {
        lock (_lock)
        {
            if (_left || !port.Accepted.TryRead(out var connection))
                return null;
            taken.Add(connection);
            return connection;
        }
    }
}
