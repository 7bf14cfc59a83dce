using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Hawk.Wire;

/// <summary>
/// Makes the MACs of one key. Two thirds of a one-shot HMAC of a request is setting up the key, so a key that is used again gets native states
/// that already hold it:
/// <list type="bullet">
/// <item>the first uses take the one-shot function: a credential that lives for one request never pays for a state nor leaves one to the finalizer;</item>
/// <item>a state belongs to one thread at a time, from <see cref="Take"/> to <see cref="Return"/>, and no thread ever waits for one;</item>
/// <item>there are never more states than computations that ran at the same moment, nor more than slots (about 1 KB each, so 16 KB at most):
/// whoever finds none left takes the one-shot function.</item>
/// </list>
/// </summary>
sealed class KeyedMac(byte[] key, HawkAlgorithm algorithm) : IDisposable
{
    const int UsesWithoutState = 2;
    const int MostSlots = 16;

    static readonly int SlotCount = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Min(Environment.ProcessorCount, MostSlots));

    Slot[]? _slots;
    int _uses;
    int _states;
    volatile bool _disposed;

    /// <summary>How many native states there are, for tests.</summary>
    internal int StateCount => Volatile.Read(ref _states);

    /// <summary>Gives the MAC of a text; false when the key was wiped before or meanwhile, and then the MAC must not be used.</summary>
    /// <param name="text">What to authenticate.</param>
    /// <param name="mac">At least <see cref="HawkAlgorithms.HashSize"/> bytes.</param>
    internal bool TryCompute(ReadOnlySpan<byte> text, Span<byte> mac)
    {
        if (_disposed)
            return false;
        if (Take(out var home) is not { } state)
        {
            ComputeOnce(text, mac);
            Interlocked.MemoryBarrier(); // the key was read before the flag is read again
            return !_disposed;
        }

        try
        {
            state.AppendData(text);
            state.GetHashAndReset(mac);
        }
        catch
        {
            // It may hold half of this text, which the next MAC would then begin with.
            Discard(state);
            throw;
        }

        Return(state, home);
        return !_disposed;
    }

    /// <summary>A copy of the key for the caller to overwrite; null when the key was wiped.</summary>
    internal byte[]? CopyKey()
    {
        var copy = key.AsSpan().ToArray();
        Interlocked.MemoryBarrier(); // the key was read before the flag is
        return _disposed ? null : copy;
    }

    /// <summary>Overwrites the key and releases the states. Those in use are released by the threads that return them.</summary>
    public void Dispose()
    {
        _disposed = true;
        Interlocked.MemoryBarrier(); // whoever reads overwritten bytes of the key will read this flag as well
        CryptographicOperations.ZeroMemory(key);
        ReleaseSlots();
    }

    IncrementalHash? Take(out int home)
    {
        home = 0;
        if (_slots is not { } slots)
        {
            // A count lost to a race only means one more use without a state.
            if (_uses < UsesWithoutState)
            {
                _uses++;
                return null;
            }

            slots = new Slot[SlotCount];
            slots = Interlocked.CompareExchange(ref _slots, slots, null) ?? slots;
        }

        home = Thread.GetCurrentProcessorId() & (slots.Length - 1);
        return Interlocked.Exchange(ref slots[home].State, null) ?? TakeElsewhere(slots);
    }

    /// <summary>Takes a state another processor has left; makes a new one only when all there are, are in use.</summary>
    IncrementalHash? TakeElsewhere(Slot[] slots)
    {
        for (var index = 0; index < slots.Length; index++)
        {
            if (Volatile.Read(ref slots[index].State) is not null && Interlocked.Exchange(ref slots[index].State, null) is { } state)
                return state;
        }

        if (Interlocked.Increment(ref _states) <= slots.Length)
        {
            try
            {
                return IncrementalHash.CreateHMAC(algorithm.FrameworkName(), key);
            }
            catch
            {
                Interlocked.Decrement(ref _states);
                throw;
            }
        }

        Interlocked.Decrement(ref _states);
        return null;
    }

    void Return(IncrementalHash state, int home)
    {
        var slots = _slots!;
        for (var offset = 0; offset < slots.Length; offset++)
        {
            if (Interlocked.CompareExchange(ref slots[(home + offset) & (slots.Length - 1)].State, state, null) is not null)
                continue;

            // The exchange comes before this reading, and in Dispose the flag before its look into the slots: one of the two sees the other.
            if (_disposed)
                ReleaseSlots();
            return;
        }

        Discard(state); // others filled what was free while this looked elsewhere
    }

    void ReleaseSlots()
    {
        if (Volatile.Read(ref _slots) is not { } slots)
            return;
        for (var index = 0; index < slots.Length; index++)
        {
            if (Interlocked.Exchange(ref slots[index].State, null) is { } state)
                Discard(state);
        }
    }

    void Discard(IncrementalHash state)
    {
        state.Dispose();
        Interlocked.Decrement(ref _states);
    }

    void ComputeOnce(ReadOnlySpan<byte> text, Span<byte> mac) => _ = algorithm switch
    {
        HawkAlgorithm.Sha256 => HMACSHA256.HashData(key, text, mac),
        HawkAlgorithm.Sha384 => HMACSHA384.HashData(key, text, mac),
        HawkAlgorithm.Sha512 => HMACSHA512.HashData(key, text, mac),
#pragma warning disable CA5350 // SHA-1 is reached only through WithLegacySha1; old peers know nothing else
        _ => HMACSHA1.HashData(key, text, mac),
#pragma warning restore CA5350
    };

    /// <summary>A cache line of its own, so that processors do not take each other's slots out of the cache.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    struct Slot
    {
        [FieldOffset(0)]
        internal IncrementalHash? State;
    }
}
