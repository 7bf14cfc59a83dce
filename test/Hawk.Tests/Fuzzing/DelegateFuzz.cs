using Hawk.Fuzz;

namespace Hawk.Tests.Fuzzing;

/// <summary>A parser made up for a test of the fuzzer.</summary>
sealed class DelegateFuzz(Func<string, ulong> parse) : IFuzzTarget
{
    public string Name => "made-up";

    public long AllocationBase { get; init; } = 64;

    public int AllocationPerCharacter => 0;

    public IReadOnlyList<string> Seeds => ["Hawk id=\"dh37fgj492je\", ts=\"1353832234\", mac=\"m8r1rHbXN6NgO\""];

    public OutcomeHash Run(string input, Meter meter)
    {
        meter.Start();
        var outcome = parse(input);
        meter.Stop();
        return OutcomeHash.Start(outcome);
    }
}
