namespace KintoHawk.Server.Diagnostics;

/// <summary>
/// Where measurements go, under the keys and labels of the reference (kinto-plugins §8). Called on the path of every request: it neither waits nor throws.
/// The label names of a key are always the same, in the same order.
/// </summary>
interface IMetricsSink
{
    /// <summary>Something has happened once.</summary>
    void Count(string key, ReadOnlySpan<MetricLabel> labels);

    /// <summary>Something has taken this long.</summary>
    void Time(string key, double seconds, ReadOnlySpan<MetricLabel> labels);

    /// <summary>Something has this size.</summary>
    void Observe(string key, long value, ReadOnlySpan<MetricLabel> labels);
}
