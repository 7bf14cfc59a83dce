using System.Runtime.InteropServices;

namespace Hawk.Replay;

/// <summary>How many nonces each credential has: a table like <see cref="DigestSet"/>, in which a count of 0 is an empty slot.</summary>
sealed class CredentialCounts
{
    const int FirstSize = 8;

    Slot[] _slots = new Slot[FirstSize];
    int _limit = LimitOf(FirstSize);
    int _taken;

    public int CountOf(ulong credential) => Find(_slots, credential).Count;

    public void Add(ulong credential, int count)
    {
        ref var slot = ref Find(_slots, credential);
        if (slot.Count == 0)
        {
            if (_taken >= _limit)
            {
                Grow();
                slot = ref Find(_slots, credential);
            }

            slot.Credential = credential;
            _taken++;
        }

        slot.Count += count;
    }

    public void Absorb(CredentialCounts other)
    {
        foreach (var slot in other._slots)
        {
            if (slot.Count != 0)
                Add(slot.Credential, slot.Count);
        }
    }

    public void TakeFrom(CredentialBounds bounds)
    {
        foreach (var slot in _slots)
            bounds.Add(slot.Credential, -slot.Count);
    }

    static int LimitOf(int size) => (int)(size * 4L / 5);

    static ref Slot Find(Slot[] slots, ulong credential)
    {
        var at = (int)Math.BigMul(credential, (ulong)slots.Length, out _);
        while (slots[at].Count != 0 && slots[at].Credential != credential)
            at = at + 1 == slots.Length ? 0 : at + 1;
        return ref slots[at];
    }

    void Grow()
    {
        var slots = new Slot[(int)Math.Min(_slots.Length * 3L / 2, Array.MaxLength)];
        foreach (var slot in _slots)
        {
            if (slot.Count != 0)
                Find(slots, slot.Credential) = slot;
        }

        _slots = slots;
        _limit = LimitOf(slots.Length);
    }

    // Twelve bytes instead of sixteen: it is one for each client when every nonce has another one.
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    struct Slot
    {
        public ulong Credential;
        public int Count;
    }
}
