namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>Judges vectors.</summary>
static class VectorRun
{
    public static VectorVerdict Judge(Vector vector) => Judge(vector, SpecRules.All);

    /// <summary>Judges a vector with these rules.</summary>
    public static VectorVerdict Judge(Vector vector, IReadOnlyList<SpecRule> rules)
    {
        if (!VectorKinds.Checks.TryGetValue(vector.Kind, out var check))
            return new(vector, VectorOutcome.Failed, null, $"there is no check for vectors of the kind '{vector.Kind}'");
        var difference = Run(vector, check);
        // A vector with a recommendation has its rule in the file.
        List<SpecRule> applying = vector.HasRecommended ? [] : [.. rules.Where(rule => rule.Kinds.Contains(vector.Kind, StringComparer.Ordinal) && Applies(rule, vector))];
        if (applying.Count == 0)
            return new(vector, difference is null ? VectorOutcome.Passed : VectorOutcome.Failed, null, difference);

        // Where a rule speaks, doing what the reference does is wrong too.
        foreach (var rule in applying)
        {
            if (Run(vector, rule.Disagreement) is { } broken)
                return new(vector, VectorOutcome.Failed, rule, $"{broken} ({rule.Section}: {rule.Sentence})");
        }

        return difference is null ? new(vector, VectorOutcome.Passed, null, null) : new(vector, VectorOutcome.PassedByRule, applying[0], null);
    }

    static bool Applies(SpecRule rule, Vector vector) => Run(vector, subject => rule.Applies(subject) ? null : "does not apply") is null;

    /// <summary>An exception is a difference like any other: it says that a vector, or a library, is broken, and the next vector is still of interest.</summary>
    static string? Run(Vector vector, Func<Vector, string?> check)
    {
        try
        {
            return check(vector);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return $"{exception.GetType().Name}: {exception.Message}";
        }
    }
}
