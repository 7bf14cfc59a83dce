using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace KintoHawk.Cli.Serving;

/// <summary>An open port, and the connections that nobody has taken yet. Closed when the last who listens leaves.</summary>
sealed class HeldListener
{
    readonly IConnectionListener _port;
    readonly Task _pump;
    readonly Lock _lock = new(); // guards _listening

    // One: whoever listens takes it at once, and the system keeps those that wait.
    readonly Channel<ConnectionContext> _accepted = Channel.CreateBounded<ConnectionContext>(1);
    int _listening = 1;

    public HeldListener(IConnectionListener port)
    {
        _port = port;
        _pump = Task.Run(PumpAsync);
    }

    public EndPoint EndPoint => _port.EndPoint;

    public ChannelReader<ConnectionContext> Accepted => _accepted.Reader;

    /// <summary>Counts one more who listens; false when the port is closed already.</summary>
    public bool TryJoin()
    {
        lock (_lock)
        {
            if (_listening == 0)
                return false;
            _listening++;
            return true;
        }
    }

    /// <summary>Counts one less; the last closes the port.</summary>
    public async ValueTask LeaveAsync()
    {
        lock (_lock)
            if (--_listening > 0)
                return;
        await _port.UnbindAsync();
        // What was accepted and not taken by anybody: no request of it has been read.
        while (await _accepted.Reader.WaitToReadAsync().ConfigureAwait(false) && _accepted.Reader.TryRead(out var nobodys))
            await nobodys.DisposeAsync();
        await _port.DisposeAsync();
        await _pump;
    }

    async Task PumpAsync()
    {
        try
        {
            while (await _port.AcceptAsync() is { } connection)
                await _accepted.Writer.WriteAsync(connection);
            _accepted.Writer.TryComplete();
        }
        catch (Exception failure) // the top of the loop: whoever listens is told, as by a port of their own
        {
            _accepted.Writer.TryComplete(failure);
        }
    }
}
