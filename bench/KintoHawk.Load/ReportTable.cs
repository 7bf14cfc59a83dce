using System.Text;

namespace KintoHawk.Load;

/// <summary>A report as text for a terminal, and as Markdown for a document.</summary>
static class ReportTable
{
    const string Of = "Of";

    public static string Text(LoadReport report)
    {
        string[][] rows = [Columns(report), .. report.Scenarios.Select(static scenario => Row(scenario).Select(static cell => cell.Replace("`", "", StringComparison.Ordinal)).ToArray())];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        var text = new StringBuilder();
        foreach (var row in rows)
            text.AppendLine(string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))));
        text.AppendLine();
        foreach (var line in Notes(report))
            text.AppendLine(line);
        return text.ToString();
    }

    public static string Markdown(LoadReport report)
    {
        var text = new StringBuilder();
        var columns = Columns(report);
        text.Append("| ").AppendJoin(" | ", columns).Append(" |\n|---|");
        foreach (var column in columns.Skip(1))
            text.Append(column == Of ? "---|" : "--:|");
        text.Append('\n');
        foreach (var scenario in report.Scenarios)
            text.Append("| ").AppendJoin(" | ", Row(scenario)).Append(" |\n");
        text.Append('\n');
        foreach (var line in Notes(report))
            text.Append("- ").Append(line).Append('\n');
        return text.ToString();
    }

    static string[] Columns(LoadReport report) =>
    [
        "Scenario",
        "Requests/s",
        "Ratio",
        .. report.Stores.Count > 0 ? [Of] : Array.Empty<string>(),
        "p50 ms",
        "p99 ms",
        "Server CPU µs",
        .. report.Stores.Select(static store => $"{store} CPU µs"),
        "Client CPU µs",
        "Body bytes",
        "Spread",
    ];

    static string[] Row(ScenarioResult result) =>
    [
        result.Scenario.Title,
        $"{result.Rate:N0}",
        $"{result.Ratio:0.000}",
        .. result.Scenario.Stores.Count > 0 ? [(result.Scenario.Baseline ?? result.Scenario).Name] : Array.Empty<string>(),
        $"{result.MedianMilliseconds:0.00}",
        $"{result.SlowestMilliseconds:0.00}",
        $"{result.ServerMicroseconds:0}",
        .. result.StoreMicroseconds.Select(static store => $"{store:0}"),
        $"{result.ClientMicroseconds:0}",
        $"{result.Scenario.BodySize:N0}",
        $"{result.Spread:P0}",
    ];

    static IEnumerable<string> Notes(LoadReport report)
    {
        var (options, machine) = (report.Options, report.Machine);
        yield return $"{report.Started:yyyy-MM-dd}: medians of {options.Rounds} rounds of {options.Duration.TotalSeconds} s, {options.Connections} connections; client and server on one machine.";
        yield return $"{machine.Cores} cores ({machine.Processor ?? machine.Architecture}), {machine.MemoryBytes / (1 << 30):N0} GB, {machine.System}, {machine.Runtime}"
            + (machine.LoadBefore is { } load ? $"; load before the run {load:0.0}." : ".");
        yield return $"{report.StoreDescription ?? "SQLite"} on {machine.FileSystem}; appending 4 KB to a file there and flushing them takes {machine.Flush.TotalMilliseconds:0.00} ms.";
        foreach (var signing in report.Signing)
            yield return $"Signing alone, one thread of the client, {signing.Name}: {signing.PerSecond:N0} per second, {signing.Microseconds:0.0} µs each.";
        yield return $"{report.Answers:N0} answers, all with the right status and, where it is always the same, the right body; 0 errors (the first would have ended the run). Server memory at the end: {report.ServerBytes / (1 << 20):N0} MB.";
    }
}
