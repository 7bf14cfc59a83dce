using System.Globalization;
using Hawk.Wire;

namespace Hawk.Diagnostics;

/// <summary>Says what is wrong with the <c>bewit</c> parameter of a request (section 11.2). Never repeats it: it opens the resource for whoever reads it.</summary>
static class BewitReading
{
    const string Form = "base64url without padding of id, expiry, MAC and ext, with a backslash between them";

    /// <summary>Whether a target seems to have a bewit, in its place or not.</summary>
    internal static bool IsMeant(string target) => target.Contains("bewit=", StringComparison.OrdinalIgnoreCase);

    internal static HawkFinding Explain(HawkReceivedRequest request, HawkFailure failure) => failure switch
    {
        HawkFailure.NotHawk => Misplaced(request.RawTarget),
        HawkFailure.TargetTooLong => new(HawkSubject.Target, $"at most {BewitText.MaxTargetLength} characters",
            string.Create(CultureInfo.InvariantCulture, $"{request.RawTarget.Length} characters"), "Shorten the link: its path, its query or its ext."),
        HawkFailure.EmptyBewit => Fault(Form, "an empty bewit", "The value was lost, often in a template. Make the link again."),
        HawkFailure.InvalidMethod => new(HawkSubject.Method, "GET or HEAD", Printable.TextOrEmpty(request.Method),
            "A link opens a resource for reading. Anything else needs a signed request with a Hawk header."),
        HawkFailure.MultipleAuthentications when request.Authorization is not null => Fault("either a bewit or an Authorization field", "both",
            "Open the link without credentials; clients that add an Authorization field by default have to leave it out here."),
        HawkFailure.MultipleAuthentications => Fault("one bewit", "more than one", "The link was signed twice: sign the URL without its bewit, and put the new one in its place."),
        HawkFailure.InvalidBewitEncoding => Encoding(request.RawTarget),
        HawkFailure.InvalidBewitStructure => Fault(Form, "another content",
            "The link was cut or joined, its id or ext holds a backslash, or its expiry is not 1 to 15 digits."),
        HawkFailure.MissingBewitAttributes => Fault(Form, "an empty id, expiry or MAC", "Make the link again; whoever made this one had no id, no expiry or no key."),
        _ => new(HawkSubject.Target, "path and query in one line", "a target with a line break", "The link was broken into lines, as in a mail: join it again."),
    };

    static HawkFinding Misplaced(string target)
    {
        var (received, advice) = target switch
        {
            _ when target[0] is not '/' => ("a target that is no path", "The target has to be a path and a query, as origin servers get it."),
            _ when !target.Contains('?') => ("a bewit without a question mark before it", "Append it with ? when the link has no query, and with & when it has one."),
            _ when target.EndsWith('&') => ("a bewit before a single & at the end", "Take the & off."),
            _ when target.Contains('$') => ("a bewit with a dollar sign", "A template was not filled in, or a text was joined to the link."),
            _ => ("a parameter whose name only resembles bewit", "The name is bewit, in lower case and not percent-encoded."),
        };
        return Fault("a bewit parameter in the query", received, advice);
    }

    static HawkFinding Encoding(string target)
    {
        BewitText.Find(target, out var range);
        var value = target.AsSpan()[range];
        var advice = value switch
        {
            _ when value.Contains('%') => "The value is percent-encoded: base64url needs no encoding.",
            _ when value.ContainsAny('+', '/') => "The value is in the standard base64 alphabet: use base64url (- and _ instead of + and /).",
            _ when value.TrimEnd("=").Length % 4 is 1 => "The link was cut: characters are missing at its end.",
            _ => "Characters were added to the link or lost from it: full stops, brackets and quotes of the text around it are the usual ones.",
        };
        return Fault(Form, string.Create(CultureInfo.InvariantCulture, $"{value.Length} characters that are not base64url"), advice);
    }

    static HawkFinding Fault(string rule, string received, string advice) => new(HawkSubject.Bewit, rule, received, advice);
}
