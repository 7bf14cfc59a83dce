namespace KintoHawk.Load;

/// <summary>Everything that a run of <c>memory</c> found.</summary>
sealed record MemoryReport(DateTimeOffset Started, MemoryOptions Options, MachineFacts Machine, IReadOnlyList<MemoryFigure> Figures)
{
    /// <summary>True when a promise is broken.</summary>
    public bool IsMissed => Figures.Any(static figure => figure.IsMissed);
}
