namespace KintoHawk.Load;

/// <summary>What one scenario did in one round.</summary>
/// <param name="Rate">Right answers per second.</param>
/// <param name="Answers">All right answers, with those that came after the time was up.</param>
/// <param name="Median">The time from sending a request to the end of its response that half of them stay within.</param>
/// <param name="Slowest">The same, for 99 of 100.</param>
/// <param name="ServerProcessor">The server's processor time per answer.</param>
/// <param name="ClientProcessor">This process's processor time per answer, signing included.</param>
/// <param name="StoreProcessor">The processor time of each store per answer, in the order of the scenario's stores.</param>
sealed record RoundResult(
    double Rate, long Answers, TimeSpan Median, TimeSpan Slowest, TimeSpan ServerProcessor, TimeSpan ClientProcessor, IReadOnlyList<TimeSpan> StoreProcessor);
