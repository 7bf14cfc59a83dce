using System.Globalization;

namespace Hawk.Diagnostics;

/// <summary>The other lines a client may have signed differently, and other forms of the text (sections 4 and 17).</summary>
static class LineVariants
{
    const int MaxVariants = 16;

    static readonly string[] CommonMethods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

    internal static IReadOnlyList<Variant> Methods(SignedLines server, HawkReceivedRequest request)
    {
        var list = new VariantList(server, MaxVariants);
        Add(request.Method, "The method is signed in upper case.");
        Add(server.Method.ToLowerInvariant(), "The method is signed in upper case.");
        foreach (var method in CommonMethods)
        {
            Add(method,
                "The request was signed with another method than it arrived with: look for a method override, a redirect (303 and often 302 turn into GET), or HEAD asked as GET.");
        }

        Add(string.Empty, "The client left the method line empty.");
        return list.Variants;

        void Add(string method, string advice) => list.Add(HawkSubject.Method, method, server.Method, advice, lines => lines with { Method = method });
    }

    internal static IReadOnlyList<Variant> Exts(SignedLines server)
    {
        var list = new VariantList(server, MaxVariants);
        if (server.Ext.Length is 0)
        {
            foreach (var word in Words.OfMissingValues)
                Add(word, "The client signed a variable that had no value; without ext the line is empty.");
            return list.Variants;
        }

        Add(string.Empty, "The client sends ext and does not sign it; the line holds the value of the header.");
        Add(server.Ext.Trim(), "The client signed ext without the blanks around it.");
        Add(Uri.UnescapeDataString(server.Ext), "The client encoded ext after signing it; the value is signed as it stands in the header.");
        Add(Uri.EscapeDataString(server.Ext), "The client encoded ext for signing only; the value is signed as it stands in the header.");
        Add($"\"{server.Ext}\"", "The client signed ext with its quotes.");
        return list.Variants;

        void Add(string ext, string advice) => list.Add(HawkSubject.Ext, ext, server.Ext, advice, lines => lines with { Ext = ext });
    }

    internal static IReadOnlyList<Variant> Apps(SignedLines server, in HawkHeader header)
    {
        var list = new VariantList(server, MaxVariants);
        var received = server.App is null ? "no app and no dlg line" : $"app {server.App}, dlg {Printable.TextOrEmpty(server.Dlg ?? string.Empty)}";
        var dlg = header.Dlg.ToString();
        if (server.App is null)
        {
            Add("an empty app line and a dlg line", "Without app there are no app and dlg lines, not two empty ones.", string.Empty, dlg);
            Add("an empty app line", "Without app there are no app and dlg lines.", string.Empty, null);
        }
        else
        {
            Add("no app and no dlg line", "The client sends app and does not sign it; with an app two lines are added, app and dlg.", null, null);
            Add("an app line without a dlg line", "With an app there is always a dlg line, an empty one when there is no dlg.", server.App, null);
            Add("an app line and an empty dlg line", "The client sends dlg and does not sign it.", server.App, string.Empty);
        }

        foreach (var word in Words.OfMissingValues)
            Add($"the word {word} as dlg", "The client signed a variable that had no value; without dlg the line is empty.", server.App ?? word, word);
        return list.Variants;

        void Add(string signed, string advice, string? app, string? signedDlg) =>
            list.Add(HawkSubject.App, signed, received, advice, lines => lines with { App = app, Dlg = signedDlg });
    }

    internal static IReadOnlyList<Variant> Nonces(SignedLines server)
    {
        var list = new VariantList(server, MaxVariants);
        Add(server.Nonce.Trim(), "The client signed the nonce without the blanks around it.");
        Add(string.Empty, "The client left the nonce line empty.");
        Add(Uri.UnescapeDataString(server.Nonce), "The client encoded the nonce after signing it.");
        Add(Uri.EscapeDataString(server.Nonce), "The client encoded the nonce for signing only.");
        return list.Variants;

        void Add(string nonce, string advice) => list.Add(HawkSubject.Nonce, nonce, server.Nonce, advice, lines => lines with { Nonce = nonce });
    }

    internal static IReadOnlyList<Variant> Timestamps(SignedLines server, long seconds)
    {
        var list = new VariantList(server, MaxVariants);
        Add((seconds * 1000).ToString(CultureInfo.InvariantCulture), "The client signs milliseconds and sends seconds; both are seconds.");
        if (seconds > 100_000_000_000)
            Add((seconds / 1000).ToString(CultureInfo.InvariantCulture), "The client signs seconds and sends milliseconds; both are seconds.");
        Add($"{server.Timestamp}.0", "The client signs the timestamp as a fraction; it is signed as it stands in the header.");
        Add(server.Timestamp.TrimStart('0'), "The client signs the timestamp without its leading zeros; it is signed as it stands in the header.");
        return list.Variants;

        void Add(string timestamp, string advice) =>
            list.Add(HawkSubject.Timestamp, timestamp, server.Timestamp, advice, lines => lines with { Timestamp = timestamp });
    }

    internal static IReadOnlyList<Variant> Layouts(SignedLines server)
    {
        const string Standard = "every line, the last one too, with one line feed";
        const string Current = "today's form";
        const string Old = "The client speaks a form of Hawk from before 2013-03 (section 17); it needs a current library.";
        var list = new VariantList(server, MaxVariants);
        Add("no line feed after the last line", Standard, "End the last line with a line feed too.", static lines => lines with { EndsWithLineEnd = false });
        Add("lines that end with CR LF", Standard, "End every line with a single line feed.", static lines => lines with { LineEnd = "\r\n" });
        Add("no hash line", Current, "There is always a hash line, an empty one when no body is signed.", static lines => lines with { Hash = null });
        Add("the hash line after the ext line", Current, "The hash line comes before the ext line.", static lines => lines with { HashIsAfterExt = true });
        Add("no first line", Current, Old, static lines => lines with { Tag = null });
        Add("no first line and no hash line", Current, Old, static lines => lines with { Tag = null, Hash = null });
        foreach (var type in (ReadOnlySpan<string>)["header", "bewit", "response", "message"])
        {
            var tag = $"hawk.1.{type}";
            Add($"the first line {tag}", server.Tag!, "The MAC was made for something else: a header, a link, a response and a message each have their own first line.",
                lines => lines with { Tag = tag });
        }

        foreach (var type in (ReadOnlySpan<string>)["header", "bewit"])
            Add($"the first line {type}.1 and no hash line", Current, Old, lines => lines with { Tag = $"{type}.1", Hash = null });

        return list.Variants;

        void Add(string signed, string received, string advice, Func<SignedLines, SignedLines> apply) =>
            list.Add(HawkSubject.Layout, signed, received, advice, apply);
    }
}
