using System.Text.RegularExpressions;

namespace KintoHawk.Cli.Tests;

public sealed partial class CommandLineDocumentationTests : IDisposable
{
    readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("init")]
    [InlineData("check")]
    [InlineData("start")]
    [InlineData("migrate")]
    [InlineData("create-user")]
    [InlineData("flush-cache")]
    [InlineData("purge-deleted")]
    [InlineData("export")]
    [InlineData("import")]
    [InlineData("login")]
    [InlineData("http")]
    [InlineData("logout")]
    [InlineData("version")]
    [InlineData("hawk")]
    [InlineData("hawk header")]
    [InlineData("hawk verify")]
    [InlineData("hawk bewit")]
    [InlineData("hawk bewit-verify")]
    [InlineData("hawk hash")]
    [InlineData("hawk message")]
    [InlineData("hawk message-verify")]
    [InlineData("hawk response-verify")]
    [InlineData("hawk session")]
    [InlineData("hawk explain")]
    [InlineData("hawk request")]
    [InlineData("hawk vectors")]
    public async Task Options_and_exit_codes_of_the_help_are_documented(string command)
    {
        var sections = (await File.ReadAllTextAsync(DocumentPath(), TestContext.Current.CancellationToken)).Split("\n## ");
        var section = sections.Single(text => text.StartsWith($"kintohawk {command}\n", StringComparison.Ordinal));
        // What all the hawk commands have is documented once, and what all the commands of the server have before them all.
        var common = command.StartsWith("hawk ", StringComparison.Ordinal) ? sections.Single(static text => text.StartsWith("kintohawk hawk\n", StringComparison.Ordinal)) : sections[0];

        var help = (await _workspace.RunAsync([.. command.Split(' '), "--help"])).Output;

        var listed = help[help.IndexOf("Exit codes:\n", StringComparison.Ordinal)..].Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(static line => $"| {line.Trim().Split(' ')[0]} | {line[6..]} |").ToList();
        Assert.NotEmpty(listed);
        Assert.Equal(listed, ExitCodeRow().Matches(section).Select(static row => row.Value));
        var options = OptionName().Matches(help).Select(static name => name.Value).Except(["--help"], StringComparer.Ordinal);
        Assert.All(options, option => Assert.Contains(option, section + common, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "start")]
    [InlineData("hawk ", "header")]
    public async Task Every_command_is_documented(string group, string one)
    {
        var document = await File.ReadAllTextAsync(DocumentPath(), TestContext.Current.CancellationToken);

        var help = (await _workspace.RunAsync([.. group.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])).Output;

        var list = help[(help.IndexOf("Commands:\n", StringComparison.Ordinal) + "Commands:\n".Length)..].Split("\n\n")[0];
        var commands = CommandName().Matches(list).Select(static name => name.Value).ToList();
        Assert.Contains(one, commands);
        Assert.All(commands, command => Assert.Contains($"\n## kintohawk {group}{command}\n", document, StringComparison.Ordinal));
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

    [GeneratedRegex(@"(?<=^  )[a-z-]+", RegexOptions.Multiline, 1000)]
    private static partial Regex CommandName();

    [GeneratedRegex(@"(?<=^ .*)--[a-z-]+", RegexOptions.Multiline, 1000)]
    private static partial Regex OptionName();
}
