namespace KintoHawk.Core.Caching.Memory;

/// <summary>
/// Keeps entries in the memory of the process. What has expired is forgotten a little at a time, by the writes. A live entry is never dropped:
/// when a size limit is set and live entries fill it, new ones are refused.
/// </summary>
public sealed class MemoryCache : ICache
{
    /// <summary>What an entry costs beside its key and value: objects, dictionary slot, queue slot.</summary>
    const int EntryOverhead = 160;

    /// <summary>How many due entries one write looks at; more than one, so that the backlog shrinks.</summary>
    const int SweepPerWrite = 4;

    readonly TimeProvider _time;
    readonly long _maxSize;
    readonly Lock _lock = new(); // guards everything below
    readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    readonly PriorityQueue<string, long> _due = new();
    long _size;

    /// <summary>An empty cache.</summary>
    /// <param name="time">Decides what has expired.</param>
    /// <param name="maxSize">The most it may hold, in bytes, counted roughly; null for no limit.</param>
    public MemoryCache(TimeProvider time, long? maxSize = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _maxSize = maxSize ?? long.MaxValue;
    }

    /// <summary>The number of entries held, expired ones that are not yet forgotten included.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken)
    {
        lock (_lock)
            return ValueTask.FromResult(FindLive(key, CacheExpiry.Now(_time))?.Value);
    }

    /// <inheritdoc/>
    public ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var now = CacheExpiry.Now(_time);
            Sweep(now, SweepPerWrite);
            Store(key, value, CacheExpiry.After(now, lifetime), now);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryAddAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var now = CacheExpiry.Now(_time);
            Sweep(now, SweepPerWrite);
            if (FindLive(key, now) is not null)
                return ValueTask.FromResult(false);
            Store(key, value, CacheExpiry.After(now, lifetime), now);
            return ValueTask.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> ExtendAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var now = CacheExpiry.Now(_time);
            if (FindLive(key, now) is not { } entry)
                return ValueTask.FromResult(false);
            entry.Expires = CacheExpiry.After(now, lifetime);
            Enqueue(key, entry);
            return ValueTask.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var wasLive = FindLive(key, CacheExpiry.Now(_time)) is not null;
            Forget(key);
            return ValueTask.FromResult(wasLive);
        }
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _entries.Clear();
            _due.Clear();
            _size = 0;
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask CheckAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    static long SizeOf(string key, ReadOnlyMemory<byte> value) => (2L * key.Length) + value.Length + EntryOverhead;

    Entry? FindLive(string key, long now) => _entries.TryGetValue(key, out var entry) && now < entry.Expires ? entry : null;

    void Store(string key, ReadOnlyMemory<byte> value, long expires, long now)
    {
        if (GrowthBy(key, value) > _maxSize - _size)
        {
            Sweep(now, int.MaxValue);
            if (GrowthBy(key, value) > _maxSize - _size)
                throw new CacheUnavailableException("The memory cache is full of live entries; raise its size limit.");
        }

        _size += GrowthBy(key, value);
        if (!_entries.TryGetValue(key, out var entry))
            _entries.Add(key, entry = new Entry());
        entry.Value = value.ToArray();
        entry.Expires = expires;
        Enqueue(key, entry);
    }

    long GrowthBy(string key, ReadOnlyMemory<byte> value) =>
        SizeOf(key, value) - (_entries.TryGetValue(key, out var replaced) ? SizeOf(key, replaced.Value) : 0);

    void Forget(string key)
    {
        if (_entries.Remove(key, out var entry))
            _size -= SizeOf(key, entry.Value);
        // Removed keys stay in the queue until they are due. Start afresh when they outnumber the entries.
        if (_due.Count > 1024 && _due.Count / 2 > _entries.Count)
            Requeue();
    }

    /// <summary>Each entry stands in the queue at its end or earlier; one found too early goes back. So extending a session does not grow the queue.</summary>
    void Enqueue(string key, Entry entry)
    {
        if (entry.Due <= entry.Expires)
            return;
        entry.Due = entry.Expires;
        _due.Enqueue(key, entry.Due);
    }

    void Sweep(long now, int most)
    {
        for (var i = 0; i < most && _due.TryPeek(out var key, out var due) && due <= now; i++)
        {
            _due.Dequeue();
            if (!_entries.TryGetValue(key, out var entry) || entry.Due != due)
                continue;
            if (entry.Expires <= now)
            {
                Forget(key);
                continue;
            }

            entry.Due = long.MaxValue;
            Enqueue(key, entry);
        }
    }

    void Requeue()
    {
        _due.Clear();
        foreach (var (key, entry) in _entries)
            _due.Enqueue(key, entry.Due = entry.Expires);
    }

    sealed class Entry
    {
        public ReadOnlyMemory<byte> Value { get; set; }

        /// <summary>When it ends.</summary>
        public long Expires { get; set; }

        /// <summary>Where it stands in the queue; never after <see cref="Expires"/>, except while it stands nowhere.</summary>
        public long Due { get; set; } = long.MaxValue;
    }
}
