namespace KintoHawk.Load;

/// <summary>Everything that a run found.</summary>
sealed record LoadReport
{
    public required LoadBackend Backend { get; init; }

    /// <summary>The names of the servers beside the measured one.</summary>
    public required IReadOnlyList<string> Stores { get; init; }

    /// <summary>Their versions, and how they are set up; null without.</summary>
    public required string? StoreDescription { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required LoadOptions Options { get; init; }

    public required MachineFacts Machine { get; init; }

    /// <summary>The scenarios in order, the baselines first.</summary>
    public required IReadOnlyList<ScenarioResult> Scenarios { get; init; }

    public required IReadOnlyList<SigningCost> Signing { get; init; }

    /// <summary>The memory the server had in use at the end.</summary>
    public required long ServerBytes { get; init; }

    /// <summary>All answers, each of them checked.</summary>
    public long Answers => Scenarios.Sum(static scenario => scenario.Answers);
}
