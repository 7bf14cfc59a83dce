using KintoHawk.Server.Diagnostics;

namespace KintoHawk.Server.Plugins.Prometheus;

/// <summary>Compares the values of label sets, also with labels that are not an array yet: finding a series allocates nothing.</summary>
sealed class LabelValuesComparer : IEqualityComparer<string[]>, IAlternateEqualityComparer<ReadOnlySpan<MetricLabel>, string[]>
{
    public static LabelValuesComparer Instance { get; } = new();

    public bool Equals(string[]? x, string[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(string[] values)
    {
        var hash = new HashCode();
        foreach (var value in values)
            hash.Add(value, StringComparer.Ordinal);
        return hash.ToHashCode();
    }

    public bool Equals(ReadOnlySpan<MetricLabel> alternate, string[] other)
    {
        if (alternate.Length != other.Length)
            return false;
        for (var i = 0; i < other.Length; i++)
            if (!string.Equals(alternate[i].Value, other[i], StringComparison.Ordinal))
                return false;
        return true;
    }

    public int GetHashCode(ReadOnlySpan<MetricLabel> alternate)
    {
        var hash = new HashCode();
        foreach (var label in alternate)
            hash.Add(label.Value, StringComparer.Ordinal);
        return hash.ToHashCode();
    }

    public string[] Create(ReadOnlySpan<MetricLabel> alternate)
    {
        var values = new string[alternate.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = alternate[i].Value;
        return values;
    }
}
