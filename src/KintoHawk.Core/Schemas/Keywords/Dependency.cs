namespace KintoHawk.Core.Schemas.Keywords;

/// <summary>What the presence of a member demands.</summary>
/// <param name="Name">The member.</param>
/// <param name="Required">Other members that must be there.</param>
/// <param name="Node">A schema for the object as a whole; null for none.</param>
sealed record Dependency(string Name, string[] Required, SchemaNode? Node)
{
    /// <summary>What it costs to look for the other members.</summary>
    public long Cost { get; } = Evaluation.CostOfFinding(Required);
}
