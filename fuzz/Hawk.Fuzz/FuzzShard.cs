using System.Diagnostics;

namespace Hawk.Fuzz;

/// <summary>One thread's part of a run.</summary>
sealed class FuzzShard(IFuzzTarget target, Corpus corpus, FuzzRandom random, long inputs, FuzzOptions options)
{
    const int Retries = 3;

    readonly Mutator _mutator = new(corpus, random);
    readonly Meter _meter = new();
    readonly HashSet<OutcomeHash> _outcomes = [];
    readonly long _slowInputTicks = (long)(options.SlowInput.TotalSeconds * Stopwatch.Frequency);
    long _done;
    long _slowestTicks;
    volatile string? _current = "";
    volatile bool _stopped;
    volatile FuzzFinding? _finding;

    internal long Done => Volatile.Read(ref _done);

    /// <summary>The input at work, to name it when it never ends; null when all are done.</summary>
    internal string? Current => _current;

    internal FuzzFinding? Finding => _finding;

    internal IReadOnlySet<OutcomeHash> Outcomes => _outcomes;

    internal long Characters { get; private set; }

    internal long AllocatedBytes { get; private set; }

    internal long MostAllocatedBytes { get; private set; }

    internal TimeSpan Slowest => Stopwatch.GetElapsedTime(0, _slowestTicks);

    internal int SlowestLength { get; private set; }

    internal void Stop() => _stopped = true;

    /// <summary>Runs everything the corpus begins with, then the inputs; ends early at a finding or when asked to stop.</summary>
    internal void Run()
    {
        // Twice, because the first time pays for what is made once.
        foreach (var seed in corpus.Entries)
            RunUnmeasured(seed);
        for (var index = 0; index < corpus.Entries.Count && _finding is null; index++)
            Try(corpus.Entries[index], isSeed: true);
        while (_done < inputs && _finding is null && !_stopped)
        {
            Try(_mutator.Next(), isSeed: false);
            Volatile.Write(ref _done, _done + 1);
        }

        _current = null;
    }

    void RunUnmeasured(string input)
    {
        try
        {
            _current = input;
            target.Run(input, _meter);
        }
#pragma warning disable CA1031 // every exception is a finding, whatever it is
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Report(input, exception);
        }
    }

    void Try(string input, bool isSeed)
    {
        OutcomeHash outcome;
        _meter.Reset();
        _current = input;
        try
        {
            outcome = target.Run(input, _meter);
            if (_meter.AllocatedBytes > Allowed(input))
                CheckAllocation(input);
            if (_meter.Ticks > _slowestTicks)
                CheckTime(input);
        }
#pragma warning disable CA1031 // every exception is a finding, whatever it is
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Report(input, exception);
            return;
        }

        Characters += input.Length;
        AllocatedBytes += _meter.AllocatedBytes;
        MostAllocatedBytes = Math.Max(MostAllocatedBytes, _meter.AllocatedBytes);
        if (_outcomes.Add(outcome) && !isSeed)
            corpus.Add(input);
    }

    long Allowed(string input) => target.AllocationBase + ((long)target.AllocationPerCharacter * input.Length);

    // Again, because a pool or a table may have grown for the first time; what the input itself needs, it needs every time.
    void CheckAllocation(string input)
    {
        var least = Least(input, static meter => meter.AllocatedBytes);
        if (least > Allowed(input))
            _finding ??= new FuzzFinding(target.Name, input, $"allocates {least} bytes for {input.Length} characters, {Allowed(input)} are allowed");
    }

    // Again, because the thread may have been put aside or the method compiled meanwhile.
    void CheckTime(string input)
    {
        var least = Least(input, static meter => meter.Ticks);
        if (least <= _slowestTicks)
            return;
        _slowestTicks = least;
        SlowestLength = input.Length;
        if (least > _slowInputTicks)
            _finding ??= new FuzzFinding(target.Name, input, $"takes {Slowest.TotalMilliseconds:F1} ms for {input.Length} characters");
    }

    long Least(string input, Func<Meter, long> figure)
    {
        var least = figure(_meter);
        for (var retry = 0; retry < Retries; retry++)
        {
            _meter.Reset();
            target.Run(input, _meter);
            least = Math.Min(least, figure(_meter));
        }

        return least;
    }

    void Report(string input, Exception exception) => _finding ??= new FuzzFinding(
        target.Name, input, exception is BrokenInvariantException ? exception.Message : $"throws {exception}");
}
