using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Hawk.Benchmarks;

/// <summary>BenchmarkDotNet, in this process, so that all operations share one run of the runtime.</summary>
static class DetailsConfig
{
    public static IConfig Create() => DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance));
}
