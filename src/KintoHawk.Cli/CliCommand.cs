using System.CommandLine;

namespace KintoHawk.Cli;

/// <summary>A command whose help also explains it in full and lists its exit codes.</summary>
/// <param name="name">What is typed.</param>
/// <param name="summary">One sentence.</param>
/// <param name="details">What else there is to know, in lines that fit a terminal.</param>
/// <param name="exitCodes">Every exit code, and when it happens.</param>
sealed class CliCommand(string name, string summary, string details, params IReadOnlyList<(int Code, string Meaning)> exitCodes) : Command(name, summary)
{
    /// <summary>The part of the help that follows usage and options.</summary>
    public void WriteDetails(TextWriter output)
    {
        foreach (var line in details.Split('\n'))
            output.WriteLine(line);
        output.WriteLine();
        output.WriteLine("Exit codes:");
        foreach (var (code, meaning) in exitCodes)
            output.WriteLine($"  {code,-3} {meaning}");
        output.WriteLine();
    }
}
