using System.Globalization;
using Hawk.Wire;

namespace Hawk.Diagnostics;

/// <summary>
/// The text under a MAC (section 4), made from its parts as they are given: to compare with what another implementation signs, part by part.
/// Nothing is checked but that no part can shift a line. Requests are signed by <see cref="HawkClient"/> and verified by <see cref="HawkServer"/>.
/// </summary>
public sealed record HawkText
{
    /// <summary>What is signed. A request by default.</summary>
    public HawkTextKind Kind { get; init; }

    /// <summary>The timestamp as it is written; the expiry of a link.</summary>
    /// <exception cref="ArgumentException">It is not ASCII, or has a line break.</exception>
    public required string Timestamp { get; init => field = Ascii(value); }

    /// <summary>The nonce as it is written; empty in a link.</summary>
    /// <exception cref="ArgumentException">It has a line break.</exception>
    public string Nonce { get; init => field = Line(value); } = string.Empty;

    /// <summary>The method in any case; empty in a message.</summary>
    /// <exception cref="ArgumentException">It is not ASCII, or has a line break.</exception>
    public string Method { get; init => field = Ascii(value); } = string.Empty;

    /// <summary>Path and query; empty in a message.</summary>
    /// <exception cref="ArgumentException">It has a line break.</exception>
    public string Resource { get; init => field = Line(value); } = string.Empty;

    /// <summary>The host in any case, an IPv6 address with or without brackets.</summary>
    /// <exception cref="ArgumentException">It is not ASCII, or has a line break.</exception>
    public string Host { get; init => field = Ascii(value); } = string.Empty;

    /// <summary>The port.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not a port.</exception>
    public int Port
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 65535);
            field = value;
        }
    }

    /// <summary>The payload hash in base64; empty for none.</summary>
    /// <exception cref="ArgumentException">It is not ASCII, or has a line break.</exception>
    public string Hash { get; init => field = Ascii(value); } = string.Empty;

    /// <summary>The application's text; empty for none. Backslashes and line feeds in it are escaped (section 4.2).</summary>
    public string Ext { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = string.Empty;

    /// <summary>The application; empty for none, and then there is no line for <see cref="Dlg"/> either.</summary>
    /// <exception cref="ArgumentException">It has a line break.</exception>
    public string App { get; init => field = Line(value); } = string.Empty;

    /// <summary>The delegating application; empty for none.</summary>
    /// <exception cref="ArgumentException">It has a line break.</exception>
    public string Dlg { get; init => field = Line(value); } = string.Empty;

    /// <summary>Describes a received request by its header and its target, as a server sees them.</summary>
    /// <param name="header">The parsed header.</param>
    /// <param name="target">The request.</param>
    /// <returns>The text whose MAC a server expects in the header.</returns>
    public static HawkText OfRequest(in HawkHeader header, in HawkTarget target) => new()
    {
        Timestamp = header.Timestamp.ToString(),
        Nonce = header.Nonce.ToString(),
        Method = target.Method.ToString(),
        Resource = target.Resource.ToString(),
        Host = target.Host.ToString(),
        Port = target.Port,
        Hash = header.Hash.ToString(),
        Ext = header.Ext.ToString(),
        App = header.App.ToString(),
        Dlg = header.Dlg.ToString(),
    };

    /// <summary>
    /// The MAC of the text in base64. Who has it can send the request: it belongs in a tool somebody runs, and never in a log or an answer (section 7).
    /// </summary>
    /// <param name="credential">The credential.</param>
    /// <returns>The MAC.</returns>
    public string ComputeMac(HawkCredential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        if (Kind is HawkTextKind.Timestamp)
            return Mac.TimestampText(credential, Seconds);
        var text = Normalized();
        return Mac.Text(credential, in text);
    }

    /// <summary>The text that is signed, every line with its line feed. It holds no secret.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Kind is HawkTextKind.Timestamp ? $"hawk.1.ts\n{Seconds}\n" : Normalized().ToString();

    long Seconds => long.TryParse(Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        ? seconds
        : throw new InvalidOperationException("The timestamp of a server's time is a whole number of seconds.");

    NormalizedString Normalized() => new()
    {
        Type = Kind switch
        {
            HawkTextKind.Header => SignedText.Header,
            HawkTextKind.Response => SignedText.Response,
            HawkTextKind.Bewit => SignedText.Bewit,
            HawkTextKind.Message => SignedText.Message,
            _ => throw new InvalidOperationException("Not a kind of signed text."),
        },
        Timestamp = Timestamp,
        Nonce = Nonce,
        Method = Method,
        Resource = Resource,
        Host = Host,
        Port = Port,
        Hash = Hash,
        Ext = Ext,
        App = App,
        Dlg = Dlg,
    };

    static string Line(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.AsSpan().ContainsAny('\r', '\n') ? throw new ArgumentException("A line break would shift the lines of the text.", nameof(value)) : value;
    }

    static string Ascii(string value) =>
        System.Text.Ascii.IsValid(Line(value)) ? value : throw new ArgumentException("Only ASCII can stand here.", nameof(value));
}
