using KintoHawk.Cli.Sessions;

namespace KintoHawk.Cli;

/// <summary>Messages on standard error, with the exit code that goes with them.</summary>
static class Report
{
    public static int Failed(string message, int exitCode = ExitCode.Failure)
    {
        Console.Error.WriteLine(message);
        return exitCode;
    }

    public static int Unreachable(ApiUrl api, Exception failure) => Failed($"{api} cannot be reached: {failure.InnerException?.Message ?? failure.Message}");
}
