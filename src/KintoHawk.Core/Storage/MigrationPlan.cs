namespace KintoHawk.Core.Storage;

/// <summary>What creating or updating a schema would do, found out without doing it.</summary>
/// <param name="Place">Where the data is, for people: a file, or an address without its secrets.</param>
/// <param name="Exists">False when there is nothing yet.</param>
/// <param name="Version">The version of the schema that is there; 0 for none.</param>
/// <param name="Target">The version that this program wants.</param>
/// <param name="Statements">What would be run, in order; empty when the schema is current.</param>
public sealed record MigrationPlan(string Place, bool Exists, int Version, int Target, IReadOnlyList<string> Statements)
{
    /// <summary>True when there is nothing to do.</summary>
    public bool IsCurrent => Exists && Version == Target;
}
