using System.Buffers;
using System.Collections.Concurrent;
using KintoHawk.Server.Diagnostics;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Plugins.Prometheus;

/// <summary>Keeps what was measured since the start, as the metrics of the reference's plugin.</summary>
sealed class PrometheusRegistry : IMetricsSink
{
    readonly TimeProvider _time;
    readonly IReadOnlyList<double> _bounds;
    readonly bool _showsCreated;
    readonly HashSet<string> _disabled;
    readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);

    /// <summary>Families by our keys, several of which may mean one name; null for those that are disabled.</summary>
    readonly ConcurrentDictionary<string, MetricFamily?> _byKey = new(StringComparer.Ordinal);

    public PrometheusRegistry(KintoHawkOptions options, TimeProvider time)
    {
        _time = time;
        _bounds = options.PrometheusHistogramBuckets;
        _showsCreated = options.PrometheusCreatedMetrics;
        Prefix = PrometheusNames.PrefixOf(options.PrometheusPrefix ?? options.ProjectName);
        _disabled = options.PrometheusDisabledMetrics.Select(WithoutPrefix).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>What stands before every name, for example <c>kinto_</c>.</summary>
    public string Prefix { get; }

    public void Count(string key, ReadOnlySpan<MetricLabel> labels) => Find(key, MetricKind.Counter, labels)?.Add(1, labels);

    public void Time(string key, double seconds, ReadOnlySpan<MetricLabel> labels) => Find(key, MetricKind.Histogram, labels)?.Add(seconds, labels);

    public void Observe(string key, long value, ReadOnlySpan<MetricLabel> labels) => Find(key, MetricKind.Summary, labels)?.Add(value, labels);

    /// <summary>Writes everything in the text format, ordered by name.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        var text = new ExpositionWriter(output, _showsCreated);
        foreach (var family in _families.Values.OrderBy(static family => family.Name, StringComparer.Ordinal))
            text.Write(family);
        ProcessMetrics.Write(text);
    }

    MetricFamily? Find(string key, MetricKind kind, ReadOnlySpan<MetricLabel> labels) =>
        _byKey.TryGetValue(key, out var family) ? family : Make(key, kind, labels);

    MetricFamily? Make(string key, MetricKind kind, ReadOnlySpan<MetricLabel> labels)
    {
        var name = PrometheusNames.Fix(key);
        if (_disabled.Contains(name) || (kind is MetricKind.Counter && _disabled.Contains(name + "_total")))
            return _byKey[key] = null;
        var labelNames = new string[labels.Length];
        for (var i = 0; i < labelNames.Length; i++)
            labelNames[i] = PrometheusNames.Fix(labels[i].Name);
        var family = _families.GetOrAdd(
            name, _ => new MetricFamily(Prefix + name, kind, labelNames, kind is MetricKind.Histogram ? _bounds : [], _time));
        return _byKey[key] = family;
    }

    string WithoutPrefix(string name)
    {
        var fixedName = PrometheusNames.Fix(name);
        return fixedName.StartsWith(Prefix, StringComparison.Ordinal) ? fixedName[Prefix.Length..] : fixedName;
    }
}
