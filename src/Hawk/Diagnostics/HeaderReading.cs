using System.Buffers;
using Hawk.Wire;

namespace Hawk.Diagnostics;

/// <summary>
/// Reads an <c>Authorization</c> value that was refused and points at its first fault (section 3). A value that follows no grammar may hold a MAC, or
/// the secret of another scheme, anywhere: only names that stand where a name belongs are repeated, never values.
/// </summary>
static class HeaderReading
{
    const string Form = "Hawk id=\"...\", ts=\"...\", nonce=\"...\", mac=\"...\"";

    static readonly SearchValues<char> TimeCharacters = SearchValues.Create("0123456789 .,+-:eETZ");

    static readonly string[] KnownSchemes =
        ["Basic", "Bearer", "Digest", "Negotiate", "NTLM", "OAuth", "Token", "ApiKey", "MAC", "Signature", "DPoP", "AWS4-HMAC-SHA256"];

    internal static HawkFinding Explain(string? value, HawkFailure failure)
    {
        if (string.IsNullOrEmpty(value))
        {
            return Fault(Form, "no Authorization field",
                "The client sent none, or something on the way took it off: clients drop it when they follow a redirect to another host, some proxies do too.");
        }

        if (value.Length > HeaderGrammar.MaxLength)
            return Fault($"at most {HeaderGrammar.MaxLength} characters", $"{value.Length} characters", "Shorten it; a long ext is the usual reason.");
        if (failure is HawkFailure.NotHawk)
            return OtherScheme(value);
        if (value.AsSpan().IndexOfAny("\r\n\u2028\u2029") is >= 0 and var line)
        {
            return Fault("one line", $"a line break at character {line + 1}",
                "Header fields are not folded any more: send the value as one line. A key or ext read from a file often ends with a line break.");
        }

        if (!HawkHeader.HasHawkScheme(value))
            return BrokenScheme(value);
        return FirstFault(value) ?? Attributes(value);
    }

    static HawkFinding OtherScheme(string value)
    {
        var scheme = value[..HeaderGrammar.SchemeLength(value)];
        var known = Array.Find(KnownSchemes, name => name.Equals(scheme, StringComparison.OrdinalIgnoreCase));
        return Fault(Form, known is null ? "a value of another scheme" : $"the scheme {known}",
            "The value has to begin with the word Hawk and a blank. Look for a library, a proxy or a default header that replaces it.");
    }

    static HawkFinding BrokenScheme(string value)
    {
        var start = value.AsSpan().TrimStart(" \t\"'");
        if (start.StartsWith("Authorization", StringComparison.OrdinalIgnoreCase))
            return Fault(Form, "the name of the field inside its value", "Leave out Authorization: and begin with Hawk.");
        if (!start.StartsWith("Hawk", StringComparison.OrdinalIgnoreCase))
            return Fault(Form, "a value without a scheme", "Begin with the word Hawk and a blank.");
        if (start.Length < value.Length)
            return Fault(Form, $"{Printable.Character(value[0])} before the word Hawk", "Begin with the word Hawk; the value as a whole has no quotes.");
        var next = start.Length > 4 && !char.IsAsciiLetterOrDigit(start[4]) ? $"{Printable.Character(start[4])} after the word Hawk" : "Hawk runs on into the next word";
        return Fault(Form, next, "One blank stands between Hawk and the first attribute, nothing else.");
    }

    static HawkFinding? FirstFault(string value)
    {
        var position = SkipBlanks(value, HeaderGrammar.SchemeLength(value));
        if (position == value.Length)
            return Fault(Form, "the word Hawk and nothing else", "Add the attributes; a bare Hawk is what servers send, not clients.");
        HashSet<string> met = new(StringComparer.Ordinal);
        while (position < value.Length)
        {
            if (ReadAttribute(value, ref position, met) is { } fault)
                return fault;
        }

        return null;
    }

    static HawkFinding? ReadAttribute(string value, ref int position, HashSet<string> met)
    {
        var start = position;
        while (position < value.Length && (char.IsAsciiLetterOrDigit(value[position]) || value[position] is '_'))
            position++;
        if (position == start)
            return Fault("the name of an attribute", Place(value, start), "A comma and a blank separate the attributes; none is doubled and none comes first.");
        if (ReadQuote(value, position) is { } quoteFault)
            return quoteFault;

        // From here it is certain that this word is a name, not a piece of a MAC whose quotes were lost.
        var name = value[start..position];
        var first = position + 2;
        var end = value.AsSpan(first).IndexOfAny('"', '\\') + first;
        if (end < first)
            return Fault("a quote after the value", $"the value of {Name(name)} does not end", "Close the quote.");
        if (value[end] is '\\')
        {
            return Fault("printable ASCII without quote and backslash", $"a backslash at character {end + 1}, in {Name(name)}",
                "There is no escaping in a Hawk header: take backslashes and quotes out of the value, or encode it (base64url, percent-encoding).");
        }

        if (ReadValue(name, value.AsSpan(first, end - first), first, met) is { } valueFault)
            return valueFault;
        return ReadSeparator(value, end + 1, out position);
    }

