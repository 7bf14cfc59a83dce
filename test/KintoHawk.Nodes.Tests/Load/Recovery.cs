using System.Collections.Concurrent;

namespace KintoHawk.Nodes.Tests.Load;

/// <summary>What the nodes answer around one outage of a database.</summary>
/// <param name="nodes">How many nodes there are.</param>
/// <param name="successesBefore">How many successes there are before the outage.</param>
sealed class Recovery(int nodes, int successesBefore)
{
    readonly ConcurrentDictionary<int, bool> _out = new();
    readonly ConcurrentDictionary<int, long> _back = new();
    readonly TaskCompletionSource _allOut = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource _allBack = new(TaskCreationOptions.RunContinuationsAsynchronously);
    long _returned = long.MaxValue;

    /// <summary>Completes when the clients are at work.</summary>
    public Countdown Working { get; } = new(successesBefore);

    /// <summary>Completes when every node has answered that it cannot serve.</summary>
    public Task AllOut => _allOut.Task;

    /// <summary>Completes when every node has answered a request as if nothing had been since the database returned.</summary>
    public Task AllBack => _allBack.Task;

    /// <summary>The longest that a node took for that.</summary>
    public TimeSpan Longest => TimeProvider.System.GetElapsedTime(_returned, _back.Values.Max());

    /// <summary>The database accepts connections again.</summary>
    public void Return() => Volatile.Write(ref _returned, TimeProvider.System.GetTimestamp());

    public void Outage(int node)
    {
        _out[node] = true;
        if (_out.Count == nodes)
            _allOut.TrySetResult();
    }

    public void Success(int node)
    {
        Working.Signal();
        if (Volatile.Read(ref _returned) == long.MaxValue)
            return;
        _back.TryAdd(node, TimeProvider.System.GetTimestamp());
        if (_back.Count == nodes)
            _allBack.TrySetResult();
    }
}
