namespace Hawk.Benchmarks;

/// <summary>The figures of one row: medians over all rounds.</summary>
/// <param name="Case">The row.</param>
/// <param name="Nanoseconds">How long it takes once.</param>
/// <param name="Ratio">Its rate as a multiple of the baseline's, the median of the ratios within each round; 1 for a baseline.</param>
/// <param name="Spread">How far apart the ratios of the middle half of the rounds are, as a part of the median.</param>
/// <param name="Bytes">What it allocates each time.</param>
sealed record CaseResult(Case Case, double Nanoseconds, double Ratio, double Spread, double Bytes)
{
    /// <summary>The memory held by what it works on; null when it works on nothing that lasts.</summary>
    public long? HeldBytes { get; init; }

    /// <summary>Whether what was promised is true; null when nothing was.</summary>
    public bool? KeepsPromise => !Case.HasPromise
        ? null
        : !(Ratio < Case.LeastRatio) && !(Math.Round(Bytes, 1) > Case.MostBytes) && !(Nanoseconds > Case.MostNanoseconds) && !(HeldBytes > Case.MostHeldBytes);

    public static CaseResult Of(Case measured, List<double> times, List<double> ratios, double bytes)
    {
        times.Sort();
        ratios.Sort();
        var spread = (ratios[ratios.Count * 3 / 4] - ratios[ratios.Count / 4]) / ratios[ratios.Count / 2];
        return new CaseResult(measured, times[times.Count / 2], ratios[ratios.Count / 2], spread, bytes);
    }
}
