namespace KintoHawk.Server.Plugins.Prometheus;

/// <summary>The values of one metric with one set of labels.</summary>
sealed class MetricSeries(string[] labelValues, int buckets, double created)
{
    readonly Lock _changing = new(); // guards the three below, so that they fit together when they are read
    readonly long[] _buckets = new long[buckets];
    long _count;
    double _sum;

    /// <summary>In the order of the family's label names.</summary>
    public string[] LabelValues => labelValues;

    /// <summary>When the first value came, in seconds since 1970.</summary>
    public double Created => created;

    /// <summary>Adds a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="bucket">The first bucket that it fits in; -1 for metrics without.</param>
    public void Add(double value, int bucket)
    {
        lock (_changing)
        {
            _count++;
            _sum += value;
            if (bucket >= 0)
                _buckets[bucket]++;
        }
    }

    /// <summary>What has been added up to now.</summary>
    public (long Count, double Sum, long[] Buckets) Read()
    {
        lock (_changing)
            return (_count, _sum, [.. _buckets]);
    }
}
