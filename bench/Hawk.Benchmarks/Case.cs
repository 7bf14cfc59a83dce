namespace Hawk.Benchmarks;

/// <summary>One row: an operation, what it is compared with, and what was promised about it.</summary>
sealed record Case(string Title, Func<int, int> Operation)
{
    /// <summary>What it is compared with: the baseline runs right before it, every time. Null for a baseline.</summary>
    public Case? Baseline { get; init; }

    /// <summary>How many times the rate of the baseline it has to reach; null for no promise.</summary>
    public double? LeastRatio { get; init; }

    /// <summary>How many bytes it may allocate each time; null for no promise.</summary>
    public long? MostBytes { get; init; }

    /// <summary>How long it may take; null for no promise.</summary>
    public double? MostNanoseconds { get; init; }

    /// <summary>How much memory what it works on may hold; null for no promise.</summary>
    public long? MostHeldBytes { get; init; }

    public bool HasPromise => LeastRatio is not null || MostBytes is not null || MostNanoseconds is not null || MostHeldBytes is not null;
}
