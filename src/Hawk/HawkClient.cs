using System.Globalization;
using Hawk.Wire;

namespace Hawk;

/// <summary>The sending side: sign a request, verify its response, learn the server's time from a refusal.</summary>
public static class HawkClient
{
    /// <summary>The longest life <see cref="SignLink"/> gives a link: 7 days. A longer one has to be meant: see <see cref="CreateBewit"/>.</summary>
    public static readonly TimeSpan MaxLinkLifetime = TimeSpan.FromDays(7);

    static readonly HawkSignOptions NoOptions = new();

    /// <summary>Signs a request.</summary>
    /// <param name="credential">The credential to sign with.</param>
    /// <param name="target">The request as it will be sent.</param>
    /// <param name="now">The client's time, corrected by what <see cref="JudgeChallenge"/> has taught about this server.</param>
    /// <param name="payload">The body, its finished hash, or nothing to leave the body unsigned.</param>
    /// <param name="options">What to add; null for nothing.</param>
    /// <returns>The header value and what was signed.</returns>
    /// <exception cref="ArgumentException">A text has a character that cannot travel in the header, the target is empty,
    /// the media type cannot be signed, or the header would be longer than 4096 characters.</exception>
    public static HawkAuthorization Authorize(
        HawkCredential credential, in HawkTarget target, DateTimeOffset now, in HawkPayload payload = default, HawkSignOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(credential);
        if (target.Host.IsEmpty)
            throw new ArgumentException("The target is empty.", nameof(target));
        var seconds = now.ToUnixTimeSeconds();
        ArgumentOutOfRangeException.ThrowIfNegative(seconds, nameof(now));
        if (options is null)
            options = NoOptions;
        else
            ThrowIfInvalid(options);
        var hash = payload.HashText(credential.Algorithm, nameof(payload));
        return new HawkAuthorization(credential, in target, seconds, hash, options);
    }

    /// <summary>Verifies that the response to a request comes from the holder of the key (section 10).</summary>
    /// <param name="request">The signed request.</param>
    /// <param name="credential">The credential it was signed with.</param>
    /// <param name="serverAuthorization">The <c>Server-Authorization</c> value of the response, or null when the field is absent.</param>
    /// <param name="check">How strictly to look.</param>
    /// <param name="payload">The body of the response, its finished hash, or nothing to leave the body unverified.</param>
    /// <returns>What is wrong, or <see cref="HawkResponseFailure.None"/>.</returns>
    public static HawkResponseFailure VerifyResponse(
        HawkAuthorization request, HawkCredential credential, string? serverAuthorization, HawkResponseCheck check, in HawkPayload payload = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(credential);
        if (check is HawkResponseCheck.Off)
            return HawkResponseFailure.None;
        if (serverAuthorization is null)
            return check is HawkResponseCheck.Required ? HawkResponseFailure.MissingHeader : HawkResponseFailure.None;

        var slots = default(AttributeSlots);
        if (HeaderGrammar.Parse(serverAuthorization, HeaderGrammar.ServerAuthorizationNames, ref slots) is not HeaderFault.None)
            return HawkResponseFailure.MalformedHeader;
        var mac = serverAuthorization.AsSpan(slots[0].Start, slots[0].Length);
        var hash = serverAuthorization.AsSpan(slots[1].Start, slots[1].Length);
        var ext = serverAuthorization.AsSpan(slots[2].Start, slots[2].Length);
        if (mac.IsEmpty)
            return HawkResponseFailure.MalformedHeader;

        var text = new AuthorizationText(SignedText.Response, request, request.NonceSpan, hash, ext);
        if (!Mac.Matches(credential, in text, mac))
            return HawkResponseFailure.BadMac;
        return payload.HasValue ? VerifyPayload(credential, in payload, hash) : HawkResponseFailure.None;
    }

