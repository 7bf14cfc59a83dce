namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>What was found about one vector.</summary>
/// <param name="Vector">The vector.</param>
/// <param name="Outcome">How it came out.</param>
/// <param name="Rule">The rule that decided it; null when the file itself did.</param>
/// <param name="Difference">What is wrong; null unless it failed.</param>
sealed record VectorVerdict(Vector Vector, VectorOutcome Outcome, SpecRule? Rule, string? Difference);
