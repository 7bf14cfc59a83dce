namespace KintoHawk.Load;

/// <summary>All rounds of a scenario. Every figure is the median of the rounds: one disturbed round does not count.</summary>
/// <param name="Scenario">What was measured.</param>
/// <param name="Rounds">The rounds in order.</param>
/// <param name="Baseline">The rounds of its baseline, in the same order.</param>
sealed record ScenarioResult(Scenario Scenario, IReadOnlyList<RoundResult> Rounds, IReadOnlyList<RoundResult> Baseline)
{
    /// <summary>Right answers per second.</summary>
    public double Rate => Median(static round => round.Rate);

    /// <summary>The rate as a share of the baseline's of the same round.</summary>
    public double Ratio => MedianOf(Rounds.Zip(Baseline, static (round, baseline) => round.Rate / baseline.Rate));

    /// <summary>How far the best and the worst round are apart, as a share of the rate.</summary>
    public double Spread => (Rounds.Max(static round => round.Rate) - Rounds.Min(static round => round.Rate)) / Rate;

    public double MedianMilliseconds => Median(static round => round.Median.TotalMilliseconds);

    public double SlowestMilliseconds => Median(static round => round.Slowest.TotalMilliseconds);

    public double ServerMicroseconds => Median(static round => round.ServerProcessor.TotalMicroseconds);

    public double ClientMicroseconds => Median(static round => round.ClientProcessor.TotalMicroseconds);

    /// <summary>The processor time of each store.</summary>
    public IReadOnlyList<double> StoreMicroseconds =>
        [.. Enumerable.Range(0, Scenario.Stores.Count).Select(store => Median(round => round.StoreProcessor[store].TotalMicroseconds))];

    public long Answers => Rounds.Sum(static round => round.Answers);

    double Median(Func<RoundResult, double> figure) => MedianOf(Rounds.Select(figure));

    static double MedianOf(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
