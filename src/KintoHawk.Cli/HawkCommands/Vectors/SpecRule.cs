namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>A rule of the specification that contradicts the reference, where vectors without <c>recommended</c> show what the reference does.</summary>
/// <param name="Section">The section of the specification, with the word it uses: Do or Harden.</param>
/// <param name="Sentence">What the rule says.</param>
/// <param name="Kinds">The kinds of vectors it is about.</param>
/// <param name="Applies">Whether the rule, and not the reference, decides this vector.</param>
/// <param name="Disagreement">What is not as the rule says; null when everything is.</param>
sealed record SpecRule(string Section, string Sentence, IReadOnlyList<string> Kinds, Func<Vector, bool> Applies, Func<Vector, string?> Disagreement);
