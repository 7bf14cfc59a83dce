using System.Globalization;
using Hawk.Wire;

namespace Hawk;

/// <summary>
/// The signature of a message outside HTTP (section 12), which travels beside the message as the JSON object <c>{ id, ts, nonce, hash, mac }</c>.
/// Until <see cref="HawkServer.VerifyMessage"/> has passed, every part of a parsed one is only a claim.
/// </summary>
public sealed class HawkMessage
{
    /// <summary>The longest JSON text <see cref="Parse"/> reads: 4096 bytes, as much as a header may have.</summary>
    public const int MaxJsonLength = MessageJson.MaxLength;

    internal HawkMessage(string id, string timestampText, long timestamp, string nonce, string hash, string mac)
    {
        Id = id;
        TimestampText = timestampText;
        Timestamp = timestamp;
        Nonce = nonce;
        Hash = hash;
        Mac = mac;
    }

    /// <summary>The id of the credential.</summary>
    public string Id { get; }

    /// <summary>The signed time in seconds since 1970-01-01 UTC.</summary>
    public long Timestamp { get; }

    /// <summary>The nonce.</summary>
    public string Nonce { get; }

    /// <summary>The hash of the message in base64.</summary>
    public string Hash { get; }

    /// <summary>The MAC in base64.</summary>
    public string Mac { get; }

    /// <summary>The timestamp as it was written, which is what was signed.</summary>
    internal string TimestampText { get; }

    internal bool IsTimestampCanonical => TimestampText == Timestamp.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Parses the JSON object. The five members are required, each once, and obey the attribute characters of section 3.2; <c>ts</c> is 1 to 15 digits, as a
    /// number or as a string. Other members are not signed and not looked at.
    /// </summary>
    /// <param name="utf8Json">The JSON text; more than <see cref="MaxJsonLength"/> bytes are refused.</param>
    /// <param name="message">The message, when nothing failed.</param>
    /// <returns><see cref="HawkFailure.None"/> or <see cref="HawkFailure.InvalidMessage"/>.</returns>
    public static HawkFailure Parse(ReadOnlySpan<byte> utf8Json, out HawkMessage? message) =>
        MessageJson.TryRead(utf8Json, out message) ? HawkFailure.None : HawkFailure.InvalidMessage;

    /// <summary>Writes the JSON object.</summary>
    /// <returns>A text without blanks and line breaks.</returns>
    public string ToJson() => MessageJson.Write(this);

    /// <summary>The id, and nothing that could be replayed.</summary>
    /// <returns>A short text for logs.</returns>
    public override string ToString() => $"Hawk id=\"{Id}\"";
}
