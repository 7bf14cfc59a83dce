using System.Globalization;
using System.Text.RegularExpressions;

namespace KintoHawk.Server.Tests.Metrics;

/// <summary>
/// Reads the text format of Prometheus, version 0.0.4, and accepts nothing that its description does not allow: one HELP and one TYPE per metric, before its
/// samples; all lines of a metric together; no sample twice; label values with the three escapes and no other; buckets that grow and end with infinity.
/// </summary>
sealed partial class Exposition
{
    readonly List<(string Name, IReadOnlyDictionary<string, string> Labels, double Value)> _samples = [];
    readonly Dictionary<string, string> _types = new(StringComparer.Ordinal);
    readonly HashSet<string> _finished = new(StringComparer.Ordinal);
    readonly HashSet<string> _helped = new(StringComparer.Ordinal);
    readonly HashSet<string> _lines = new(StringComparer.Ordinal);
    string _current = "";

    /// <summary>The type of each metric.</summary>
    public IReadOnlyDictionary<string, string> Types => _types;

    public static Exposition Parse(string text)
    {
        var exposition = new Exposition();
        if (text.Length > 0 && !text.EndsWith('\n'))
            throw new InvalidDataException("The last line does not end.");
        foreach (var line in text.Split('\n')[..^1])
            exposition.Read(line);
        exposition.CheckHistograms();
        return exposition;
    }

    /// <summary>The value of the one sample with these labels; other labels must be empty or absent.</summary>
    public double Value(string name, params (string Name, string Value)[] labels) => _samples.Single(sample =>
        sample.Name == name
        && labels.All(label => sample.Labels.TryGetValue(label.Name, out var value) && value == label.Value)
        && sample.Labels.All(label => label.Value.Length == 0 || labels.Any(wanted => wanted.Name == label.Key))).Value;

    public int Count(string name) => _samples.Count(sample => sample.Name == name);

    public IEnumerable<string> Values(string name, string label) => _samples.Where(sample => sample.Name == name).Select(sample => sample.Labels[label]).Distinct(StringComparer.Ordinal);

    void Read(string line)
    {
        if (Comment().Match(line) is { Success: true } comment)
        {
            var name = comment.Groups["name"].Value;
            Enter(name);
            if (comment.Groups["kind"].Value == "HELP" ? !_helped.Add(name) || _types.ContainsKey(name) : !_types.TryAdd(name, comment.Groups["text"].Value))
                throw new InvalidDataException($"Twice, or too late: {line}");
            if (comment.Groups["kind"].Value == "TYPE" && comment.Groups["text"].Value is not ("counter" or "gauge" or "histogram" or "summary" or "untyped"))
                throw new InvalidDataException($"Not a type: {line}");
            return;
        }

        var sample = Sample().Match(line);
        if (!sample.Success)
            throw new InvalidDataException($"Neither a comment nor a sample: {line}");
        if (!_lines.Add(line[..line.LastIndexOf(' ')]))
            throw new InvalidDataException($"The same sample twice: {line}");
        var metric = MetricOf(sample.Groups["name"].Value);
        if (metric != _current)
            throw new InvalidDataException($"Not among the lines of its metric: {line}");
        _samples.Add((sample.Groups["name"].Value, LabelsIn(sample.Groups["labels"].Value), NumberOf(sample.Groups["value"].Value)));
    }

    void Enter(string metric)
    {
        if (metric == _current)
            return;
        if (!_finished.Add(metric))
            throw new InvalidDataException($"The lines of {metric} are not together.");
        _current = metric;
    }

    string MetricOf(string sample)
    {
        foreach (var (suffix, types) in (ReadOnlySpan<(string, string)>)[("_bucket", "histogram"), ("_sum", "histogram summary"), ("_count", "histogram summary")])
            if (sample.EndsWith(suffix, StringComparison.Ordinal) && _types.TryGetValue(sample[..^suffix.Length], out var type) && types.Contains(type, StringComparison.Ordinal))
                return sample[..^suffix.Length];
        return _types.ContainsKey(sample) ? sample : throw new InvalidDataException($"{sample} has no type.");
    }

    static Dictionary<string, string> LabelsIn(string text)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match label in Label().Matches(text))
        {
            var value = Escape().Replace(label.Groups["value"].Value, static escape => escape.Value[1] == 'n' ? "\n" : escape.Value[1..]);
            if (!labels.TryAdd(label.Groups["name"].Value, value))
                throw new InvalidDataException($"A label twice: {text}");
        }

        return labels;
    }

    void CheckHistograms()
    {
        foreach (var histogram in _types.Where(static type => type.Value == "histogram").Select(static type => type.Key))
        {
            var series = _samples.Where(sample => sample.Name == histogram + "_bucket")
                .GroupBy(static sample => string.Join(';', sample.Labels.Where(static label => label.Key != "le").OrderBy(static label => label.Key, StringComparer.Ordinal)), StringComparer.Ordinal);
            foreach (var buckets in series.Select(static group => group.ToList()))
            {
                var bounds = buckets.ConvertAll(static bucket => NumberOf(bucket.Labels["le"]));
                var counts = buckets.ConvertAll(static bucket => bucket.Value);
                if (!bounds.SequenceEqual(bounds.Order()) || !counts.SequenceEqual(counts.Order()) || !double.IsPositiveInfinity(bounds[^1]))
                    throw new InvalidDataException($"The buckets of {histogram} are not in order.");
                var labels = buckets[0].Labels.Where(static label => label.Key != "le").ToList();
                var total = _samples.Single(sample => sample.Name == histogram + "_count" && sample.Labels.Count == labels.Count && labels.TrueForAll(label => sample.Labels[label.Key] == label.Value));
                if (total.Value.CompareTo(counts[^1]) != 0)
                    throw new InvalidDataException($"The last bucket of {histogram} does not hold everything.");
            }
        }
    }

    static double NumberOf(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"^# (?<kind>HELP|TYPE) (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<text>.*)\z", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(
        """^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>[a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\[\\n"])*"(,[a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\[\\n"])*")*)\})? (?<value>[+-]Inf|NaN|-?\d+(\.\d+)?(e[+-]\d+)?)\z""",
        Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sample();

    [GeneratedRegex("""(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\]|\\.)*)"(,|\z)""", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Label();

    [GeneratedRegex(@"\\.", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Escape();
}
