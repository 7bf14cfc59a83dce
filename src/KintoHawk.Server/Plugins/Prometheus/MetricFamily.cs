using System.Collections.Concurrent;
using KintoHawk.Server.Diagnostics;

namespace KintoHawk.Server.Plugins.Prometheus;

/// <summary>One metric with all its label sets.</summary>
sealed class MetricFamily(string name, MetricKind kind, IReadOnlyList<string> labelNames, IReadOnlyList<double> bounds, TimeProvider time)
{
    readonly ConcurrentDictionary<string[], MetricSeries> _series = new(LabelValuesComparer.Instance);

    /// <summary>The name without suffixes.</summary>
    public string Name => name;

    public MetricKind Kind => kind;

    public IReadOnlyList<string> LabelNames => labelNames;

    /// <summary>The upper bounds of the buckets, ascending; the last is infinity. Empty for metrics without buckets.</summary>
    public IReadOnlyList<double> Bounds => bounds;

    /// <summary>Every label set that has a value.</summary>
    public IEnumerable<MetricSeries> Series => _series.Values;

    public void Add(double value, ReadOnlySpan<MetricLabel> labels)
    {
        var byLabels = _series.GetAlternateLookup<ReadOnlySpan<MetricLabel>>();
        if (!byLabels.TryGetValue(labels, out var series))
        {
            var values = LabelValuesComparer.Instance.Create(labels);
            series = _series.GetOrAdd(values, new MetricSeries(values, bounds.Count, time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0));
        }

        series.Add(value, BucketOf(value));
    }

    int BucketOf(double value)
    {
        for (var i = 0; i < bounds.Count; i++)
            if (value <= bounds[i])
                return i;
        return -1;
    }
}
