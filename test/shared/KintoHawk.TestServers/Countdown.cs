namespace KintoHawk.TestServers;

/// <summary>Tells when something has happened a number of times.</summary>
public sealed class Countdown(int count)
{
    readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _left = count;

    /// <summary>Completes at the last signal.</summary>
    public Task Reached => _reached.Task;

    /// <summary>It has happened once more.</summary>
    public void Signal()
    {
        if (Interlocked.Decrement(ref _left) == 0)
            _reached.SetResult();
    }
}
