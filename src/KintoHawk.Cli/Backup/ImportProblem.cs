namespace KintoHawk.Cli.Backup;

/// <summary>Why a line cannot be imported.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Reason">What is wrong with it.</param>
sealed record ImportProblem(long Line, string Reason)
{
    public override string ToString() => $"line {Line}: {Reason}.";
}
