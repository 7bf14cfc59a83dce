namespace KintoHawk.TestBackends;

/// <summary>One statement that PostgreSQL executed.</summary>
/// <param name="ProcessId">The server's process of the connection.</param>
/// <param name="Text">The statement, with its placeholders.</param>
public sealed record LoggedStatement(int ProcessId, string Text);
