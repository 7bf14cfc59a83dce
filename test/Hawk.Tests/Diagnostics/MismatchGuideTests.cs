using System.Runtime.CompilerServices;
using Hawk.Diagnostics;

namespace Hawk.Tests.Diagnostics;

/// <summary>The code of docs/guides/why-is-my-request-refused.md, word for word, running, and what it prints.</summary>
public sealed class MismatchGuideTests
{
    static readonly DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(1795388400);

    [Fact]
    public void The_report_of_the_guide_is_what_the_code_of_the_guide_prints()
    {
        using var credential = new HawkCredential("alice", "a long random key");
        var target = HawkTarget.FromUri("GET", new Uri("https://notes.example.com/notes?page=2"));
        var header = HawkClient.Authorize(credential, target, now, options: new HawkSignOptions { Nonce = "j4h3g2" }).Value;

        var printed = Explained(header, credential);

        Assert.Contains($"```text\n{printed.TrimEnd()}\n```", Page(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_block_of_the_guide_stands_in_this_file()
    {
        var source = Lines(File.ReadAllText(ThisFile()));
        var blocks = Page().Split("```csharp").Skip(1).Select(static rest => rest.Split("```")[0]).ToArray();

        Assert.Equal(2, blocks.Length);
        Assert.All(blocks, block => Assert.Contains(Lines(block), source, StringComparison.Ordinal));
    }

    static string Explained(string header, HawkCredential credential)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var Console = output;
        var request = new HawkReceivedRequest
        {
            Method = "GET",
            RawTarget = "/notes?page=2",
            HostField = "10.0.0.5:5000",
            Authorization = header,
            OtherHosts = ["notes.example.com"],
        };
        var explanation = HawkExplainer.Explain(request, credential, now);
        Console.WriteLine(explanation);
        var report = output.ToString();

        foreach (var finding in explanation.Findings)
            Console.WriteLine($"{finding.Subject}: signed {finding.Signed}, received {finding.Received}");
        Assert.EndsWith("Host: signed notes.example.com, received 10.0.0.5\nPort: signed 443, received 5000\n", output.ToString(), StringComparison.Ordinal);
        return report;
    }

    static string Page() => File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/guides/why-is-my-request-refused.md")).ReplaceLineEndings("\n");

    static string ThisFile([CallerFilePath] string path = "") => path;

    static string Lines(string text) => string.Join('\n', text.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0));
}
