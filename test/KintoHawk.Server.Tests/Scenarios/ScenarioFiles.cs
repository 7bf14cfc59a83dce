using System.Text.Json;

namespace KintoHawk.Server.Tests.Scenarios;

/// <summary>Reads scenarios/*.json. A mistake in a file stops the whole run: a scenario that is not understood would pass unseen.</summary>
static class ScenarioFiles
{
    /// <summary>Preparations for every file are in this one.</summary>
    const string Shared = "given.json";

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "scenarios");

    public static IReadOnlyList<Scenario> All { get; } = Read();

    public static Scenario Find(string file, string name) => All.Single(scenario => scenario.File == file && scenario.Name == name);

    public static void CheckMembers(JsonElement json, params ReadOnlySpan<string> known)
    {
        foreach (var member in json.EnumerateObject())
            if (!known.Contains(member.Name))
                throw new InvalidDataException($"'{member.Name}' is none of {string.Join(", ", known)} in {json.GetRawText()}");
    }

    static List<Scenario> Read()
    {
        var shared = new Dictionary<string, IReadOnlyList<ScenarioStep>>(StringComparer.Ordinal);
        AddPreparations(Parse(Path.Combine(Folder, Shared)), shared);
        var scenarios = new List<Scenario>();
        // For work on a few of them: their names, without extension and with commas between.
        var wanted = Environment.GetEnvironmentVariable("KINTOHAWK_SCENARIOS")?.Split(',');
        foreach (var path in Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(path) == Shared || wanted?.Contains(Path.GetFileNameWithoutExtension(path), StringComparer.Ordinal) is false)
                continue;
            var root = Parse(path);
            var preparations = new Dictionary<string, IReadOnlyList<ScenarioStep>>(shared, StringComparer.Ordinal);
            AddPreparations(root, preparations);
            scenarios.AddRange(root.GetProperty("scenarios").EnumerateArray()
                .Select(json => Scenario.Parse(Path.GetFileNameWithoutExtension(path), json, preparations)));
        }

        if (scenarios.GroupBy(static scenario => scenario.ToString(), StringComparer.Ordinal).FirstOrDefault(static same => same.Count() > 1) is { } twice)
            throw new InvalidDataException($"There are two scenarios '{twice.Key}'.");
        return scenarios;
    }

    static JsonElement Parse(string path)
    {
        try
        {
            var root = JsonElement.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
            CheckMembers(root, "given", "scenarios");
            return root;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    static void AddPreparations(JsonElement root, Dictionary<string, IReadOnlyList<ScenarioStep>> preparations)
    {
        if (!root.TryGetProperty("given", out var given))
            return;
        foreach (var preparation in given.EnumerateObject())
        {
            var steps = new List<ScenarioStep>();
            foreach (var step in preparation.Value.EnumerateArray())
            {
                // A text stands for the steps of another preparation.
                if (step.ValueKind is JsonValueKind.String)
                    steps.AddRange(preparations[step.GetString()!]);
                else
                    steps.Add(ScenarioStep.Parse(step));
            }

            preparations[preparation.Name] = steps;
        }
    }
}