    /// <summary>
    /// Looks for the server's time in a <c>WWW-Authenticate</c> value, which may hold other challenges too, and trusts it only with a right
    /// <c>tsm</c> (section 8.1). The offset belongs to this server alone and never to the system clock; sign again once, not in a loop.
    /// </summary>
    /// <param name="credential">The credential of the refused request.</param>
    /// <param name="wwwAuthenticate">The field value, or null when the field is absent.</param>
    /// <param name="now">The client's own, uncorrected time.</param>
    /// <param name="offset">What to add to the client's time, in whole seconds; zero unless trusted.</param>
    /// <returns>The verdict.</returns>
    public static HawkChallengeVerdict JudgeChallenge(HawkCredential credential, string? wwwAuthenticate, DateTimeOffset now, out TimeSpan offset)
    {
        ArgumentNullException.ThrowIfNull(credential);
        offset = TimeSpan.Zero;
        var verdict = HawkChallengeVerdict.NoServerTime;
        var search = new ChallengeSearch(wwwAuthenticate);
        while (search.MoveNext())
        {
            if (search.Timestamp.IsEmpty)
                continue;
            verdict = HawkChallengeVerdict.Rejected;
            if (!HeaderGrammar.TryParseTimestamp(search.Timestamp, out var seconds) || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
                continue;
            if (!Mac.TimestampMatches(credential, search.Timestamp, search.TimestampMac))
                continue;
            offset = TimeSpan.FromSeconds(seconds - now.ToUnixTimeSeconds());
            return HawkChallengeVerdict.Trusted;
        }

        return verdict;
    }

    /// <summary>
    /// Makes a bewit (section 11), the value of a <c>bewit</c> parameter: whoever has it may GET and HEAD the target until it expires, as often as they like.
    /// It is appended to the query of exactly this target; <see cref="SignLink"/> does that too. Keep it out of logs.
    /// </summary>
    /// <param name="credential">The credential to sign with.</param>
    /// <param name="target">What to open; the method is not looked at.</param>
    /// <param name="expires">The first moment at which the link does not open any more, in whole seconds: fractions are dropped.</param>
    /// <param name="ext">A text for the server's application, or null; the attribute characters of section 3.2.</param>
    /// <returns>Base64url without padding.</returns>
    /// <exception cref="ArgumentException"><paramref name="ext"/> cannot be signed, the target is no path, it has a bewit parameter already, or it would be
    /// longer than 4096 characters with one; or the expiry lies before 1970.</exception>
    public static string CreateBewit(HawkCredential credential, in HawkTarget target, DateTimeOffset expires, string? ext = null)
    {
        ArgumentNullException.ThrowIfNull(credential);
        var seconds = expires.ToUnixTimeSeconds();
        ArgumentOutOfRangeException.ThrowIfNegative(seconds, nameof(expires));
        if (!string.IsNullOrEmpty(ext))
            AttributeText.ThrowIfInvalid(ext, nameof(ext));
        if (!target.Resource.StartsWith('/'))
            throw new ArgumentException("A link needs a path that begins with a slash.", nameof(target));
        if (BewitText.Count(target.Resource, out _) > 0) // even one a server would not read: it would read the two
            throw new ArgumentException("The link has a bewit parameter already, and a second one would be refused.", nameof(target));

        var expiresText = seconds.ToString(CultureInfo.InvariantCulture);
        var text = NormalizedString.ForBewit(expiresText, target.Resource, target.Host, target.Port, ext);
        var bewit = BewitText.Encode(credential.Id, expiresText, Mac.Text(credential, in text), ext);
        if (BewitText.Append(target.Resource, bewit).Length > BewitText.MaxTargetLength)
            throw new ArgumentException("The link would be longer than the 4096 characters a server accepts.", nameof(target));
        return bewit;
    }

    /// <summary>
    /// Signs a link (section 11): the same URL with a <c>bewit</c> parameter at the end of its query. A fragment stays where it is; it is neither sent nor signed.
    /// Hand out <see cref="Uri.AbsoluteUri"/>: <see cref="Uri.ToString"/> decodes for display.
    /// </summary>
    /// <param name="credential">The credential to sign with.</param>
    /// <param name="uri">The absolute URL to open.</param>
    /// <param name="now">The issuer's time.</param>
    /// <param name="lifetime">More than zero and at most <see cref="MaxLinkLifetime"/>. The link ends on a whole second, at most one second earlier.</param>
    /// <param name="ext">A text for the server's application, or null; the attribute characters of section 3.2.</param>
    /// <returns>The link. It is a secret for as long as it lives: keep it out of logs.</returns>
    /// <exception cref="ArgumentException">The life is out of range; <paramref name="ext"/> cannot be signed; or the URL is relative, has user information
    /// (a client would send that as a second authentication), has a bewit parameter already, would become longer than 4096 characters,
    /// or is one that <see cref="Uri"/> alters when it reads it again.</exception>
    public static Uri SignLink(HawkCredential credential, Uri uri, DateTimeOffset now, TimeSpan lifetime, string? ext = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lifetime, MaxLinkLifetime);
        var target = HawkTarget.FromUri("GET", uri);
        if (uri.UserInfo.Length > 0)
            throw new ArgumentException("The URL has user information, and a link opens without any other authentication.", nameof(uri));
        var resource = BewitText.Append(target.Resource, CreateBewit(credential, in target, now + lifetime, ext));
        var link = new Uri($"{uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}{resource}{uri.Fragment}");
        if (!HawkTarget.FromUri("GET", link).Resource.SequenceEqual(resource))
            throw new ArgumentException("The URL changes when it is read again, so that what is signed would not be what is sent.", nameof(uri));
        return link;
    }

