using System.Diagnostics;

namespace KintoHawk.TestBackends;

/// <summary>Commands that end by themselves.</summary>
static class Command
{
    /// <summary>Runs a command; fails with what it wrote when it fails.</summary>
    public static async Task RunAsync(string program, IEnumerable<string> arguments, bool asServer = false)
    {
        string[] line = [.. asServer && ServerAccount.Current is { } account ? account.Prefix : [], program, .. arguments];
        var start = new ProcessStartInfo(line[0], line[1..]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync().ConfigureAwait(false);
        await process.WaitForExitAsync().ConfigureAwait(false);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} failed with exit code {process.ExitCode}: {errors}{await output.ConfigureAwait(false)}");
    }
}
