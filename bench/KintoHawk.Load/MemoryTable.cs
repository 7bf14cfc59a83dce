using System.Text;

namespace KintoHawk.Load;

/// <summary>A report of <c>memory</c> as text for a terminal, and as Markdown for a document.</summary>
static class MemoryTable
{
    static readonly string[] _columns = ["Server", "Request", "Response MB", "Before MB", "Growth MB", "Worst MB", "Growth / response", "Promised"];

    public static string Text(MemoryReport report)
    {
        string[][] rows = [_columns, .. report.Figures.Select(Row)];
        int[] widths = [.. Enumerable.Range(0, _columns.Length).Select(column => rows.Max(row => row[column].Length))];
        var text = new StringBuilder();
        foreach (var row in rows)
            text.AppendLine(string.Join("  ", row.Select((cell, column) => column < 2 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]))));
        text.AppendLine();
        foreach (var line in Notes(report))
            text.AppendLine(line);
        return text.ToString();
    }

    public static string Markdown(MemoryReport report)
    {
        var text = new StringBuilder();
        text.Append("| ").AppendJoin(" | ", _columns).Append(" |\n|---|---|--:|--:|--:|--:|--:|---|\n");
        foreach (var figure in report.Figures)
            text.Append("| ").AppendJoin(" | ", Row(figure)).Append(" |\n");
        text.Append('\n');
        foreach (var line in Notes(report))
            text.Append("- ").Append(line).Append('\n');
        return text.ToString();
    }

    static string[] Row(MemoryFigure figure) =>
    [
        figure.Storage,
        figure.Request,
        Megabytes(figure.ResponseBytes),
        Megabytes(figure.Before),
        Megabytes(figure.Growth),
        Megabytes(figure.Worst),
        $"{figure.Ratio:0.00} ×",
        !figure.IsPromised ? "" : figure.IsMissed ? $"< {MemoryFigure.Limit} ×: MISSED" : $"< {MemoryFigure.Limit} ×",
    ];

    static string Megabytes(long bytes) => $"{bytes / 1e6:0.0}";

    static IEnumerable<string> Notes(MemoryReport report)
    {
        var (options, machine) = (report.Options, report.Machine);
        yield return $"{report.Started:yyyy-MM-dd}: {options.Records:N0} records of {options.Bytes:N0} bytes, one request at a time; growth is the median of {options.Rounds} rounds, worst the greatest.";
        yield return $"{machine.Cores} cores ({machine.Processor ?? machine.Architecture}), {machine.MemoryBytes / (1 << 30):N0} GB, {machine.System}, {machine.Runtime}; SQLite on {machine.FileSystem}.";
    }
}
