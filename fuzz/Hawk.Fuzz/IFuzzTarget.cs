namespace Hawk.Fuzz;

/// <summary>One parser of untrusted text, and what must hold for whatever it is given. An instance is used by one thread.</summary>
interface IFuzzTarget
{
    /// <summary>The name on the command line, and of the corpus folder.</summary>
    string Name { get; }

    /// <summary>What one input may allocate, whatever it is.</summary>
    long AllocationBase { get; }

    /// <summary>What one input may allocate besides, for each of its characters.</summary>
    int AllocationPerCharacter { get; }

    /// <summary>Inputs that hold MACs and so are made, not stored; empty when the corpus folder has everything.</summary>
    IReadOnlyList<string> Seeds { get; }

    /// <summary>Parses one input under the meter and checks the result.</summary>
    /// <returns>What it led to.</returns>
    /// <exception cref="BrokenInvariantException">The result must not be.</exception>
    OutcomeHash Run(string input, Meter meter);
}
