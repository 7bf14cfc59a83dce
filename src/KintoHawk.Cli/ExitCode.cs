namespace KintoHawk.Cli;

/// <summary>The exit codes of all commands. Scripts depend on them: docs/operations/command-line.md lists them.</summary>
static class ExitCode
{
    public const int Success = 0;

    /// <summary>The command could not do its work; a message on standard error says why.</summary>
    public const int Failure = 1;

    /// <summary>No command, or arguments that are not understood.</summary>
    public const int Usage = 2;

    /// <summary><c>start</c>: a backend could not be reached for as long as it was waited for. Later it may be there.</summary>
    public const int Unavailable = 3;

    /// <summary>The server answered with a status from 400 to 499.</summary>
    public const int ClientError = 4;

    /// <summary>The server answered with a status of 500 or more.</summary>
    public const int ServerError = 5;

    /// <summary>The response is not what the server of the session signed.</summary>
    public const int Unverified = 6;

    /// <summary><c>create-user</c>: the settings make the server read-only.</summary>
    public const int ReadOnly = 51;

    /// <summary><c>create-user</c>: the settings have no accounts.</summary>
    public const int NoAccounts = 52;

    /// <summary><c>create-user</c>: the input ended at a prompt.</summary>
    public const int InputEnded = 53;
}
