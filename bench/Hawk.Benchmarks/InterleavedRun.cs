using System.Diagnostics;

namespace Hawk.Benchmarks;

/// <summary>
/// Measures every case against its baseline in many short rounds: a few milliseconds of the baseline, then as much of the case, then the next case.
/// What is promised are ratios, and a general benchmark runs the two sides of a ratio minutes apart: on a machine that does something else meanwhile,
/// or whose clock changes, that says more about the machine than about the code. Here a disturbance hits both sides of a round or spoils one round,
/// which the median leaves out. The <c>details</c> command runs the same operations under BenchmarkDotNet.
/// </summary>
static class InterleavedRun
{
    static readonly TimeSpan BatchDuration = TimeSpan.FromMilliseconds(1);
    static readonly TimeSpan WarmUpDuration = TimeSpan.FromMilliseconds(300);

    /// <exception cref="KintoHawk.Load.LoadFailedException">An operation had another outcome than it should.</exception>
    public static IReadOnlyList<CaseResult> Run(IReadOnlyList<Case> cases, int rounds, CancellationToken cancellationToken)
    {
        var batches = cases.Select(static measured => measured.Baseline).OfType<Case>().Except(cases).ToDictionary(static baseline => baseline, WarmUp);
        // Twice: the runtime compiles what is hot in two steps, the second with what it has seen in the first.
        foreach (var measured in cases.Concat(cases))
            batches[measured] = WarmUp(measured);

        var times = cases.ToDictionary(static measured => measured, _ => new List<double>(rounds));
        var ratios = cases.ToDictionary(static measured => measured, _ => new List<double>(rounds));
        for (var round = 0; round < rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var measured in cases)
            {
                var baseline = measured.Baseline is null ? (double?)null : Time(measured.Baseline, batches[measured.Baseline]);
                var time = Time(measured, batches[measured]);
                times[measured].Add(time);
                ratios[measured].Add(baseline / time ?? 1);
            }
        }

        return [.. cases.Select(measured => Result(measured, times[measured], ratios[measured], batches[measured]))];
    }

    static int WarmUp(Case measured)
    {
        var started = Stopwatch.GetTimestamp();
        var times = 0;
        do
            times += Do(measured, 1);
        while (Stopwatch.GetElapsedTime(started) < WarmUpDuration);
        var batch = Math.Max(1, (int)(times * (BatchDuration / WarmUpDuration)));
        // The loops themselves have to be compiled in their final form too, and are called rarely.
        for (var call = 0; call < 100; call++)
            Do(measured, Math.Min(batch, 100));
        return batch;
    }

    static double Time(Case measured, int times)
    {
        var started = Stopwatch.GetTimestamp();
        Do(measured, times);
        return Stopwatch.GetElapsedTime(started).TotalNanoseconds / times;
    }

    static int Do(Case measured, int times) =>
        measured.Operation(times) == times ? times : throw new KintoHawk.Load.LoadFailedException($"'{measured.Title}' did not have the outcome it should.");

    static CaseResult Result(Case measured, List<double> times, List<double> ratios, int batch)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Do(measured, batch);
        var bytes = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / batch;
        return CaseResult.Of(measured, times, ratios, bytes);
    }
}
