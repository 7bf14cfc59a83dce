using Hawk.Fuzz;

namespace Hawk.Tests.Fuzzing;

/// <summary>A fuzzer that finds nothing proves something only when it finds what is there.</summary>
public sealed class FuzzerTests : IDisposable
{
    readonly List<byte[]> _kept = [];
    readonly ManualResetEventSlim _released = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _released.Set();
        _released.Dispose();
    }

    [Fact]
    public async Task An_exception_deep_in_a_parser_is_found_with_its_input()
    {
        var result = await RunAsync(Parse);

        Assert.NotNull(result.Finding);
        Assert.Contains(nameof(IndexOutOfRangeException), result.Finding.Problem, StringComparison.Ordinal);
        Assert.Throws<IndexOutOfRangeException>(() => Parse(result.Finding.Input));

        // Each step is met only by an input that has met the one before, and makes it worth keeping.
        static ulong Parse(string input)
        {
            var quotes = input.AsSpan().Count('"');
            if (quotes < 12)
                return (ulong)quotes;
            var commas = input.AsSpan().Count(',');
            return commas < 8 ? 100 + (ulong)commas : input[^0];
        }
    }

    [Fact]
    public async Task A_broken_invariant_is_found()
    {
        var result = await RunAsync(static input =>
        {
            BrokenInvariantException.Unless(!input.Contains('\uFFFF', StringComparison.Ordinal), "There is a noncharacter");
            return (ulong)input.Length;
        });

        Assert.Equal("There is a noncharacter", result.Finding?.Problem);
        Assert.Contains('\uFFFF', result.Finding!.Input);
    }

    [Fact]
    public async Task Memory_beyond_the_bound_is_found()
    {
        var result = await RunAsync(static input => (ulong)(input.Length > 200 ? new byte[input.Length] : []).Length);

        Assert.Contains("bytes for", result.Finding?.Problem, StringComparison.Ordinal);
        Assert.True(result.Finding!.Input.Length > 200);
    }

    [Fact]
    public async Task Memory_that_is_allocated_once_is_not_taken_for_a_finding()
    {
        var hasGrown = false;

        var result = await RunAsync(input =>
        {
            if (input.Length > 200 && !hasGrown)
            {
                hasGrown = true;
                return (ulong)new byte[1000].Length;
            }

            return (ulong)input.Length;
        });

        Assert.True(hasGrown);
        Assert.Null(result.Finding);
    }

    [Fact]
    public async Task A_parser_that_keeps_what_it_read_is_found()
    {
        // So much more than the limit that what other tests allocate meanwhile cannot hide it.
        var options = new FuzzOptions { Inputs = 20_000, Seed = 1, GrowthLimit = 40L * 1024 * 1024 };

        var result = await Fuzzer.RunAsync(() => new DelegateFuzz(Parse) { AllocationBase = 1_000_000 }, NewCorpus, options, progress: null, Cancel);

        Assert.Contains("keeps", result.Finding?.Problem, StringComparison.Ordinal);

        ulong Parse(string input)
        {
            _kept.Add(new byte[4096]);
            return (ulong)input.Length;
        }
    }

    [Fact]
    public async Task A_slow_input_is_found()
    {
        var options = new FuzzOptions { Inputs = 20_000, Seed = 1, SlowInput = TimeSpan.FromMilliseconds(5), GrowthLimit = long.MaxValue };

        var result = await Fuzzer.RunAsync(static () => new DelegateFuzz(SlowFor), NewCorpus, options, progress: null, Cancel);

        Assert.Contains(" ms for ", result.Finding?.Problem, StringComparison.Ordinal);
        Assert.True(result.Finding!.Input.Length > 1000);

        // Quadratic, and worth it only when the input is long.
        static ulong SlowFor(string input)
        {
            var found = 0UL;
            var steps = input.Length > 1000 ? Math.Min(input.Length, 6000) : 0;
            for (var start = 0; start < steps; start++)
            {
                foreach (var character in input.AsSpan(start, Math.Min(steps, input.Length - start)))
                    found += character;
            }

            return found + (ulong)input.Length;
        }
    }

    [Fact]
    public async Task An_input_that_never_ends_is_found()
    {
        var options = new FuzzOptions { Inputs = 20_000, Seed = 1, Jobs = 2, EndlessInput = TimeSpan.FromMilliseconds(300), GrowthLimit = long.MaxValue };

        var result = await Fuzzer.RunAsync(() => new DelegateFuzz(Parse), NewCorpus, options, progress: null, Cancel);

        Assert.Contains("not done", result.Finding?.Problem, StringComparison.Ordinal);
        Assert.Contains(",,", result.Finding!.Input, StringComparison.Ordinal);

        ulong Parse(string input)
        {
            if (input.Contains(",,", StringComparison.Ordinal) && Thread.CurrentThread.IsBackground && !Thread.CurrentThread.IsThreadPoolThread)
                _released.Wait(Cancel);
            return (ulong)input.Length;
        }
    }

    [Fact]
    public async Task A_run_is_repeated_by_its_seed()
    {
        var first = await RunAsync(Parse, seed: 7);
        var second = await RunAsync(Parse, seed: 7);
        var third = await RunAsync(Parse, seed: 8);

        Assert.Equal((first.Characters, first.Outcomes), (second.Characters, second.Outcomes));
        Assert.NotEqual(first.Characters, third.Characters);

        static ulong Parse(string input) => (ulong)input.AsSpan().Count('"');
    }

    [Theory]
    [InlineData("")]
    [InlineData(" a ")]
    [InlineData("Hawk id=\"\\u0041\\\", ext=\"\t\"\r\n")]
    [InlineData("\u00E9\u2028\0\u007F")]
    public void An_input_is_written_to_a_line_and_read_again(string input)
    {
        foreach (var text in (string[])[input, input + "\uD83D", "\uDD11" + input])
        {
            var line = InputText.Escape(text);

            Assert.Equal(text, InputText.Unescape(line));
            Assert.Equal(line.Trim(), line);
            Assert.DoesNotContain(line, static character => character is < ' ' or > '~');
        }
    }

    static Corpus NewCorpus(IFuzzTarget target) => new(target.Seeds, [], ["\"", ",", ", ", "=", "\uFFFF"]);

    static Task<FuzzResult> RunAsync(Func<string, ulong> parse, ulong seed = 1) => Fuzzer.RunAsync(
        () => new DelegateFuzz(parse), NewCorpus, new FuzzOptions { Inputs = 50_000, Seed = seed, GrowthLimit = long.MaxValue }, progress: null, Cancel);
}
