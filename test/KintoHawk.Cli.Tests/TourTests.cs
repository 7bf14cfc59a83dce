using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace KintoHawk.Cli.Tests;

/// <summary>
/// Runs what a document tells its reader to type, the five minutes of the README first: every line of every block, in order, in one shell, in an empty
/// folder. Only the port and the path of the project are replaced. A comment that starts with a status is what the line must answer; every other line must succeed.
/// </summary>
public sealed partial class TourTests
{
    const string Mark = "@@";

    [Theory(Timeout = 300_000)]
    [InlineData("README.md", "## Five minutes", "## Hawk for .NET", 15)]
    [InlineData("docs/guides/hawk-from-zero.md", "## See one", "## Write one", 6)]
    public async Task Every_block_does_what_it_says(string document, string from, string to, int atLeast)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var lines = Lines(document, from, to);
        Assert.True(lines.Count >= atLeast, "The tour has lost its blocks.");
        var folder = Directory.CreateTempSubdirectory("kintohawk-tour-").FullName;
        try
        {
            var output = await RunAsync(Script(lines, FreePort()), folder, cancellationToken);
            var answers = output.Split(Mark)[1..];

            Assert.True(answers.Length == lines.Count, $"{answers.Length} of {lines.Count} lines were run:\n{output}");
            for (var i = 0; i < lines.Count; i++)
                Check(lines[i], answers[i], output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static void Check(string line, string answer, string output)
    {
        var exit = int.Parse(answer.AsSpan(0, answer.IndexOf('\n')));
        Assert.True(exit == 0, $"'{line}' ended with {exit}:\n{output}");
        if (Expected().Match(line) is { Success: true } expected)
            Assert.True(answer.Contains($"HTTP/1.1 {expected.Groups["status"].Value}", StringComparison.Ordinal), $"'{line}' answered:\n{answer}");
    }

    static List<string> Lines(string document, string from, string to)
    {
        var text = File.ReadAllText(Path.Combine(Repository(), document));
        var tour = text[text.IndexOf(from, StringComparison.Ordinal)..text.IndexOf(to, StringComparison.Ordinal)];
        return [.. tour.Split("```bash\n").Skip(1).SelectMany(static rest => rest.Split("```")[0].Split('\n', StringSplitOptions.RemoveEmptyEntries))];
    }

    /// <summary>Each line, then its exit code in front of what it printed. A line that starts the server is followed by waiting until it answers.</summary>
    static string Script(IEnumerable<string> lines, int port)
    {
        var script = new StringBuilder("trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT\n");
        script.AppendLine($"export PATH=\"{AppContext.BaseDirectory}:$PATH\""); // the command, for documents that expect it to be there
        foreach (var line in lines)
        {
            var command = line.Replace("src/KintoHawk.Cli", Path.Combine(Repository(), "src/KintoHawk.Cli"), StringComparison.Ordinal)
                .Replace("8888", port.ToString(), StringComparison.Ordinal);
            if (command.EndsWith('&'))
            {
                script.AppendLine($"{command[..^1]} > server.log 2>&1 &");
                script.AppendLine($"for i in $(seq 300); do curl -s -o /dev/null http://127.0.0.1:{port}/v1/ && break; sleep 0.1; done; code=$?; text=$(cat server.log)");
            }
            else if (command.StartsWith("export ", StringComparison.Ordinal))
            {
                script.AppendLine($"{command}\ncode=$?; text=");
            }
            else
            {
                // A group, not a subshell of its own: redirections and files are those of the tour.
                script.AppendLine($"{{ {command}\n}} > line.log 2>&1\ncode=$?; text=$(cat line.log)");
            }

            script.AppendLine($"printf '%s%s\\n%s\\n' '{Mark}' \"$code\" \"$text\"");
        }

        return script.ToString();
    }

    static async Task<string> RunAsync(string script, string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(folder, "config");
        foreach (var name in start.Environment.Keys.Where(static name => name.StartsWith("KINTO", StringComparison.Ordinal) || name.StartsWith("HAWK_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        using var shell = Process.Start(start)!;
        var output = shell.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = shell.StandardError.ReadToEndAsync(cancellationToken);
        await shell.WaitForExitAsync(cancellationToken);
        return await output + await errors;
    }

    static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    static string Repository([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(path, "../../.."));

    [GeneratedRegex("# (?<status>[1-5][0-9][0-9]) ", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Expected();
}
