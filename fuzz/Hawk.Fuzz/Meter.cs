using System.Diagnostics;

namespace Hawk.Fuzz;

/// <summary>What the code under test allocates and how long it takes for one input; what the checks around it cost is not counted.</summary>
sealed class Meter
{
    long _allocatedBefore;
    long _startedAt;

    internal long AllocatedBytes { get; private set; }

    internal long Ticks { get; private set; }

    internal void Reset()
    {
        AllocatedBytes = 0;
        Ticks = 0;
    }

    internal void Start()
    {
        _allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        _startedAt = Stopwatch.GetTimestamp();
    }

    internal void Stop()
    {
        Ticks += Stopwatch.GetTimestamp() - _startedAt;
        AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - _allocatedBefore;
    }
}
