namespace KintoHawk.Cli.Tests;

/// <summary>What a command has left behind.</summary>
sealed record CommandResult(int ExitCode, string Output, string Error)
{
    public string Everything => Output + Error;
}
