using System.Globalization;
using System.Text;

namespace Hawk.Diagnostics;

/// <summary>Writes an explanation for people. Payload hashes are left out: a log of this package never holds one.</summary>
static class ExplanationText
{
    internal static string Write(HawkExplanation explanation)
    {
        var text = new StringBuilder(1024);
        Outcome(text, explanation);
        foreach (var finding in explanation.Findings)
            Finding(text, finding);
        Texts(text, explanation);
        if (explanation.Suggestions.Count > 0)
            text.Append("\nCheck next:\n");
        foreach (var suggestion in explanation.Suggestions)
            text.Append("  - ").Append(suggestion).Append('\n');
        return text.ToString();
    }

    static void Outcome(StringBuilder text, HawkExplanation explanation)
    {
        if (explanation.Failure is HawkFailure.None)
            text.Append("Nothing is wrong with this request.\n");
        else
            text.Append(CultureInfo.InvariantCulture, $"Refused with status {explanation.Failure.StatusCode()}: {explanation.Failure.Message()}\n");
        if (explanation.Failure is HawkFailure.BadMac or HawkFailure.BadPayloadHash && explanation.Findings.Count is 0)
            text.Append(CultureInfo.InvariantCulture, $"No cause could be proved: {explanation.Tried} variants were tried and none matches.\n");
    }

    static void Finding(StringBuilder text, HawkFinding finding)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n{finding.Subject}\n");
        text.Append("  signed:   ").Append(finding.Signed).Append('\n');
        text.Append("  received: ").Append(finding.Received).Append('\n');
        text.Append("  advice:   ").Append(finding.Advice).Append('\n');
    }

    static void Texts(StringBuilder text, HawkExplanation explanation)
    {
        if (explanation.ServerLines is not { } server)
            return;
        Block(text, "Normalised string of this request:", server, other: null);
        if (explanation.ClientLines is { } client && client != server)
            Block(text, "Normalised string the client signed (* differs):", client, server);
    }

    static void Block(StringBuilder text, string title, SignedLines lines, SignedLines? other)
    {
        text.Append('\n').Append(title).Append('\n');
        var others = other?.Lines().ToDictionary(StringComparer.Ordinal);
        foreach (var (name, line) in lines.Lines())
        {
            var differs = others is not null && (!others.TryGetValue(name, out var theirs) || theirs != line);
            text.Append(differs ? "  * " : "    ").Append(name.PadRight(8)).Append(Shown(name, line)).Append('\n');
        }

        if (lines.LineEnd is not "\n")
            text.Append("  * every line ends with CR LF\n");
        if (!lines.EndsWithLineEnd)
            text.Append("  * no line feed after the last line\n");
    }

    static string Shown(string name, string line)
    {
        if (line.Length is 0)
            return "(empty line)";
        return name is "hash" && line.Length > 10 ? string.Create(CultureInfo.InvariantCulture, $"(payload hash, {line.Length} characters)") : Printable.Text(line);
    }
}
