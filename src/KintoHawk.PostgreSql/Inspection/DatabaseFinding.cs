namespace KintoHawk.PostgreSql.Inspection;

/// <summary>Something that an operator should know about a database before a server works with it.</summary>
/// <param name="Text">A sentence, without secrets.</param>
/// <param name="IsFailure">True when a server could not work.</param>
public sealed record DatabaseFinding(string Text, bool IsFailure);
