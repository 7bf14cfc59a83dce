using Hawk.Fuzz;

namespace KintoHawk.Server.Tests.Fuzzing;

/// <summary>A short run of every target; the long ones are started by hand, see CONTRIBUTING.md.</summary>
public class FuzzTargetTests
{
    public static TheoryData<string> Names => [.. KintoHawk.Fuzz.Targets.All.Select(static newTarget => newTarget().Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_short_run_finds_nothing(string name)
    {
        // Growth and time are not judged here: other tests run in this process. An input that never ends is a finding all the same.
        var options = new FuzzOptions { Inputs = 3000, Seed = 3, GrowthLimit = long.MaxValue, SlowInput = TimeSpan.FromSeconds(10) };
        var newTarget = KintoHawk.Fuzz.Targets.All.Single(newTarget => newTarget().Name == name);

        var result = await Fuzzer.RunAsync(newTarget, Corpus.Load, options, progress: null, TestContext.Current.CancellationToken);

        Assert.True(result.Finding is null, result.Finding is { } finding ? $"{finding.Problem}: {InputText.Escape(finding.Input)}" : null);
        Assert.Equal(options.Inputs, result.Inputs);
        Assert.True(result.Outcomes > 30, $"Only {result.Outcomes} outcomes: the inputs do not reach into the parser.");
    }
}
