using Hawk.Fuzz;

namespace Hawk.Tests.Fuzzing;

/// <summary>A short run of every target; the long ones are started by hand, see CONTRIBUTING.md.</summary>
public class FuzzTargetTests
{
    public static TheoryData<string> Names => [.. TargetList.All.Select(static newTarget => newTarget().Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_short_run_finds_nothing(string name)
    {
        // Growth is not judged here: other tests run in this process.
        var options = new FuzzOptions { Inputs = 100_000, Seed = 3, GrowthLimit = long.MaxValue };

        var result = await Fuzzer.RunAsync(TargetList.Find(name)!, Corpus.Load, options, progress: null, TestContext.Current.CancellationToken);

        Assert.True(result.Finding is null, result.Finding is { } finding ? $"{finding.Problem}: {InputText.Escape(finding.Input)}" : null);
        Assert.Equal(options.Inputs, result.Inputs);
        Assert.True(result.Outcomes > 200, $"Only {result.Outcomes} outcomes: the inputs do not reach into the parser.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_target_has_a_corpus_and_a_dictionary(string name)
    {
        var corpus = Corpus.Load(TargetList.Find(name)!());

        Assert.True(corpus.Entries.Count >= 15, $"{corpus.Entries.Count} inputs to begin with");
        Assert.True(corpus.Tokens.Count >= 10, $"{corpus.Tokens.Count} tokens");
        Assert.DoesNotContain("", corpus.Tokens);
    }

    [Fact]
    public void Every_corpus_has_a_target() => Assert.Equal(
        TargetList.All.Select(static newTarget => newTarget().Name).Order(StringComparer.Ordinal),
        Directory.GetDirectories(Corpus.Folder).Select(static folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal));
}
