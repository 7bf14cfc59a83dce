namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>How a vector came out.</summary>
enum VectorOutcome
{
    Failed,

    /// <summary>The outcome is the one in the file.</summary>
    Passed,

    /// <summary>The file says what the reference does, a rule of the specification says to do otherwise, and the rule is kept.</summary>
    PassedByRule,
}
