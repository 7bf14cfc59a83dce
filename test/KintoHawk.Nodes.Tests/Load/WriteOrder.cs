namespace KintoHawk.Nodes.Tests.Load;

/// <summary>Checks that timestamps go up with time: a write that begins after another was acknowledged has the greater one; and that none is given twice.</summary>
sealed class WriteOrder
{
    readonly Lock _lock = new();
    // Both guarded by the lock.
    readonly HashSet<long> _versions = [];
    long _newest;

    /// <summary>How many writes were acknowledged.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _versions.Count;
        }
    }

    /// <summary>Before a write is sent: what its timestamp must exceed.</summary>
    public long Begin()
    {
        lock (_lock)
            return _newest;
    }

    /// <summary>A write that began at the given point was acknowledged with this timestamp.</summary>
    public void End(long began, long version)
    {
        lock (_lock)
        {
            Assert.True(version > began, "A timestamp is not newer than one that was acknowledged before its write began.");
            Assert.True(_versions.Add(version), "Two writes have one timestamp.");
            _newest = Math.Max(_newest, version);
        }
    }
}
