using System.Text;

namespace Hawk.Fuzz;

/// <summary>Results as a Markdown table.</summary>
static class ResultTable
{
    internal static string Text(IReadOnlyList<FuzzResult> results, FuzzOptions options)
    {
        var text = new StringBuilder();
        text.AppendLine($"Seed {options.Seed}, {options.Jobs} jobs.").AppendLine();
        text.AppendLine("| target | inputs | inputs/s | characters/input | outcomes | slowest | bytes/input | most bytes | growth | result |");
        text.AppendLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
        foreach (var result in results)
            text.AppendLine(Line(result));
        return text.ToString();
    }

    internal static string Line(FuzzResult result) =>
        $"| {result.Target} | {result.Inputs:N0} | {result.InputsPerSecond:N0} | {(double)result.Characters / Math.Max(result.Inputs, 1):N0} | {result.Outcomes:N0} "
        + $"| {result.Slowest.TotalMicroseconds:N0} us for {result.SlowestLength:N0} characters | {result.BytesPerInput:N1} | {result.MostAllocatedBytes:N0} "
        + $"| {result.GrowthBytes / 1024.0:N0} KiB | {(result.Finding is null ? "nothing found" : "FOUND")} |";
}
