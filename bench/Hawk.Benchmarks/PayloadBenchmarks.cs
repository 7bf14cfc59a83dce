using BenchmarkDotNet.Attributes;

namespace Hawk.Benchmarks;

/// <summary>The payload hash, for BenchmarkDotNet.</summary>
[MemoryDiagnoser]
public class PayloadBenchmarks : IDisposable
{
    readonly Operations _operations = new();

    /// <summary>Wipes the keys.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _operations.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The baseline of a large payload.</summary>
    [Benchmark(Baseline = true)]
    public int Sha256OfOneMebibyte() => _operations.Sha256Large(1);

    /// <summary>A large payload, at hand as a whole.</summary>
    [Benchmark]
    public int PayloadOfOneMebibyte() => _operations.PayloadLarge(1);

    /// <summary>A large payload, as it comes from a connection.</summary>
    [Benchmark]
    public int PayloadInChunks() => _operations.PayloadInChunks(1);

    /// <summary>The baseline of a small payload.</summary>
    [Benchmark]
    public int Sha256OfOneKibibyte() => _operations.Sha256Small(1);

    /// <summary>A small payload.</summary>
    [Benchmark]
    public int PayloadOfOneKibibyte() => _operations.PayloadSmall(1);
}
