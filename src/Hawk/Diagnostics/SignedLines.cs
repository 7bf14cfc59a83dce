using System.Globalization;
using System.Text;

namespace Hawk.Diagnostics;

/// <summary>
/// The signed text (section 4.1) as free lines, so that it can be written the way other implementations write it. What verifies requests is
/// <see cref="Wire.SignedText"/>, which can write it in one way only.
/// </summary>
sealed record SignedLines
{
    /// <summary>The whole first line; null when there is none.</summary>
    internal string? Tag { get; init; } = "hawk.1.header";

    internal required string Timestamp { get; init; }

    internal required string Nonce { get; init; }

    internal required string Method { get; init; }

    internal required string Resource { get; init; }

    internal required string Host { get; init; }

    internal required string Port { get; init; }

    /// <summary>Null when the line is left out, which today's form never does.</summary>
    internal string? Hash { get; init; } = string.Empty;

    internal string Ext { get; init; } = string.Empty;

    /// <summary>Null when there are neither app nor dlg lines.</summary>
    internal string? App { get; init; }

    /// <summary>Null when the line is left out, which today's form does only without an app.</summary>
    internal string? Dlg { get; init; }

    internal bool HashIsAfterExt { get; init; }

    internal string LineEnd { get; init; } = "\n";

    internal bool EndsWithLineEnd { get; init; } = true;

    internal static SignedLines From(in HawkHeader header, in HawkTarget target) => new()
    {
        Timestamp = header.Timestamp.ToString(),
        Nonce = header.Nonce.ToString(),
        Method = target.Method.ToString().ToUpperInvariant(),
        Resource = target.Resource.ToString(),
        Host = target.Host.ToString().ToLowerInvariant(),
        Port = target.Port.ToString(CultureInfo.InvariantCulture),
        Hash = header.Hash.ToString(),
        Ext = header.Ext.ToString(),
        App = header.HasApp ? header.App.ToString() : null,
        Dlg = header.HasApp ? header.Dlg.ToString() : null,
    };

    internal static SignedLines From(in HawkBewit bewit, in HawkTarget target) => new()
    {
        Tag = "hawk.1.bewit",
        Timestamp = bewit.Expires.ToString(),
        Nonce = string.Empty,
        Method = "GET",
        Resource = bewit.Resource,
        Host = target.Host.ToString().ToLowerInvariant(),
        Port = target.Port.ToString(CultureInfo.InvariantCulture),
        Ext = bewit.Ext.ToString(),
    };

    /// <summary>Each line with its name, in order.</summary>
    internal List<KeyValuePair<string, string>> Lines()
    {
        List<KeyValuePair<string, string>> lines = [];
        Add("type", Tag);
        Add("ts", Timestamp);
        Add("nonce", Nonce);
        Add("method", Method);
        Add("target", Resource);
        Add("host", Host);
        Add("port", Port);
        if (!HashIsAfterExt)
            Add("hash", Hash);
        Add("ext", Ext);
        if (HashIsAfterExt)
            Add("hash", Hash);
        Add("app", App);
        Add("dlg", Dlg);
        return lines;

        void Add(string name, string? line)
        {
            if (line is not null)
                lines.Add(new(name, line));
        }
    }

    internal string Text()
    {
        var text = new StringBuilder(256);
        foreach (var (_, line) in Lines())
            text.Append(line).Append(LineEnd);
        if (!EndsWithLineEnd)
            text.Length -= LineEnd.Length;
        return text.ToString();
    }

    /// <summary>The lines alone: a printed text would show a payload hash.</summary>
    public override string ToString() => Tag ?? string.Empty;
}
