namespace KintoHawk.Sqlite.Engine;

/// <summary>Something that waits for the writer. It can be cancelled until its turn comes, not after.</summary>
abstract class WriteJob
{
    const int Waiting = 0;
    const int Claimed = 1;
    const int Cancelled = 2;

    CancellationTokenRegistration _registration;
    int _state;

    /// <summary>Lets the token end the waiting. Called before the job is queued.</summary>
    public void CancelWith(CancellationToken cancellationToken) =>
        _registration = cancellationToken.UnsafeRegister(
            static (job, token) =>
            {
                if (job is WriteJob waiting && Interlocked.CompareExchange(ref waiting._state, Cancelled, Waiting) == Waiting)
                    waiting.Cancel(token);
            },
            this);

    /// <summary>Called by the writer when the job's turn comes; false when it was cancelled before.</summary>
    public bool TryClaim()
    {
        var claimed = Interlocked.CompareExchange(ref _state, Claimed, Waiting) == Waiting;
        _registration.Unregister();
        return claimed;
    }

    /// <summary>Tells the one who waits that the job failed.</summary>
    public abstract void Fail(Exception exception);

    /// <summary>Tells the one who waits that the job was cancelled before its turn came.</summary>
    protected abstract void Cancel(CancellationToken cancellationToken);
}
