namespace KintoHawk.Load;

/// <summary>What to measure and how long.</summary>
sealed record LoadOptions
{
    /// <summary>What is measured, one after the other.</summary>
    public IReadOnlyList<LoadBackend> Backends { get; init; } = [LoadBackend.Sqlite];

    /// <summary>How long each scenario is measured in each round.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often every scenario has its turn; the figures are medians.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>Connections in use at the same time, each with one request at a time.</summary>
    public int Connections { get; init; } = 32;

    /// <summary>The published executable; null to publish the sources.</summary>
    public string? Server { get; init; }

    /// <summary>The names of the scenarios; empty for all. The baselines always run.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>How the result is printed.</summary>
    public ReportFormat Format { get; init; }

    /// <summary>A document whose table is replaced; null for none.</summary>
    public string? Update { get; init; }

    /// <summary>Untimed load on each scenario before the first round: the runtime compiles hot code twice before it is as fast as it gets.</summary>
    public TimeSpan WarmUp { get; } = TimeSpan.FromSeconds(3);

    /// <summary>When the run of a backend is broken off, whatever happens: twice its length, and five minutes to publish and to prepare.</summary>
    public TimeSpan Limit(int scenarios) => TimeSpan.FromMinutes(5) + (2 * scenarios * (WarmUp + (Rounds * (Duration + TimeSpan.FromSeconds(1)))));
}

/// <summary>How the result is printed.</summary>
enum ReportFormat : byte
{
    Text,
    Json,
    Markdown,
}