    static HawkFinding? ReadQuote(string value, int position)
    {
        if (position + 1 < value.Length && value[position] is '=' && value[position + 1] is '"')
            return null;
        const string Rule = "name=\"value\", without blanks around the equal sign";
        var sign = SkipBlanks(value, position);
        if (sign == value.Length || value[sign] is not '=')
            return Fault(Rule, Place(value, position), "Each attribute is a name, an equal sign and a value in straight double quotes.");
        if (sign > position || sign + 1 == value.Length || value[sign + 1] is ' ' or '\t')
            return Fault(Rule, $"a blank beside the equal sign at character {sign + 1}, or nothing after it", "Leave the blank out.");
        return value[sign + 1] switch
        {
            '\'' => Fault(Rule, $"a single quote at character {sign + 2}", "Use straight double quotes."),
            >= '\u2018' and <= '\u201F' or '\u00AB' or '\u00BB' =>
                Fault(Rule, $"the typographic quote {Printable.Character(value[sign + 1])} at character {sign + 2}",
                    "Use straight double quotes; text processors and chat programs replace them in examples."),
            _ => Fault(Rule, $"no quote at character {sign + 2}", "Put the value in straight double quotes; shells take quotes away unless they are quoted themselves."),
        };
    }

    static HawkFinding? ReadValue(string name, ReadOnlySpan<char> text, int first, HashSet<string> met)
    {
        if (!Array.Exists(HeaderGrammar.AuthorizationNames, known => known.Text == name))
            return UnknownName(name);
        if (text.IsEmpty)
            return Fault("at least one character", $"an empty {name}", $"Leave {name} out when there is nothing to say.");
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] is < ' ' or > '~')
            {
                return Fault("printable ASCII without quote and backslash", $"{Printable.Character(text[index])} at character {first + index + 1}, in {name}",
                    "Encode the value (base64url, percent-encoding) before it is signed and sent.");
            }
        }

        return met.Add(name) ? null : Fault("each attribute once", $"{name} twice", "Look for two pieces of code that add it, or two Authorization fields joined by a proxy.");
    }

    static HawkFinding UnknownName(string name)
    {
        var lower = Array.Find(HeaderGrammar.AuthorizationNames, known => known.Text.Equals(name, StringComparison.OrdinalIgnoreCase)).Text;
        var advice = name switch
        {
            _ when lower is not null => $"Names are in lower case: {lower}.",
            "realm" or "error" or "tsm" => "That belongs to a server's WWW-Authenticate; a client does not send it back.",
            _ => "Leave it out; what the application wants to say goes into ext.",
        };
        return Fault($"the names {string.Join(", ", HeaderGrammar.AuthorizationNames.Select(static known => known.Text))}", Name(name), advice);
    }

    static HawkFinding? ReadSeparator(string value, int end, out int position)
    {
        position = SkipBlanks(value, end);
        if (position == value.Length)
            return null;
        if (value[position] is not ',')
            return Fault("a comma between attributes", Place(value, position), "Separate the attributes with a comma and a blank; a quote inside a value ends it too early.");
        position = SkipBlanks(value, position + 1);
        return null;
    }

    static HawkFinding Attributes(string value)
    {
        var slots = default(AttributeSlots);
        HeaderGrammar.Parse(value, HeaderGrammar.AuthorizationNames, ref slots, out _);
        List<string> missing = [];
        for (var index = 0; index < HeaderGrammar.AuthorizationNames.Length; index++)
        {
            if (slots[index].Length is 0 && HeaderGrammar.AuthorizationNames[index].Text is ("id" or "ts" or "nonce" or "mac"))
                missing.Add(HeaderGrammar.AuthorizationNames[index].Text);
        }

        if (missing.Count > 0)
            return Fault("id, ts, nonce and mac", $"no {string.Join(", no ", missing)}", "Add what is missing; every Hawk client since 2013 sends all four.");
        var timestamp = value.Substring(slots[1].Start, slots[1].Length);
        var looksLikeTime = timestamp.Length <= 40 && !timestamp.AsSpan().ContainsAnyExcept(TimeCharacters);
        return Fault("ts as 1 to 15 digits: whole seconds since 1970-01-01 UTC", looksLikeTime ? timestamp : "something else in ts",
            "Send whole seconds without sign, blanks or fraction.");
    }

    static HawkFinding Fault(string rule, string received, string advice) => new(HawkSubject.Header, rule, received, advice);

    // A letter or digit where none belongs may be part of a MAC.
    static string Place(string value, int position) =>
        position == value.Length ? "the end of the value"
        : char.IsAsciiLetterOrDigit(value[position]) || value[position] is '+' or '/' ? $"something else at character {position + 1}"
        : $"{Printable.Character(value[position])} at character {position + 1}";

    static string Name(string name) => name.Length <= 32 ? name : "a long name";

    static int SkipBlanks(string text, int position)
    {
        while (position < text.Length && text[position] is ' ' or '\t')
            position++;
        return position;
    }
}
