namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>What the library refuses to sign, and whether for the reason the vector gives.</summary>
static class SigningRefusal
{
    const string BadAttribute = "Bad attribute value";

    /// <summary>Signs; the refusal, or null when there is none.</summary>
    public static ArgumentException? Of(Action sign)
    {
        try
        {
            sign();
            return null;
        }
        catch (ArgumentException refusal)
        {
            return refusal;
        }
    }

    /// <summary>
    /// A refusal where one is expected. The reference has two reasons: an attribute that cannot stand in a header, and anything else that is missing or out
    /// of range; which input that is, the vector's own check knows.
    /// </summary>
    /// <param name="vector">The vector.</param>
    /// <param name="refusal">The refusal; null when it was signed.</param>
    /// <param name="attributes">The parameters that hold attributes.</param>
    /// <param name="inputs">The parameters whose values this vector makes invalid.</param>
    public static string? Disagreement(Vector vector, ArgumentException? refusal, string[] attributes, string[] inputs)
    {
        if (refusal is null)
            return "is signed";
        var expected = Vector.Text(vector.Expected, "message") ?? "";
        var parameters = expected.StartsWith(BadAttribute, StringComparison.Ordinal) ? attributes : inputs;
        return parameters.Contains(refusal.ParamName, StringComparer.Ordinal) ? null : $"should be refused with '{expected}' but is with: {refusal.Message}";
    }
}
