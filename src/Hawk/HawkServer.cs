using System.Globalization;
using Hawk.Wire;

namespace Hawk;

/// <summary>
/// The receiving side. The order of the calls is part of the protocol (section 7): parse, find the credential,
/// <see cref="VerifyMac(in HawkHeader, in HawkTarget, HawkCredential, DateTimeOffset)"/>, <see cref="VerifyFreshness"/>, <see cref="VerifyPayload"/>, and the nonce last.
/// Nothing may be stored, and nothing derived from the key answered, before the MAC has matched.
/// </summary>
public static class HawkServer
{
    /// <summary>The skew the protocol suggests: 60 seconds either way.</summary>
    public static readonly TimeSpan DefaultSkew = TimeSpan.FromSeconds(60);

    /// <summary>Verifies that the holder of the credential signed this header for this request. Allocates nothing when it passes.</summary>
    /// <param name="header">The parsed header.</param>
    /// <param name="target">The request as received.</param>
    /// <param name="credential">The credential named by the header's id.</param>
    /// <param name="now">The server's time, which decides which <see cref="HawkCredential.EarlierKeys"/> still count.</param>
    /// <returns><see cref="HawkFailure.None"/> or <see cref="HawkFailure.BadMac"/>.</returns>
    public static HawkFailure VerifyMac(in HawkHeader header, in HawkTarget target, HawkCredential credential, DateTimeOffset now) =>
        FindKey(in header, in target, credential, now, out _) is null ? HawkFailure.BadMac : HawkFailure.None;

    /// <summary>As the other overload, and tells which key and which spelling of the host the client signed with: what answers must use both.</summary>
    /// <param name="header">The parsed header.</param>
    /// <param name="target">The request as received.</param>
    /// <param name="credential">The credential named by the header's id.</param>
    /// <param name="now">The server's time, which decides which <see cref="HawkCredential.EarlierKeys"/> still count.</param>
    /// <param name="match">What the MAC was made with; the credential and the target given when it did not match.</param>
    /// <returns><see cref="HawkFailure.None"/> or <see cref="HawkFailure.BadMac"/>.</returns>
    public static HawkFailure VerifyMac(
        in HawkHeader header, in HawkTarget target, HawkCredential credential, DateTimeOffset now, out HawkMatch match)
    {
        var key = FindKey(in header, in target, credential, now, out var hasOtherSpelling);
        match = new HawkMatch(key ?? credential, hasOtherSpelling ? target.WithOtherIPv6Spelling() : target);
        return key is null ? HawkFailure.BadMac : HawkFailure.None;
    }

    /// <summary>Verifies the body against the header's <c>hash</c>, after the MAC has matched: that is what binds the hash to the client.</summary>
    /// <param name="header">The parsed header.</param>
    /// <param name="credential">The credential that made the MAC.</param>
    /// <param name="payload">The body, or its finished hash.</param>
    /// <returns><see cref="HawkFailure.None"/>, <see cref="HawkFailure.MissingPayloadHash"/> or <see cref="HawkFailure.BadPayloadHash"/>.</returns>
    /// <exception cref="ArgumentException">The payload is <see cref="HawkPayload.None"/>: whether to verify is the caller's policy, not an outcome.</exception>
    public static HawkFailure VerifyPayload(in HawkHeader header, HawkCredential credential, in HawkPayload payload)
    {
        ArgumentNullException.ThrowIfNull(credential);
        if (!payload.HasValue)
            throw new ArgumentException("There is no payload to verify.", nameof(payload));
        if (!header.HasHash)
            return HawkFailure.MissingPayloadHash;

        Span<byte> hash = stackalloc byte[64];
        var matches = payload.TryGetHash(credential.Algorithm, hash, out var written) && Mac.DigestEquals(hash[..written], header.Hash);
        return matches ? HawkFailure.None : HawkFailure.BadPayloadHash;
    }

