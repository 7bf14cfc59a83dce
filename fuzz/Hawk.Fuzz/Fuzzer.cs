using System.Diagnostics;

namespace Hawk.Fuzz;

/// <summary>Runs one target on several threads and looks after them.</summary>
static class Fuzzer
{
    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs a target.</summary>
    /// <param name="newTarget">Makes a target; each thread has its own.</param>
    /// <param name="loadCorpus">Gives each thread its own corpus.</param>
    /// <param name="options">How to run.</param>
    /// <param name="progress">Told the number of inputs done now and then, or null.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    internal static async Task<FuzzResult> RunAsync(
        Func<IFuzzTarget> newTarget, Func<IFuzzTarget, Corpus> loadCorpus, FuzzOptions options, Action<long>? progress, CancellationToken cancellationToken)
    {
        var name = newTarget().Name;
        WarmUp(newTarget, loadCorpus, options);
        var liveBefore = GC.GetTotalMemory(forceFullCollection: true);
        var started = Stopwatch.GetTimestamp();
        var result = await RunShardsAsync(name, newTarget, loadCorpus, options, progress, cancellationToken);
        await Task.Yield(); // the frames that hold the corpora are still on this stack
        return Measured(result, Stopwatch.GetElapsedTime(started), liveBefore, options);
    }

    /// <summary>What is made once, is made before memory is measured: tables, pools, compiled code.</summary>
    static void WarmUp(Func<IFuzzTarget> newTarget, Func<IFuzzTarget, Corpus> loadCorpus, FuzzOptions options)
    {
        var target = newTarget();
        var inputs = Math.Min(20_000, options.Inputs / 10);
        new FuzzShard(target, loadCorpus(target), new FuzzRandom(options.Seed), inputs, options with { SlowInput = TimeSpan.MaxValue / 2 }).Run();
    }

    static async Task<FuzzResult> RunShardsAsync(
        string name, Func<IFuzzTarget> newTarget, Func<IFuzzTarget, Corpus> loadCorpus, FuzzOptions options, Action<long>? progress, CancellationToken cancellationToken)
    {
        var shards = Enumerable.Range(0, options.Jobs).Select(index => NewShard(index, newTarget(), loadCorpus, options)).ToArray();
        await using var stopping = cancellationToken.Register(() => Stop(shards));
        var runs = Array.ConvertAll(shards, shard => RunAsync(shard, shards));
        var endless = await WatchAsync(name, shards, Task.WhenAll(runs), options, progress);
        var slowest = shards.MaxBy(static shard => shard.Slowest)!;
        return new FuzzResult
        {
            Target = name,
            Inputs = shards.Sum(static shard => shard.Done),
            Characters = shards.Sum(static shard => shard.Characters),
            Elapsed = TimeSpan.Zero,
            Outcomes = endless is null ? shards.SelectMany(static shard => shard.Outcomes).Distinct().Count() : 0,
            Slowest = slowest.Slowest,
            SlowestLength = slowest.SlowestLength,
            AllocatedBytes = shards.Sum(static shard => shard.AllocatedBytes),
            MostAllocatedBytes = shards.Max(static shard => shard.MostAllocatedBytes),
            GrowthBytes = 0,
            Finding = endless ?? shards.Select(static shard => shard.Finding).FirstOrDefault(static finding => finding is not null),
        };
    }

    static FuzzShard NewShard(int index, IFuzzTarget target, Func<IFuzzTarget, Corpus> loadCorpus, FuzzOptions options)
    {
        var inputs = (options.Inputs / options.Jobs) + (index < options.Inputs % options.Jobs ? 1 : 0);
        return new FuzzShard(target, loadCorpus(target), new FuzzRandom(FuzzRandom.SeedOf(options.Seed, target.Name, index)), inputs, options);
    }

    // A thread of its own in the background: a parser that never ends must not keep the process.
    static Task RunAsync(FuzzShard shard, FuzzShard[] all)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            shard.Run();
            if (shard.Finding is not null)
                Stop(all);
            done.SetResult();
        })
        {
            IsBackground = true,
        };
        thread.Start();
        return done.Task;
    }

    static void Stop(FuzzShard[] shards) => Array.ForEach(shards, static shard => shard.Stop());

    static async Task<FuzzFinding?> WatchAsync(string name, FuzzShard[] shards, Task all, FuzzOptions options, Action<long>? progress)
    {
        var seen = Array.ConvertAll(shards, static shard => (shard.Current, Since: Stopwatch.GetTimestamp()));
        while (await Task.WhenAny(all, Task.Delay(Tick, TimeProvider.System)) != all)
        {
            progress?.Invoke(shards.Sum(static shard => shard.Done));
            for (var index = 0; index < shards.Length; index++)
            {
                var current = shards[index].Current;
                if (!ReferenceEquals(current, seen[index].Current))
                    seen[index] = (current, Stopwatch.GetTimestamp());
                else if (current is not null && Stopwatch.GetElapsedTime(seen[index].Since) > options.EndlessInput)
                    return new FuzzFinding(name, current, $"is not done after {options.EndlessInput.TotalSeconds:F0} s");
            }
        }

        await all;
        return null;
    }

    static FuzzResult Measured(FuzzResult result, TimeSpan elapsed, long liveBefore, FuzzOptions options)
    {
        var growth = GC.GetTotalMemory(forceFullCollection: true) - liveBefore;
        var finding = result.Finding;
        if (finding is null && growth > options.GrowthLimit)
            finding = new FuzzFinding(result.Target, "", $"keeps {growth} bytes after {result.Inputs} inputs, {options.GrowthLimit} are allowed");
        return result with { Elapsed = elapsed, GrowthBytes = growth, Finding = finding };
    }
}
