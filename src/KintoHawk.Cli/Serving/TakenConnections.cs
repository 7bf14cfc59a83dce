using Microsoft.AspNetCore.Connections;

namespace KintoHawk.Cli.Serving;

/// <summary>The open connections of one web server.</summary>
sealed class TakenConnections
{
    readonly Lock _lock = new(); // guards all below
    readonly HashSet<TakenConnection> _fresh = [];
    readonly HashSet<TakenConnection> _used = [];
    TaskCompletionSource? _retired;

    public void Add(ConnectionContext connection)
    {
        var taken = new TakenConnection(connection, this);
        lock (_lock)
            _fresh.Add(taken);
        connection.Features.Set(taken);
        connection.ConnectionClosed.UnsafeRegister(closed => Closed((TakenConnection)closed!), taken);
    }

    public void RequestArrived(TakenConnection taken)
    {
        lock (_lock)
        {
            if (!_fresh.Remove(taken))
                return; // closed already
            if (_retired is null)
            {
                _used.Add(taken);
                return;
            }
        }

        // This is the last request of it that is answered here.
        taken.RequestClose();
        CompleteIfNoneIsFresh();
    }

    /// <summary>
    /// Ends those that have had a request, and completes when none is left that has had none. Each of these gets one answer. Asked when no more can come.
    /// </summary>
    public Task RetireAsync()
    {
        TakenConnection[] used;
        lock (_lock)
        {
            _retired = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            used = [.. _used];
        }

        foreach (var connection in used)
            connection.RequestClose();
        CompleteIfNoneIsFresh();
        return _retired.Task;
    }

    void Closed(TakenConnection taken)
    {
        lock (_lock)
            if (_used.Remove(taken) || !_fresh.Remove(taken))
                return;
        CompleteIfNoneIsFresh();
    }

    void CompleteIfNoneIsFresh()
    {
        lock (_lock)
            if (_fresh.Count == 0)
                _retired?.TrySetResult();
    }
}
