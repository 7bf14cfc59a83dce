namespace KintoHawk.Nodes.Tests.Wire;

/// <summary>What one request cost at PostgreSQL.</summary>
/// <param name="Trips">The round trips.</param>
/// <param name="Statements">The statements, without what begins and ends transactions.</param>
sealed record Cost(int Trips, IReadOnlyList<LoggedStatement> Statements)
{
    public override string ToString() => $"{Trips} trips, {Statements.Count} statements:\n{string.Join("\n---\n", Statements.Select(static statement => statement.Text))}";
}
