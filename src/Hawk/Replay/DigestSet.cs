namespace Hawk.Replay;

/// <summary>
/// Digests that are only ever added: linear probing over one array, in which 0 is an empty slot. A digest is uniform already, so its upper half says
/// where it belongs, and growing by half keeps the array at least half full.
/// </summary>
sealed class DigestSet
{
    const int FirstSize = 16;

    UInt128[] _slots = new UInt128[FirstSize];
    int _limit = LimitOf(FirstSize);

    public int Count { get; private set; }

    public bool Contains(UInt128 digest) => _slots[Find(_slots, digest)] != UInt128.Zero;

    /// <summary>Adds a digest that is not there.</summary>
    public void Add(UInt128 digest)
    {
        if (Count >= _limit)
            Grow(Count + 1);
        _slots[Find(_slots, digest)] = digest;
        Count++;
    }

    /// <summary>Adds all digests of a set that has none of ours.</summary>
    public void Absorb(DigestSet other)
    {
        if (Count + other.Count > _limit)
            Grow(Count + other.Count);
        Move(other._slots, _slots);
        Count += other.Count;
    }

    // Four fifths: above that the runs of taken slots grow quickly.
    static int LimitOf(int size) => (int)(size * 4L / 5);

    static int Find(UInt128[] slots, UInt128 digest)
    {
        var at = (int)Math.BigMul((ulong)(digest >> 64), (ulong)slots.Length, out _);
        while (slots[at] != digest && slots[at] != UInt128.Zero)
            at = at + 1 == slots.Length ? 0 : at + 1;
        return at;
    }

    static void Move(UInt128[] from, UInt128[] to)
    {
        foreach (var digest in from)
        {
            if (digest != UInt128.Zero)
                to[Find(to, digest)] = digest;
        }
    }

    void Grow(int count)
    {
        var size = _slots.Length;
        while (LimitOf(size) < count)
            size = (int)Math.Min(size * 3L / 2, Array.MaxLength);
        var slots = new UInt128[size];
        Move(_slots, slots);
        _slots = slots;
        _limit = LimitOf(size);
    }
}
