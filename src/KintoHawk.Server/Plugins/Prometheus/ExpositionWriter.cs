using System.Buffers;
using System.Globalization;
using System.Text;

namespace KintoHawk.Server.Plugins.Prometheus;

/// <summary>Writes the text format, version 0.0.4, the way the Python client does: labels by name, numbers as Go shows them.</summary>
sealed class ExpositionWriter(IBufferWriter<byte> output, bool showsCreated)
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    static readonly (string Name, string Value)[] _noLabels = [];

    /// <summary>Writes a metric of ours with all its label sets.</summary>
    public void Write(MetricFamily family)
    {
        var (word, suffix) = family.Kind switch
        {
            MetricKind.Counter => ("Counter", "_total"),
            MetricKind.Histogram => ("Histogram", ""),
            _ => ("Summary", ""),
        };
        var help = $"{word} of {family.Name}";
        // The order of label sets does not matter to readers; a fixed one makes two scrapes comparable.
        var rows = family.Series.Select(series => (Series: series, Labels: Sorted(family.LabelNames, series.LabelValues)))
            .OrderBy(static row => string.Join('\n', row.Labels.Select(static label => label.Value)), StringComparer.Ordinal)
            .ToList();
        Head(family.Name + suffix, help, word.ToLowerInvariant());
        foreach (var (series, labels) in rows)
            WriteValues(family, series, labels);
        if (!showsCreated)
            return;
        Head(family.Name + "_created", help, "gauge");
        foreach (var (series, labels) in rows)
            Sample(family.Name + "_created", labels, series.Created);
    }

    /// <summary>Writes a metric that has one value and no labels.</summary>
    public void Write(string name, string help, string type, double value)
    {
        Head(name, help, type);
        Sample(name, _noLabels, value);
    }

    /// <summary>A number as Go shows it: a point always, an exponent from ten millions on.</summary>
    public static string Number(double value)
    {
        if (double.IsNaN(value))
            return "NaN";
        if (double.IsInfinity(value))
            return value > 0 ? "+Inf" : "-Inf";
        var text = value.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();
        if (text.Contains('e', StringComparison.Ordinal))
            return text;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point < 0)
            (text, point) = (text + ".0", text.Length);
        return value > 0 && point > 6
            ? $"{(text[..1] + "." + text[1..point] + text[(point + 1)..]).TrimEnd('0').TrimEnd('.')}e+{point - 1:00}"
            : text;
    }

    void WriteValues(MetricFamily family, MetricSeries series, (string Name, string Value)[] labels)
    {
        var (count, sum, buckets) = series.Read();
        if (family.Kind is MetricKind.Counter)
        {
            Sample(family.Name + "_total", labels, count);
            return;
        }

        var below = 0L;
        for (var i = 0; i < buckets.Length; i++)
        {
            below += buckets[i];
            Sample(family.Name + "_bucket", [.. labels.Append(("le", Number(family.Bounds[i]))).OrderBy(static label => label.Item1, StringComparer.Ordinal)], below);
        }

        Sample(family.Name + "_count", labels, count);
        Sample(family.Name + "_sum", labels, sum);
    }

    void Head(string name, string help, string type)
    {
        Text($"# HELP {name} {help.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal)}\n");
        Text($"# TYPE {name} {type}\n");
    }

    void Sample(string name, (string Name, string Value)[] labels, double value)
    {
        Text(name);
        for (var i = 0; i < labels.Length; i++)
        {
            Text(i == 0 ? "{" : ",");
            Text(labels[i].Name);
            Text("=\"");
            Text(Escaped(labels[i].Value));
            Text("\"");
        }

        Text(labels.Length == 0 ? " " : "} ");
        Text(Number(value));
        Text("\n");
    }

    static string Escaped(string value) => value.AsSpan().ContainsAny('\\', '"', '\n')
        ? value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
        : value;

    static (string Name, string Value)[] Sorted(IReadOnlyList<string> names, string[] values) =>
        [.. names.Zip(values).OrderBy(static label => label.First, StringComparer.Ordinal)];

    void Text(string text) => Encoding.UTF8.GetBytes(text, output);
}
