using System.Globalization;
using System.Text;

namespace KintoHawk.Core.Schemas.Patterns;

/// <summary>Writes code points for a matcher that sees UTF-16 units.</summary>
static class SurrogateText
{
    const string AnyLow = @"[\uDC00-\uDFFF]";

    /// <summary>A character beyond the first 65,536.</summary>
    public static StringBuilder Append(StringBuilder output, int point)
    {
        var (high, low) = Split(point);
        return output.Append(CultureInfo.InvariantCulture, $"\\u{high:X4}\\u{low:X4}");
    }

    /// <summary>One character of a set.</summary>
    /// <returns>How many alternatives it took.</returns>
    public static int Append(StringBuilder output, CodePointSet set)
    {
        var single = new StringBuilder();
        var wholeRows = new StringBuilder();
        var partRows = new SortedDictionary<int, StringBuilder>();
        foreach (var (first, last) in set.Ranges)
        {
            if (first <= 0xFFFF)
                AppendRange(single, first, Math.Min(last, 0xFFFF));
            if (last > 0xFFFF)
                AddRows(Math.Max(first, 0x10000), last, wholeRows, partRows);
        }

        var alternatives = new List<string>();
        if (single.Length > 0)
            alternatives.Add($"[{single}]");
        if (wholeRows.Length > 0)
            alternatives.Add($"[{wholeRows}]{AnyLow}");
        foreach (var (high, lows) in partRows)
            alternatives.Add(string.Create(CultureInfo.InvariantCulture, $"\\u{high:X4}[{lows}]"));
        if (alternatives.Count == 1 && single.Length > 0)
            output.Append(alternatives[0]);
        else if (alternatives.Count == 0)
            output.Append(@"[^\u0000-\uFFFF]");
        else
            output.Append("(?:").AppendJoin('|', alternatives).Append(')');
        return Math.Max(alternatives.Count, 1);
    }

    // A row is all characters with the same first unit.
    static void AddRows(int first, int last, StringBuilder wholeRows, SortedDictionary<int, StringBuilder> partRows)
    {
        while (first <= last)
        {
            var (high, low) = Split(first);
            var rowEnd = first | 0x3FF;
            if (low == 0xDC00 && rowEnd <= last)
            {
                var (lastHigh, lastLow) = Split(last);
                var lastWhole = lastLow == 0xDFFF ? lastHigh : lastHigh - 1;
                AppendRange(wholeRows, high, lastWhole);
                first += (lastWhole - high + 1) << 10;
                continue;
            }

            if (!partRows.TryGetValue(high, out var lows))
                partRows[high] = lows = new StringBuilder();
            AppendRange(lows, low, Split(Math.Min(last, rowEnd)).Low);
            first = rowEnd + 1;
        }
    }

    static void AppendRange(StringBuilder output, int first, int last)
    {
        output.Append(CultureInfo.InvariantCulture, $"\\u{first:X4}");
        if (last > first)
            output.Append(CultureInfo.InvariantCulture, $"-\\u{last:X4}");
    }

    static (int High, int Low) Split(int point) => (0xD800 + ((point - 0x10000) >> 10), 0xDC00 + ((point - 0x10000) & 0x3FF));
}
