namespace KintoHawk.Cli.Serving;

/// <summary>Why a server does not start.</summary>
/// <param name="Reason">For people.</param>
/// <param name="ExitCode">For scripts.</param>
sealed record StartFailure(string Reason, int ExitCode);
