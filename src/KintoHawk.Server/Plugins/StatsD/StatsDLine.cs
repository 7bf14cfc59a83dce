using System.Globalization;
using System.Text;
using KintoHawk.Server.Diagnostics;

namespace KintoHawk.Server.Plugins.StatsD;

/// <summary>One measurement in the notation of StatsD, with the keys of the reference (kinto-plugins §8).</summary>
static class StatsDLine
{
    /// <summary>What stands before every key: the word and a point, or nothing.</summary>
    public static string PrefixOf(string word) => word.Length == 0 ? "" : word + ".";

    /// <summary><c>prefix.key:1|c</c>; with labels a set: <c>prefix.key:label.value.label.value|s</c>.</summary>
    public static string Count(string prefix, string key, ReadOnlySpan<MetricLabel> labels)
    {
        if (labels.IsEmpty)
            return $"{prefix}{key}:1|c";
        var line = new StringBuilder(prefix).Append(key).Append(':');
        AppendLabels(line, labels);
        return line.Append("|s").ToString();
    }

    /// <summary><c>prefix.key.label.value:milliseconds|ms</c></summary>
    public static string Time(string prefix, string key, double seconds, ReadOnlySpan<MetricLabel> labels)
    {
        var line = new StringBuilder(prefix).Append(key);
        if (!labels.IsEmpty)
            AppendLabels(line.Append('.'), labels);
        return line.Append(':').Append((seconds * 1000).ToString("0.000000", CultureInfo.InvariantCulture)).Append("|ms").ToString();
    }

    /// <summary><c>prefix.key:value|g</c>; a gauge of the reference has no labels.</summary>
    public static string Observe(string prefix, string key, long value) => $"{prefix}{key}:{value.ToString(CultureInfo.InvariantCulture)}|g";

    static void AppendLabels(StringBuilder line, ReadOnlySpan<MetricLabel> labels)
    {
        for (var i = 0; i < labels.Length; i++)
        {
            if (i > 0)
                line.Append('.');
            line.Append(labels[i].Name).Append('.');
            // A colon or a bar would end the value, a line break the measurement.
            foreach (var character in labels[i].Value)
                if (character is not (':' or '|') && !char.IsControl(character))
                    line.Append(character);
        }
    }
}
