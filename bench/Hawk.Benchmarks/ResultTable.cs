using System.Globalization;
using System.Text;

namespace Hawk.Benchmarks;

/// <summary>The results as text for a terminal, and as Markdown for a document.</summary>
static class ResultTable
{
    static readonly string[] _columns = ["Operation", "ns", "Per second", "Rate", "Of", "Promised", "Bytes", "Spread"];

    public static string Text(IReadOnlyList<CaseResult> results, IEnumerable<string> notes)
    {
        string[][] rows = [_columns, .. results.Select(Row)];
        int[] widths = [.. Enumerable.Range(0, _columns.Length).Select(column => rows.Max(row => row[column].Length))];
        var text = new StringBuilder();
        foreach (var row in rows)
            text.AppendLine(string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))).TrimEnd());
        text.AppendLine();
        foreach (var note in notes)
            text.AppendLine(note);
        return text.ToString();
    }

    public static string Markdown(IReadOnlyList<CaseResult> results, IEnumerable<string> notes)
    {
        var text = new StringBuilder();
        text.Append("| ").AppendJoin(" | ", _columns).Append(" |\n|---|");
        foreach (var _ in _columns.Skip(1))
            text.Append("--:|");
        text.Append('\n');
        foreach (var result in results)
            text.Append("| ").AppendJoin(" | ", Row(result)).Append(" |\n");
        text.Append('\n');
        foreach (var note in notes)
            text.Append("- ").Append(note).Append('\n');
        return text.ToString();
    }

    static string[] Row(CaseResult result) =>
    [
        result.Case.Title,
        Format($"{result.Nanoseconds:N0}"),
        Format($"{1e9 / result.Nanoseconds:N0}"),
        Format($"{result.Ratio:0.00} ×"),
        result.Case.Baseline?.Title ?? "",
        Promise(result),
        Format($"{result.Bytes:N0}"),
        Format($"{result.Spread:P0}"),
    ];

    static string Promise(CaseResult result)
    {
        var promised = result.Case;
        string?[] parts =
        [
            promised.LeastRatio is { } ratio ? Format($"≥ {ratio:0.00} ×") : null,
            promised.MostNanoseconds is { } nanoseconds ? Format($"≤ {nanoseconds:N0} ns") : null,
            promised.MostBytes is { } bytes ? Format($"≤ {bytes} bytes") : null,
            promised.MostHeldBytes is { } held ? Format($"≤ {held / 1e6:N0} MB held") : null,
        ];
        var promise = string.Join(", ", parts.Where(static part => part is not null));
        return result.KeepsPromise is false ? promise + ": MISSED" : promise;
    }

    static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
