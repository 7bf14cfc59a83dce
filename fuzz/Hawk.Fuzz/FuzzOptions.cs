namespace Hawk.Fuzz;

/// <summary>How to run one target.</summary>
sealed record FuzzOptions
{
    internal static readonly TimeSpan DefaultSlowInput = TimeSpan.FromMilliseconds(100);

    internal required long Inputs { get; init; }

    internal required ulong Seed { get; init; }

    /// <summary>Threads; each has its own random numbers and its own corpus, so a run is repeated with the same number of them.</summary>
    internal int Jobs { get; init; } = 1;

    /// <summary>What one input may take, measured at the best of several tries, because the machine has other things to do.</summary>
    internal TimeSpan SlowInput { get; init; } = DefaultSlowInput;

    /// <summary>What one input may take at all before it counts as never ending.</summary>
    internal TimeSpan EndlessInput { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How much more live memory there may be after the run than before.</summary>
    internal long GrowthLimit { get; init; } = 2 * 1024 * 1024;
}
