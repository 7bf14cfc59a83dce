using System.CommandLine;
using System.Text.Json;
using KintoHawk.Cli.HawkCommands.Vectors;

namespace KintoHawk.Cli.HawkCommands;

/// <summary><c>kintohawk hawk vectors</c>: runs every vector file of a folder.</summary>
static class VectorsCommand
{
    const int ShownDifferences = 3;

    const string Details =
        """
        A vector is an input with the outcome that is expected of it: requests, hosts, bodies, responses,
        links, messages, tokens. Every file hawk-*.json of DIR is run against the library in this command.
        Where a vector says what is recommended instead of what the reference does, that counts.

        Where a rule of the specification contradicts the reference and the vector says nothing about it,
        the rule decides: the vector passes when everything the rule demands holds, and fails otherwise.
        Such vectors are counted apart; --verbose lists them with their rules.

          kintohawk hawk vectors test/vectors
        """;

    public static CliCommand Create()
    {
        var folder = new Argument<string>("DIR") { Description = "The folder." };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Show every difference, and every vector that a rule has decided." };
        var json = CommonOptions.Json();
        var command = new CliCommand(
            "vectors",
            "Run the test vectors of a folder.",
            Details,
            (ExitCode.Success, "every vector passed"),
            (ExitCode.Failure, "a vector failed"),
            (ExitCode.Usage, "wrong arguments, or the folder has no vector files that can be read"))
        {
            folder,
            verbose,
            json,
        };
        command.SetAction(result => Run(result.GetRequiredValue(folder), result.GetValue(verbose), result.GetValue(json)));
        return command;
    }

    static int Run(string folder, bool isVerbose, bool asJson)
    {
        string[] paths;
        try
        {
            paths = Directory.GetFiles(folder, "hawk-*.json");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Report.Failed($"{folder} cannot be read: {failure.Message}", ExitCode.Usage);
        }

        if (paths.Length == 0)
            return Report.Failed($"{folder} has no vector files: no name there is like hawk-*.json.", ExitCode.Usage);
        var files = new List<VectorFile>();
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            if (!VectorFile.TryRead(path, out var file, out var refusal))
                return Report.Failed(refusal, ExitCode.Usage);
            files.Add(file);
        }

        var runs = files.Select(static file => (file.Name, Verdicts: file.Vectors.Select(VectorRun.Judge).ToList())).ToList();
        if (asJson)
            WriteJson(runs);
        else
            WriteText(runs, isVerbose);
        return runs.TrueForAll(static run => Count(run.Verdicts, VectorOutcome.Failed) == 0) ? ExitCode.Success : ExitCode.Failure;
    }

    static void WriteText(List<(string Name, List<VectorVerdict> Verdicts)> runs, bool isVerbose)
    {
        foreach (var (name, verdicts) in runs)
        {
            Console.WriteLine($"{name}: {Summary(verdicts)}");
            var failures = verdicts.Where(static verdict => verdict.Outcome is VectorOutcome.Failed).ToList();
            foreach (var failure in isVerbose ? failures : failures.Take(ShownDifferences))
                Console.WriteLine($"  {failure.Vector.Id} ({failure.Vector.Tag}): {failure.Difference}");
            if (!isVerbose && failures.Count > ShownDifferences)
                Console.WriteLine($"  and {failures.Count - ShownDifferences} more: --verbose shows them");
            if (!isVerbose)
                continue;
            foreach (var decided in verdicts.Where(static verdict => verdict.Outcome is VectorOutcome.PassedByRule))
                Console.WriteLine($"  {decided.Vector.Id}: {decided.Rule!.Section}: {decided.Rule.Sentence}");
        }

        Console.WriteLine($"total: {Summary([.. runs.SelectMany(static run => run.Verdicts)])}");
    }

    static string Summary(List<VectorVerdict> verdicts)
    {
        var byRule = Count(verdicts, VectorOutcome.PassedByRule);
        var rules = byRule == 0 ? "" : $" ({byRule} by a rule of the specification)";
        return $"{Count(verdicts, VectorOutcome.Passed) + byRule} passed{rules}, {Count(verdicts, VectorOutcome.Failed)} failed";
    }

    static int Count(List<VectorVerdict> verdicts, VectorOutcome outcome) => verdicts.Count(verdict => verdict.Outcome == outcome);

    static void WriteJson(List<(string Name, List<VectorVerdict> Verdicts)> runs) => JsonOutput.Write(writer =>
    {
        WriteCounts(writer, [.. runs.SelectMany(static run => run.Verdicts)]);
        writer.WriteStartArray("files");
        foreach (var (name, verdicts) in runs)
        {
            writer.WriteStartObject();
            writer.WriteString("file", name);
            WriteCounts(writer, verdicts);
            WriteVerdicts(writer, "failures", verdicts, VectorOutcome.Failed);
            WriteVerdicts(writer, "decided_by_rule", verdicts, VectorOutcome.PassedByRule);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    static void WriteCounts(Utf8JsonWriter writer, List<VectorVerdict> verdicts)
    {
        writer.WriteNumber("passed", verdicts.Count - Count(verdicts, VectorOutcome.Failed));
        writer.WriteNumber("passed_by_rule", Count(verdicts, VectorOutcome.PassedByRule));
        writer.WriteNumber("failed", Count(verdicts, VectorOutcome.Failed));
    }

    static void WriteVerdicts(Utf8JsonWriter writer, string name, List<VectorVerdict> verdicts, VectorOutcome outcome)
    {
        writer.WriteStartArray(name);
        foreach (var verdict in verdicts.Where(verdict => verdict.Outcome == outcome))
        {
            writer.WriteStartObject();
            writer.WriteString("id", verdict.Vector.Id);
            writer.WriteString("kind", verdict.Vector.Kind);
            JsonOutput.WriteText(writer, "tag", verdict.Vector.Tag);
            JsonOutput.WriteText(writer, "difference", verdict.Difference);
            JsonOutput.WriteText(writer, "section", verdict.Rule?.Section);
            JsonOutput.WriteText(writer, "rule", verdict.Rule?.Sentence);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
