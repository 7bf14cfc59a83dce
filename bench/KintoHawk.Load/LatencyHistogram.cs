using System.Diagnostics;
using System.Numerics;

namespace KintoHawk.Load;

/// <summary>
/// Counts durations in buckets that are a sixty-fourth of their value wide, so a percentile is right within 1.6 %, at no cost per request to speak of.
/// </summary>
sealed class LatencyHistogram
{
    const int BitsPerOctave = 6;
    const int PerOctave = 1 << BitsPerOctave;

    readonly long[] _counts = new long[(64 - BitsPerOctave) * PerOctave];

    public long Count { get; private set; }

    /// <summary>Counts a duration in ticks of the stopwatch.</summary>
    public void Add(long ticks)
    {
        _counts[BucketOf(ticks)]++;
        Count++;
    }

    public void Add(LatencyHistogram other)
    {
        for (var bucket = 0; bucket < _counts.Length; bucket++)
            _counts[bucket] += other._counts[bucket];
        Count += other.Count;
    }

    /// <summary>The duration that the given share of all stays within; zero when there are none.</summary>
    public TimeSpan Percentile(double share)
    {
        var rank = (long)Math.Ceiling(share * Count);
        var seen = 0L;
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= rank && seen > 0)
                return TimeSpan.FromSeconds((double)UpperEndOf(bucket) / Stopwatch.Frequency);
        }

        return TimeSpan.Zero;
    }

    static int BucketOf(long ticks)
    {
        if (ticks < PerOctave)
            return (int)Math.Max(ticks, 0);
        var shift = BitOperations.Log2((ulong)ticks) - BitsPerOctave;
        return ((shift + 1) << BitsPerOctave) + (int)(ticks >> shift) - PerOctave;
    }

    static long UpperEndOf(int bucket)
    {
        if (bucket < PerOctave)
            return bucket;
        var shift = (bucket >> BitsPerOctave) - 1;
        return ((long)((bucket & (PerOctave - 1)) + PerOctave + 1) << shift) - 1;
    }
}