    /// <summary>Signs a message outside HTTP (section 12), for example one of a socket or a queue.</summary>
    /// <param name="credential">The credential to sign with.</param>
    /// <param name="host">The host both sides have agreed to sign; signed in lower case.</param>
    /// <param name="port">The port both sides have agreed to sign, 1 to 65535.</param>
    /// <param name="payload">The message, text as its UTF-8 bytes; may be empty.</param>
    /// <param name="now">The sender's time.</param>
    /// <param name="nonce">The nonce, or null for 16 random bytes, which is right for everything but reproducible examples.</param>
    /// <returns>The signature, to be sent beside the message.</returns>
    /// <exception cref="ArgumentException">The host, the port or the nonce cannot be signed, the time lies before 1970, or the signature would be longer than
    /// the <see cref="HawkMessage.MaxJsonLength"/> bytes a server reads.</exception>
    public static HawkMessage SignMessage(
        HawkCredential credential, string host, int port, ReadOnlySpan<byte> payload, DateTimeOffset now, string? nonce = null)
    {
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65535);
        var seconds = now.ToUnixTimeSeconds();
        ArgumentOutOfRangeException.ThrowIfNegative(seconds, nameof(now));
        if (nonce is not null)
            AttributeText.ThrowIfInvalid(nonce, nameof(nonce));
        if (!HawkTarget.TryForMessage(host, port, out var target))
            throw new ArgumentException("Not a host that can be signed.", nameof(host));

        nonce ??= Nonces.Next();
        var timestamp = seconds.ToString(CultureInfo.InvariantCulture);
        var hash = HawkPayload.FromBytes(contentType: default, payload).HashText(credential.Algorithm, nameof(payload))!;
        var text = NormalizedString.ForMessage(timestamp, nonce, target.Host, port, hash);
        var message = new HawkMessage(credential.Id, timestamp, seconds, nonce, hash, Mac.Text(credential, in text));
        if (message.ToJson().Length > HawkMessage.MaxJsonLength)
            throw new ArgumentException("The signature would be longer than a server reads.", nameof(nonce));
        return message;
    }

    static HawkResponseFailure VerifyPayload(HawkCredential credential, in HawkPayload payload, ReadOnlySpan<char> claimed)
    {
        if (claimed.IsEmpty)
            return HawkResponseFailure.MissingPayloadHash;
        Span<byte> hash = stackalloc byte[64];
        var matches = payload.TryGetHash(credential.Algorithm, hash, out var written) && Mac.DigestEquals(hash[..written], claimed);
        return matches ? HawkResponseFailure.None : HawkResponseFailure.BadPayloadHash;
    }

    // What a peer's parser would refuse must not be signed in the first place: the quote and the backslash sign correctly
    // and are then refused by every receiver (section 4.2).
    static void ThrowIfInvalid(HawkSignOptions options)
    {
        if (options.Nonce is not null)
            AttributeText.ThrowIfInvalid(options.Nonce, nameof(options));
        ThrowIfInvalid(options.Ext);
        ThrowIfInvalid(options.App);
        ThrowIfInvalid(options.Dlg);

        static void ThrowIfInvalid(string? text)
        {
            if (!string.IsNullOrEmpty(text))
                AttributeText.ThrowIfInvalid(text, nameof(options));
        }
    }
}
