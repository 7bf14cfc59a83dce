using KintoHawk.Core.Storage.Archiving;

namespace KintoHawk.Cli.Backup;

/// <summary>What <c>import</c> was asked to do.</summary>
/// <param name="File">The file; <c>-</c> for standard input.</param>
/// <param name="Policy">What to do when something else is there.</param>
/// <param name="Rehearse">True to write nothing.</param>
/// <param name="Json">True for a summary that programs read.</param>
sealed record ImportOrder(string File, RestorePolicy Policy, bool Rehearse, bool Json)
{
    public bool IsStandardInput => File == "-";
}
