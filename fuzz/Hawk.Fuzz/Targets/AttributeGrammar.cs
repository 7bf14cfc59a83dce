using System.Text.RegularExpressions;

namespace Hawk.Fuzz.Targets;

/// <summary>
/// The header grammar a second time (section 3.1), as expressions, to compare the parser with. It only has to be right, not fast, and it shares
/// nothing with the parser.
/// </summary>
static partial class AttributeGrammar
{
    const int Timeout = 10_000;

    /// <summary>Whether the text begins as a header of any scheme does.</summary>
    internal static bool HasScheme(string text) => Scheme().IsMatch(text);

    internal static bool HasHawkScheme(string text) => HawkScheme().IsMatch(text);

    /// <summary>Reads the attributes of a whole field that follows the grammar; null when it does not, or repeats a name.</summary>
    internal static Dictionary<string, string>? ReadAuthorization(string text) => Read(Authorization().Match(text));

    /// <summary>As <see cref="ReadAuthorization"/>, for <c>Server-Authorization</c>.</summary>
    internal static Dictionary<string, string>? ReadServerAuthorization(string text) => Read(ServerAuthorization().Match(text));

    internal static bool IsTimestamp(string text) => Timestamp().IsMatch(text);

    internal static bool IsValueOrEmpty(string text) => Value().IsMatch(text);

    static Dictionary<string, string>? Read(Match match)
    {
        if (!match.Success)
            return null;
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var index = 0; index < match.Groups["name"].Captures.Count; index++)
        {
            if (!attributes.TryAdd(match.Groups["name"].Captures[index].Value, match.Groups["value"].Captures[index].Value))
                return null;
        }

        return attributes;
    }

    [GeneratedRegex(@"\A[-!#$%&'*+.^_`|~0-9A-Za-z]+([ \t]|\z)", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"\A[Hh][Aa][Ww][Kk]([ \t]|\z)", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex HawkScheme();

    [GeneratedRegex(
        @"\A[Hh][Aa][Ww][Kk][ \t]+(?<name>id|ts|nonce|mac|hash|ext|app|dlg)=""(?<value>[ !#-\[\]-~]+)""([ \t]*,[ \t]*(?<name>id|ts|nonce|mac|hash|ext|app|dlg)=""(?<value>[ !#-\[\]-~]+)"")*[ \t]*(,[ \t]*)?\z",
        RegexOptions.ExplicitCapture,
        Timeout)]
    private static partial Regex Authorization();

    [GeneratedRegex(
        @"\A[Hh][Aa][Ww][Kk][ \t]+(?<name>mac|hash|ext)=""(?<value>[ !#-\[\]-~]+)""([ \t]*,[ \t]*(?<name>mac|hash|ext)=""(?<value>[ !#-\[\]-~]+)"")*[ \t]*(,[ \t]*)?\z",
        RegexOptions.ExplicitCapture,
        Timeout)]
    private static partial Regex ServerAuthorization();

    [GeneratedRegex(@"\A[0-9]{1,15}\z", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Timestamp();

    [GeneratedRegex(@"\A[ !#-\[\]-~]*\z", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Value();
}
