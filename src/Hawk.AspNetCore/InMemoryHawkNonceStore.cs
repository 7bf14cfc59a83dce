namespace Hawk.AspNetCore;

/// <summary>
/// Remembers nonces in this process. Correct for one process; several processes behind one name need a shared <see cref="IHawkNonceStore"/>, or each
/// of them accepts its own copy of a request.
/// </summary>
public sealed class InMemoryHawkNonceStore : IHawkNonceStore
{
    // Every call removes more than it adds while anything is overdue, so the store shrinks under any load and no call pays for a long pause.
    const int SweptPerCall = 8;

    // Expiry follows the wall clock because staleness does: when the clock is set back, entries live longer exactly as requests stay fresh longer.
    readonly TimeProvider _timeProvider;
    readonly Lock _gate = new(); // guards both collections; the work inside is a few comparisons
    readonly Dictionary<Entry, long> _expiries = [];
    readonly PriorityQueue<Entry, long> _byExpiry = new();

    /// <summary>A store that reads the system clock.</summary>
    public InMemoryHawkNonceStore() : this(TimeProvider.System) { }

    /// <summary>A store that reads this clock.</summary>
    public InMemoryHawkNonceStore(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        _timeProvider = timeProvider;
    }

    internal int Count
    {
        get
        {
            lock (_gate)
                return _expiries.Count;
        }
    }

    /// <inheritdoc />
    public ValueTask<HawkNonceOutcome> TryAddAsync(string credentialId, string nonce, long timestamp, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credentialId);
        ArgumentNullException.ThrowIfNull(nonce);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        cancellationToken.ThrowIfCancellationRequested();

        var entry = new Entry(credentialId, nonce, timestamp);
        lock (_gate)
        {
            var now = _timeProvider.GetUtcNow().UtcTicks;
            Sweep(now);
            if (_expiries.TryGetValue(entry, out var expiry) && expiry > now)
                return ValueTask.FromResult(HawkNonceOutcome.Replay);

            expiry = lifetime.Ticks < long.MaxValue - now ? now + lifetime.Ticks : long.MaxValue;
            _expiries[entry] = expiry;
            _byExpiry.Enqueue(entry, expiry);
            return ValueTask.FromResult(HawkNonceOutcome.Added);
        }
    }

    void Sweep(long now)
    {
        for (var swept = 0; swept < SweptPerCall && _byExpiry.TryPeek(out var entry, out var due) && due <= now; swept++)
        {
            _byExpiry.Dequeue();

            // The same entry may have been added again after it expired; then only its old place in the queue goes.
            if (_expiries.TryGetValue(entry, out var expiry) && expiry <= now)
                _expiries.Remove(entry);
        }
    }

    readonly record struct Entry(string CredentialId, string Nonce, long Timestamp);
}
