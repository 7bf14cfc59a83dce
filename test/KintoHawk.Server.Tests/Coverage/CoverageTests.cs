using System.Text.Json;
using System.Text.RegularExpressions;
using KintoHawk.Server.Tests.Scenarios;

namespace KintoHawk.Server.Tests.Coverage;

/// <summary>
/// Every section and every table row of the protocol is shown by a scenario, or there is a reason why not. coverage.json says which: a text is a reason,
/// a list has the beginnings of <c>file: name</c> of scenarios.
/// </summary>
public sealed partial class CoverageTests
{
    static readonly JsonElement _coverage = JsonElement.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Coverage", "coverage.json")));

    [Fact]
    public void Every_section_and_row_is_shown_by_a_scenario()
    {
        if (Environment.GetEnvironmentVariable("KINTOHAWK_SCENARIOS") is not null)
            Assert.Skip("KINTOHAWK_SCENARIOS names some files only.");
        var scenarios = ScenarioFiles.All.Select(static scenario => $"{scenario.File}: {scenario.Name}").ToList();
        var unshown = new List<string>();

        foreach (var (place, by) in Entries())
            if (by.ValueKind is JsonValueKind.Array)
                foreach (var beginning in by.EnumerateArray().Select(static text => text.GetString()!).DefaultIfEmpty("nothing at all"))
                    if (!scenarios.Exists(scenario => scenario.StartsWith(beginning.Contains(':', StringComparison.Ordinal) ? beginning : beginning + ": ", StringComparison.Ordinal)))
                        unshown.Add($"{place} by {beginning}");

        Assert.Empty(unshown);
    }

    [Fact]
    public void No_scenario_names_a_section_that_the_protocol_does_not_have()
    {
        var known = Entries().Select(static entry => entry.Place).ToHashSet(StringComparer.Ordinal);
        var unknown = ScenarioFiles.All.SelectMany(static scenario => Sections(scenario.Section)).Where(section => !known.Contains(section)).Distinct(StringComparer.Ordinal);

        Assert.Empty(unknown);
    }

    /// <summary>The specification stands beside the repository where it is developed; elsewhere the file is what there is, and only its form is looked at.</summary>
    [Fact]
    public void The_list_has_every_section_and_row_of_the_specification()
    {
        Assert.All(Entries(), static entry => Assert.True(entry.By.ValueKind is JsonValueKind.Array || entry.By.GetString() is { Length: > 10 }, entry.Place));
        if (SpecificationFolder() is not { } folder)
            return;

        foreach (var document in _coverage.EnumerateObject())
        {
            var listed = document.Value.EnumerateObject().ToDictionary(
                static section => section.Name, static section => section.Value.TryGetProperty("rows", out var rows) ? rows.EnumerateObject().Count() : 0, StringComparer.Ordinal);
            Assert.Equal(RowsOf(Path.Combine(folder, document.Name + ".md")), listed);
        }
    }

    static IEnumerable<(string Place, JsonElement By)> Entries() =>
        from document in _coverage.EnumerateObject()
        from section in document.Value.EnumerateObject()
        let place = $"{document.Name} §{section.Name}"
        let rows = section.Value.TryGetProperty("rows", out var all) ? all.EnumerateObject().Select(row => ($"{place}, {row.Name}", row.Value)) : []
        from entry in rows.Prepend((place, section.Value.GetProperty("by")))
        select entry;

    /// <summary>"kinto-api §4, §20; kinto-plugins §2" names three sections of the two documents.</summary>
    static IEnumerable<string> Sections(string text)
    {
        var document = "";
        foreach (Match word in DocumentOrSection().Matches(text))
        {
            if (word.Value.StartsWith("kinto-", StringComparison.Ordinal))
                document = word.Value;
            else if (document is "kinto-api" or "kinto-plugins")
                yield return $"{document} {word.Value}";
        }
    }

    /// <summary>How many table rows stand under each numbered heading; those before the first are "capabilities".</summary>
    static Dictionary<string, int> RowsOf(string path)
    {
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        var section = "capabilities";
        var inTable = 0;
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith('#') && Heading().Match(line) is { Success: true } heading)
                rows[section = heading.Groups["number"].Value] = 0;
            inTable = line.StartsWith('|') ? inTable + 1 : 0;
            if (inTable > 2)
                rows[section] = rows.GetValueOrDefault(section) + 1;
        }

        return rows;
    }

    static string? SpecificationFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "KintoHawk.slnx")) && Path.Combine(folder.FullName, "..", "shared", "spec") is var beside && Directory.Exists(beside))
                return beside;
        return null;
    }

    [GeneratedRegex(@"kinto-\w+|§[\d.]*\d", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DocumentOrSection();

    [GeneratedRegex(@"^#+ (?<number>\d+(\.\d+)*)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Heading();
}
