using System.Text.RegularExpressions;

namespace KintoHawk.Cli.Tests;

public sealed partial class CommandLineDocumentationTests : IDisposable
{
    readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("start")]
    [InlineData("create-user")]
    [InlineData("login")]
    [InlineData("http")]
    [InlineData("logout")]
    [InlineData("version")]
    public async Task Options_and_exit_codes_of_the_help_are_documented(string command)
    {
        var section = (await File.ReadAllTextAsync(DocumentPath(), TestContext.Current.CancellationToken)).Split("\n## ").Single(text => text.StartsWith($"kintohawk {command}\n", StringComparison.Ordinal));

        var help = (await _workspace.RunAsync(command, "--help")).Output;

        var listed = help[help.IndexOf("Exit codes:\n", StringComparison.Ordinal)..].Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(static line => $"| {line.Trim().Split(' ')[0]} | {line[6..]} |").ToList();
        Assert.NotEmpty(listed);
        Assert.Equal(listed, ExitCodeRow().Matches(section).Select(static row => row.Value));
        var options = OptionName().Matches(help).Select(static name => name.Value).Except(["--help"], StringComparer.Ordinal);
        Assert.All(options, option => Assert.Contains(option, section, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_command_is_documented()
    {
        var document = await File.ReadAllTextAsync(DocumentPath(), TestContext.Current.CancellationToken);

        var help = (await _workspace.RunAsync("--help")).Output;

        var commands = help[help.IndexOf("Commands:\n", StringComparison.Ordinal)..].Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(static line => line.Trim().Split(' ')[0]).ToList();
        Assert.Contains("start", commands);
        Assert.All(commands, command => Assert.Contains($"\n## kintohawk {command}\n", document, StringComparison.Ordinal));
    }

    static string DocumentPath()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "KintoHawk.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run below the repository.");
        return Path.Combine(folder.FullName, "docs", "operations", "command-line.md");
    }

    [GeneratedRegex(@"^\| \d+ \| .* \|$", RegexOptions.Multiline, 1000)]
    private static partial Regex ExitCodeRow();

    [GeneratedRegex(@"(?<=^ .*)--[a-z-]+", RegexOptions.Multiline, 1000)]
    private static partial Regex OptionName();
}
