using System.Text.Json;

namespace KintoHawk.Server.Tests.Scenarios;

/// <summary>A sentence about the protocol and the requests that show it. See scenarios/README.md.</summary>
sealed record Scenario
{
    public required string File { get; init; }

    public required string Name { get; init; }

    /// <summary>The place in the specification.</summary>
    public required string Section { get; init; }

    /// <summary>Lines of an ini file over the standard ones; not empty means that the scenario gets a server of its own.</summary>
    public required IReadOnlyList<string> Settings { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Variables { get; init; }

    public required IReadOnlyList<ScenarioStep> Steps { get; init; }

    /// <summary>Why the scenario makes no sense with Hawk signatures; null when it does.</summary>
    public string? NotHawk { get; init; }

    /// <summary>Why it is not so on PostgreSQL, with the reference neither; null when it is.</summary>
    public string? NotPostgreSql { get; init; }

    /// <summary>True when somebody asks whose requests the player may sign.</summary>
    public bool CanBeSigned =>
        NotHawk is null && !Steps.Any(static step => step.AuthenticatesItself) && Steps.Any(static step => RunningServer.Users.Contains(step.As));

    public static Scenario Parse(string file, JsonElement json, IReadOnlyDictionary<string, IReadOnlyList<ScenarioStep>> preparations)
    {
        ScenarioFiles.CheckMembers(json, "name", "section", "settings", "vars", "given", "steps", "notHawk", "notPostgreSql");
        var name = json.GetProperty("name").GetString()!;
        var given = json.TryGetProperty("given", out var prepared) ? preparations[prepared.GetString()!] : [];
        var steps = json.GetProperty("steps").EnumerateArray().Select(ScenarioStep.Parse).ToList();
        if (steps.Find(static step => step.Expect is null) is { } aimless)
            throw new InvalidDataException($"{file}, {name}: {aimless.Method} {aimless.Path} expects nothing.");
        return new Scenario
        {
            File = file,
            Name = name,
            Section = json.GetProperty("section").GetString()!,
            Settings = json.TryGetProperty("settings", out var settings) ? [.. settings.EnumerateArray().Select(static line => line.GetString()!)] : [],
            Variables = json.TryGetProperty("vars", out var vars)
                ? [.. vars.EnumerateObject().Select(static variable => KeyValuePair.Create(variable.Name, variable.Value.GetString()!))]
                : [],
            Steps = [.. given, .. steps],
            NotHawk = json.TryGetProperty("notHawk", out var reason) ? reason.GetString() : null,
            NotPostgreSql = json.TryGetProperty("notPostgreSql", out var difference) ? difference.GetString() : null,
        };
    }

    public override string ToString() => $"{File}: {Name} ({Section})";
}
