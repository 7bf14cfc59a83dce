namespace Hawk.Replay;

/// <summary>How many nonces all shards hold together, and the most they may.</summary>
sealed class NonceRoom(int capacity)
{
    int _taken;

    public int Taken => Volatile.Read(ref _taken);

    public bool TryTake()
    {
        var taken = Taken;
        while (taken < capacity)
        {
            var seen = Interlocked.CompareExchange(ref _taken, taken + 1, taken);
            if (seen == taken)
                return true;
            taken = seen;
        }

        return false;
    }

    public void GiveBack(int count) => Interlocked.Add(ref _taken, -count);
}
