namespace Hawk.Fuzz;

/// <summary>What the run of one target came to.</summary>
sealed record FuzzResult
{
    internal required string Target { get; init; }

    internal required long Inputs { get; init; }

    internal required long Characters { get; init; }

    internal required TimeSpan Elapsed { get; init; }

    /// <summary>Different outcomes met, which is a measure of how much of the target was reached.</summary>
    internal required int Outcomes { get; init; }

    internal required TimeSpan Slowest { get; init; }

    internal required int SlowestLength { get; init; }

    /// <summary>All bytes the code under test has allocated.</summary>
    internal required long AllocatedBytes { get; init; }

    internal required long MostAllocatedBytes { get; init; }

    /// <summary>Live memory after the run less live memory before it.</summary>
    internal required long GrowthBytes { get; init; }

    internal required FuzzFinding? Finding { get; init; }

    internal double InputsPerSecond => Inputs / Math.Max(Elapsed.TotalSeconds, 1e-9);

    internal double BytesPerInput => (double)AllocatedBytes / Math.Max(Inputs, 1);
}
