using BenchmarkDotNet.Attributes;

namespace Hawk.Benchmarks;

/// <summary>The operations on a request, for BenchmarkDotNet.</summary>
[MemoryDiagnoser]
public class RequestBenchmarks : IDisposable
{
    const int Times = 1000;

    readonly Operations _operations = new();

    /// <summary>Wipes the keys.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _operations.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The baseline.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Times)]
    public int OneShotHmac() => _operations.OneShotHmac(Times);

    /// <summary>The limit: the state that holds the key is used again.</summary>
    [Benchmark(OperationsPerInvoke = Times)]
    public int KeyedHmac() => _operations.KeyedHmac(Times);

    /// <summary>Reads the header.</summary>
    [Benchmark(OperationsPerInvoke = Times)]
    public int Parse() => _operations.Parse(Times);

    /// <summary>Verifies a request that is accepted.</summary>
    [Benchmark(OperationsPerInvoke = Times)]
    public int Accept() => _operations.Accept(Times);

    /// <summary>Verifies a request that was signed with an earlier key.</summary>
    [Benchmark(OperationsPerInvoke = Times)]
    public int AcceptEarlierKey() => _operations.AcceptEarlierKey(Times);

    /// <summary>Signs a request.</summary>
    [Benchmark(OperationsPerInvoke = Times)]
    public int Sign() => _operations.Sign(Times);

    /// <summary>Refuses a header with a fault at its end.</summary>
    [Benchmark(OperationsPerInvoke = Times)]
    public int RefuseMalformed() => _operations.RefuseMalformed(Times);

    /// <summary>Refuses an id nobody has.</summary>
    [Benchmark(OperationsPerInvoke = Times)]
    public int RefuseUnknownId() => _operations.RefuseUnknownId(Times);

    /// <summary>Refuses a MAC that is not right.</summary>
    [Benchmark(OperationsPerInvoke = Times)]
    public int RefuseWrongMac() => _operations.RefuseWrongMac(Times);

    /// <summary>Refuses an old request.</summary>
    [Benchmark(OperationsPerInvoke = Times)]
    public int RefuseStale() => _operations.RefuseStale(Times);
}
