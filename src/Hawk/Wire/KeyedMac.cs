using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Hawk.Wire;

/// <summary>
/// Makes the MACs of one key. Two thirds of a one-shot HMAC of a request is setting up the key, so a key that is used again gets native states
/// that already hold it:
/// <list type="bullet">
/// <item>the first uses take the one-shot function: a credential that lives for one request never pays for a state nor leaves one to the finalizer;</item>
/// <item>a state stays in its slot, and the slot belongs to one thread at a time, from <see cref="TryTake"/> to <see cref="Return"/>; no thread ever waits for one;</item>
/// <item>there are about as many states as computations that ran at the same moment, and never more than slots (about 1 KB each, so 16 KB at most):
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
    volatile bool _disposed;

    /// <summary>How many native states there are, for tests.</summary>
    internal int StateCount => Volatile.Read(ref _slots)?.Count(static slot => slot.State is not null) ?? 0;

    /// <summary>Gives the MAC of a text; false when the key was wiped before or meanwhile, and then the MAC must not be used.</summary>
    /// <param name="text">What to authenticate.</param>
    /// <param name="mac">At least <see cref="HawkAlgorithms.HashSize"/> bytes.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal bool TryCompute(ReadOnlySpan<byte> text, Span<byte> mac)
    {
        if (_disposed)
            return false;
        if (Slots() is not { } slots || !TryTake(slots, out var index))
        {
            ComputeOnce(text, mac);
            Interlocked.MemoryBarrier(); // the key was read before the flag is read again
            return !_disposed;
        }

        ref var slot = ref slots[index];
        try
        {
            var state = slot.State ??= CreateState();
            state.AppendData(text);
            state.GetHashAndReset(mac);
        }
        catch
        {
            // It may hold half of this text, which the next MAC would then begin with.
            slot.Drop();
            throw;
        }
        finally
        {
            Return(slots, ref slot);
        }

        return !_disposed;
    }

    /// <summary>A copy of the key for the caller to overwrite; null when the key was wiped.</summary>
    internal byte[]? CopyKey()
    {
        var copy = key.AsSpan().ToArray();
        Interlocked.MemoryBarrier(); // the key was read before the flag is
        if (!_disposed)
            return copy;
        CryptographicOperations.ZeroMemory(copy);
        return null;
    }

    /// <summary>Overwrites the key and releases the states. Those in use are released by the threads that return them.</summary>
    public void Dispose()
    {
        _disposed = true;
        Interlocked.MemoryBarrier(); // whoever reads overwritten bytes of the key will read this flag as well
        CryptographicOperations.ZeroMemory(key);
        if (Volatile.Read(ref _slots) is not { } slots)
            return;
        Interlocked.MemoryBarrierProcessWide(); // see Return
        Release(slots);
    }

    IncrementalHash CreateState()
    {
        var state = IncrementalHash.CreateHMAC(algorithm.FrameworkName(), key);
        Interlocked.MemoryBarrier(); // the key was read before the flag is read again
        return state;
    }

    Slot[]? Slots()
    {
        if (_slots is { } slots)
            return slots;
        // A count lost to a race only means one more use without a state.
        if (_uses < UsesWithoutState)
        {
            _uses++;
            return null;
        }

        slots = new Slot[SlotCount];
        return Interlocked.CompareExchange(ref _slots, slots, null) ?? slots;
    }

    /// <summary>Takes the slot of this processor; when that is taken or has no state yet, one whose state nobody uses, and only then one without a state.</summary>
    static bool TryTake(Slot[] slots, out int index)
    {
        index = Thread.GetCurrentProcessorId() & (slots.Length - 1);
        var isTaken = slots[index].TryTake();
        return (isTaken && slots[index].State is not null) || TryTakeElsewhere(slots, isTaken, ref index);
    }

    static bool TryTakeElsewhere(Slot[] slots, bool isHomeTaken, ref int index)
    {
        for (var other = 0; other < slots.Length; other++)
        {
            if (other == index || slots[other].State is null || !slots[other].TryTake())
                continue;
            if (slots[other].State is null)
            {
                slots[other].Leave(); // it was dropped meanwhile
                continue;
            }

            if (isHomeTaken)
                slots[index].Leave();
            index = other;
            return true;
        }

        for (var other = 0; other < slots.Length && !isHomeTaken; other++)
        {
            if (!slots[other].TryTake())
                continue;
            index = other;
            return true;
        }

        return isHomeTaken;
    }

    /// <summary>
    /// Leaves a slot, without a full fence: a release write, and then a look at the flag, which the processor may do before the write is seen by others.
    /// Dispose makes up for it, once in the life of a credential: between setting the flag and looking into the slots it has every processor of the
    /// process go through a fence. So either this write is seen by it, or the flag is seen here.
    /// </summary>
    void Return(Slot[] slots, ref Slot slot)
    {
        slot.Leave();
        if (_disposed)
            Release(slots);
    }

    static void Release(Slot[] slots)
    {
        for (var index = 0; index < slots.Length; index++)
        {
            if (!slots[index].TryTake())
                continue;
            slots[index].Drop();
            slots[index].Leave();
        }
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

    /// <summary>Two cache lines, so that processors do not take each other's slots out of the cache, wherever in a line the array begins.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 128)]
    struct Slot
    {
        [FieldOffset(0)]
        internal IncrementalHash? State;

        [FieldOffset(8)]
        int _isTaken;

        internal bool TryTake() => Interlocked.CompareExchange(ref _isTaken, 1, 0) is 0;

        internal void Leave() => Volatile.Write(ref _isTaken, 0);

        internal void Drop()
        {
            State?.Dispose();
            State = null;
        }
    }
}
