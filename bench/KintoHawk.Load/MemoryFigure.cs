namespace KintoHawk.Load;

/// <summary>How far the peak memory of a server grew during one kind of request.</summary>
/// <param name="Storage">The storage of the server, and what it had done before.</param>
/// <param name="Request">The request.</param>
/// <param name="IsPromised">True when the growth has a limit.</param>
/// <param name="Samples">One for each round.</param>
sealed record MemoryFigure(string Storage, string Request, bool IsPromised, IReadOnlyList<MemorySample> Samples)
{
    /// <summary>The growth that is promised not to be reached, in sizes of the response.</summary>
    public const double Limit = 3;

    /// <summary>The size of the response.</summary>
    public long ResponseBytes => Median(static sample => sample.ResponseBytes);

    /// <summary>The memory before the request.</summary>
    public long Before => Median(static sample => sample.Before);

    /// <summary>The growth: the median of the rounds.</summary>
    public long Growth => Median(static sample => sample.Growth);

    /// <summary>The greatest growth of all rounds.</summary>
    public long Worst => Samples.Max(static sample => sample.Growth);

    /// <summary>The growth in sizes of the response.</summary>
    public double Ratio => (double)Growth / ResponseBytes;

    /// <summary>True when a promise is broken.</summary>
    public bool IsMissed => IsPromised && Ratio >= Limit;

    long Median(Func<MemorySample, long> value) => Samples.Select(value).Order().ElementAt(Samples.Count / 2);
}

/// <summary>One request, measured.</summary>
/// <param name="ResponseBytes">The size of the body of the response.</param>
/// <param name="Before">The resident memory of the server before the request.</param>
/// <param name="Peak">The most it had resident at any moment until the response was complete.</param>
readonly record struct MemorySample(long ResponseBytes, long Before, long Peak)
{
    /// <summary>What the request added; the memory of a process that gives some back at the right moment can also shrink.</summary>
    public long Growth => Math.Max(0, Peak - Before);
}
