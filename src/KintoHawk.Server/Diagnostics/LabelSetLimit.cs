using System.Collections.Concurrent;

namespace KintoHawk.Server.Diagnostics;

/// <summary>
/// Remembers the first label sets of a metric, up to a limit. Ids come from clients: without a limit they would fill the memory of this process, and of
/// whatever collects the metrics.
/// </summary>
sealed class LabelSetLimit(int most)
{
    /// <summary>Stands for every id beyond the limit. No object or account can be called so.</summary>
    public const string Overflow = "__other__";

    readonly ConcurrentDictionary<string, byte> _known = new(StringComparer.Ordinal);
    int _count;

    /// <summary>False for a set that is new when there are enough already. Racing callers may exceed the limit by their number.</summary>
    public bool Admits(string labels)
    {
        if (_known.ContainsKey(labels))
            return true;
        if (Volatile.Read(ref _count) >= most)
            return false;
        if (_known.TryAdd(labels, 0))
            Interlocked.Increment(ref _count);
        return true;
    }
}