    /// <summary>Verifies that the timestamp is no further than the skew from now, to the millisecond and in both directions (section 8).</summary>
    /// <param name="header">The parsed header.</param>
    /// <param name="now">The server's time.</param>
    /// <param name="skew">The accepted distance, inclusive; zero accepts only the exact second.</param>
    /// <returns><see cref="HawkFailure.None"/> or <see cref="HawkFailure.StaleTimestamp"/>.</returns>
    public static HawkFailure VerifyFreshness(in HawkHeader header, DateTimeOffset now, TimeSpan skew)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(skew, TimeSpan.Zero);
        var distance = Math.Abs((header.TimestampSeconds * 1000) - now.ToUnixTimeMilliseconds());
        return distance <= skew.Ticks / TimeSpan.TicksPerMillisecond ? HawkFailure.None : HawkFailure.StaleTimestamp;
    }

    /// <summary>Makes the <c>Server-Authorization</c> value of a response (section 10): proof that the key's other holder answered this request.</summary>
    /// <param name="request">The verified header of the request.</param>
    /// <param name="signed">The target the request was signed for.</param>
    /// <param name="credential">The credential that made the MAC of the request: <see cref="HawkMatch.Credential"/>.</param>
    /// <param name="payload">The body of the response, its finished hash, or nothing to leave the body unsigned.</param>
    /// <param name="ext">A text for the client, or null; the attribute characters of section 3.2.</param>
    /// <returns>The field value.</returns>
    /// <exception cref="ArgumentException"><paramref name="ext"/> or the response's media type cannot be signed.</exception>
    public static string SignResponse(in HawkHeader request, in HawkTarget signed, HawkCredential credential, in HawkPayload payload, string? ext = null)
    {
        ArgumentNullException.ThrowIfNull(credential);
        if (!string.IsNullOrEmpty(ext))
            AttributeText.ThrowIfInvalid(ext, nameof(ext));
        var hash = payload.HashText(credential.Algorithm, nameof(payload));
        var text = new NormalizedString
        {
            Type = NormalizedString.Response,
            Timestamp = request.Timestamp,
            Nonce = request.Nonce,
            Method = signed.Method,
            Resource = signed.Resource,
            Host = signed.Host,
            Port = signed.Port,
            Hash = hash,
            Ext = ext,
            App = request.App,
            Dlg = request.Dlg,
        };
        return HeaderText.ServerAuthorization(Mac.Text(credential, in text), hash, ext);
    }

    /// <summary>
    /// Makes the <c>WWW-Authenticate</c> value that tells the client the server's time and proves it with the key (section 8.1).
    /// To be sent only when the MAC of the stale request was right.
    /// </summary>
    /// <param name="credential">The credential that made the MAC of the request: <see cref="HawkMatch.Credential"/>.</param>
    /// <param name="now">The server's time.</param>
    /// <returns>The field value.</returns>
    public static string StaleChallenge(HawkCredential credential, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(credential);
        var seconds = now.ToUnixTimeSeconds();
        return HeaderText.Challenge(
            HawkFailure.StaleTimestamp.Message(),
            [new("ts", seconds.ToString(CultureInfo.InvariantCulture)), new("tsm", Mac.TimestampText(credential, seconds))]);
    }

    /// <summary>The credential whose key made the MAC, and whether it was made for the other spelling of an IPv6 host; null for none.</summary>
    static HawkCredential? FindKey(in HawkHeader header, in HawkTarget target, HawkCredential credential, DateTimeOffset now, out bool hasOtherSpelling)
    {
        ArgumentNullException.ThrowIfNull(credential);
        hasOtherSpelling = false;
        if (target.Host.IsEmpty || header.Mac.IsEmpty)
            return null;
        if (KeyMatches(in header, in target, credential, out hasOtherSpelling))
            return credential;
        // By index: an enumerator of an interface is an allocation, and a wrong MAC comes by here.
        for (var index = 0; index < credential.EarlierKeys.Count; index++)
        {
            var earlier = credential.EarlierKeys[index];
            if (now < earlier.AcceptedUntil && KeyMatches(in header, in target, earlier.Credential, out hasOtherSpelling))
                return earlier.Credential;
        }

        return null;
    }

    static bool KeyMatches(in HawkHeader header, in HawkTarget target, HawkCredential credential, out bool hasOtherSpelling)
    {
        hasOtherSpelling = false;
        if (MacMatches(in header, in target, credential))
            return true;
        // Both spellings of one IPv6 literal name the same host, and clients are divided about the brackets (section 5.3).
        if (!target.HasIPv6Host)
            return false;
        var other = target.WithOtherIPv6Spelling();
        return hasOtherSpelling = MacMatches(in header, in other, credential);
    }

    static bool MacMatches(in HawkHeader header, in HawkTarget target, HawkCredential credential)
    {
        var text = new NormalizedString
        {
            Type = NormalizedString.Header,
            Timestamp = header.Timestamp,
            Nonce = header.Nonce,
            Method = target.Method,
            Resource = target.Resource,
            Host = target.Host,
            Port = target.Port,
            Hash = header.Hash,
            Ext = header.Ext,
            App = header.App,
            Dlg = header.Dlg,
        };
        return Mac.Matches(credential, in text, header.Mac);
    }
}
