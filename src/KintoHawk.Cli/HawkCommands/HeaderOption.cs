using System.CommandLine;
using System.Diagnostics.CodeAnalysis;

namespace KintoHawk.Cli.HawkCommands;

/// <summary>A received field value, as it is, from a file, or from standard input.</summary>
static class HeaderOption
{
    const string RequestField = "Authorization";

    public static Option<string?> Create(string name = "--header", string field = RequestField) => new(name)
    {
        Description = $"The {field} value; @FILE or - reads it.",
        HelpName = "VALUE",
        Required = true,
    };

    public static bool TakesInput(ParseResult result, Option<string?> option) => result.GetValue(option) is Source.StandardInput;

    public static bool TryRead(
        ParseResult result, Option<string?> option, bool inputIsTaken, [NotNullWhen(true)] out string? value, [NotNullWhen(false)] out string? refusal)
    {
        (value, refusal) = (null, null);
        if (inputIsTaken && TakesInput(result, option))
        {
            refusal = $"Standard input can be {option.Name} or something else, not both.";
            return false;
        }

        if (!Source.TryReadValue(result.GetRequiredValue(option)!, out value, out refusal))
            return false;
        // Copied from a log or a trace, a value often brings the name of its field along. No Hawk value has a colon before its first blank.
        var colon = value.IndexOf(':');
        if (colon > 0 && value.AsSpan(0, colon).EndsWith(RequestField, StringComparison.OrdinalIgnoreCase))
            value = value[(colon + 1)..].Trim();
        return true;
    }
}
