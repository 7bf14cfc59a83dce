namespace KintoHawk.Server.Plugins.Prometheus;

/// <summary>The kinds of metrics of the text format that are used here.</summary>
enum MetricKind : byte
{
    /// <summary>Only grows.</summary>
    Counter,

    /// <summary>Values in buckets.</summary>
    Histogram,

    /// <summary>Number and sum of values.</summary>
    Summary,
}
