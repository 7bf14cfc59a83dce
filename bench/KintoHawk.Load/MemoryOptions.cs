namespace KintoHawk.Load;

/// <summary>How the memory of long lists is measured.</summary>
sealed record MemoryOptions
{
    /// <summary>How many records a list has.</summary>
    public int Records { get; init; } = 10_000;

    /// <summary>The size of each, as it is sent.</summary>
    public int Bytes { get; init; } = 1024;

    /// <summary>How often each request is measured; the figures are medians.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>The published executable; null to publish the sources.</summary>
    public string? Server { get; init; }

    /// <summary>True for a Markdown table.</summary>
    public bool Markdown { get; init; }

    /// <summary>A document whose table is replaced; null for none.</summary>
    public string? Update { get; init; }
}
