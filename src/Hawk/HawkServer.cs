using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Hawk.Wire;

namespace Hawk;

/// <summary>
/// The receiving side. The order of the calls is part of the protocol (section 7): parse, find the credential,
/// <see cref="VerifyMac(in HawkHeader, in HawkTarget, HawkCredential, DateTimeOffset)"/>, <see cref="VerifyFreshness(in HawkHeader, DateTimeOffset, TimeSpan)"/>,
/// <see cref="VerifyPayload"/>, and the nonce last.
/// Nothing may be stored, and nothing derived from the key answered, before the MAC has matched.
/// </summary>
/// <remarks>
/// An unknown id and a wrong MAC get the same answer, and for both a MAC is made, for both spellings of an IPv6 host. That is not the same time to the
/// microsecond: a known id is tried with its <see cref="HawkCredential.EarlierKeys"/> too, a credential made anew for each request or with a longer hash
/// takes longer than the stand-in, and what a store of credentials does for an id it knows is its own. Ids that must stay secret have to be random.
/// </remarks>
public static class HawkServer
{
    /// <summary>The skew the protocol suggests: 60 seconds either way.</summary>
    public static readonly TimeSpan DefaultSkew = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a nonce outlives the moment its request became stale: one minute. It is also what a body that arrives slowly may take beyond that
    /// moment.
    /// </summary>
    public static readonly TimeSpan NonceMargin = TimeSpan.FromSeconds(60);

    // Stands in for a credential that does not exist, so that an unknown id takes a MAC as a wrong MAC does, for both spellings of an IPv6 host
    // (section 7, harden). It has no earlier keys and is always warm: a known id with earlier keys, with a longer algorithm or made anew for each request
    // takes longer, and so may the store's look-up. The answers are equal, the times are near.
    static readonly HawkCredential Decoy = new("decoy", RandomNumberGenerator.GetBytes(32));

    // The last part of a nonce's life is not relied on: shared stores round lifetimes, and servers' clocks differ a little.
    static readonly TimeSpan NonceGuard = TimeSpan.FromSeconds(5);

    /// <summary>Verifies that the holder of the credential signed this header for this request. Allocates nothing when it passes.</summary>
    /// <param name="header">The parsed header.</param>
    /// <param name="target">The request as received.</param>
    /// <param name="credential">The credential named by the header's id; null when there is none: a MAC is made even so, see the remarks of <see cref="HawkServer"/>.</param>
    /// <param name="now">The server's time, which decides which <see cref="HawkCredential.EarlierKeys"/> still count.</param>
    /// <returns><see cref="HawkFailure.None"/>, <see cref="HawkFailure.UnknownCredential"/> or <see cref="HawkFailure.BadMac"/>.</returns>
    public static HawkFailure VerifyMac(in HawkHeader header, in HawkTarget target, HawkCredential? credential, DateTimeOffset now)
    {
        var text = new RequestText(in header, in target);
        return FindKey(in text, header.Mac, in target, credential, now, out _, out _);
    }

    /// <summary>As the other overload, and tells which key and which spelling of the host the client signed with: what answers must use both.</summary>
    /// <param name="header">The parsed header.</param>
    /// <param name="target">The request as received.</param>
    /// <param name="credential">The credential named by the header's id; null when there is none: a MAC is made even so, see the remarks of <see cref="HawkServer"/>.</param>
    /// <param name="now">The server's time, which decides which <see cref="HawkCredential.EarlierKeys"/> still count.</param>
    /// <param name="match">What the MAC was made with; its default value when it did not match.</param>
    /// <returns><see cref="HawkFailure.None"/>, <see cref="HawkFailure.UnknownCredential"/> or <see cref="HawkFailure.BadMac"/>.</returns>
    public static HawkFailure VerifyMac(
        in HawkHeader header, in HawkTarget target, HawkCredential? credential, DateTimeOffset now, out HawkMatch match)
    {
        var text = new RequestText(in header, in target);
        return VerifyMac(in text, header.Mac, in target, credential, now, out match);
    }

    /// <summary>
    /// Verifies a signed link (section 11.2): the MAC, for GET whatever the method of the request is, and then the expiry, without any skew.
    /// A link has no nonce and opens until it expires. Allocates nothing when it passes.
    /// </summary>
    /// <param name="bewit">The parsed bewit, which holds the signed path and query.</param>
    /// <param name="target">The request as received; host and port are taken from it.</param>
    /// <param name="credential">The credential named by the bewit's id; null when there is none: a MAC is made even so, see the remarks of <see cref="HawkServer"/>.</param>
    /// <param name="now">The server's time, which also decides which <see cref="HawkCredential.EarlierKeys"/> still count.</param>
    /// <param name="maxLifetime">
    /// How much life a link may have left, more than zero; <see cref="TimeSpan.MaxValue"/> for any. A limit equal to the life of the links an issuer
    /// makes refuses the fresh ones of an issuer whose clock is ahead.
    /// </param>
    /// <param name="match">What the MAC was made with, its target being GET and the path and query without the bewit; its default value when it did not match.</param>
    /// <returns>
    /// <see cref="HawkFailure.None"/>, <see cref="HawkFailure.UnknownCredential"/>, <see cref="HawkFailure.BadMac"/>, <see cref="HawkFailure.AccessExpired"/>
    /// or <see cref="HawkFailure.BewitLifetimeTooLong"/>.
    /// </returns>
    public static HawkFailure VerifyBewit(
        in HawkBewit bewit, in HawkTarget target, HawkCredential? credential, DateTimeOffset now, TimeSpan maxLifetime, out HawkMatch match)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(maxLifetime, TimeSpan.Zero);
        var text = NormalizedString.ForBewit(bewit.Expires, bewit.Resource, target.Host, target.Port, bewit.Ext);
        var failure = VerifyMac(in text, bewit.Mac, target.ForLink(bewit.Resource), credential, now, out match);
        if (failure is not HawkFailure.None)
            return failure;

        var remaining = (bewit.ExpiresSeconds * 1000) - now.ToUnixTimeMilliseconds();
        if (remaining <= 0)
            return HawkFailure.AccessExpired;
        var isTooLong = maxLifetime != TimeSpan.MaxValue && remaining > maxLifetime.Ticks / TimeSpan.TicksPerMillisecond;
        return isTooLong ? HawkFailure.BewitLifetimeTooLong : HawkFailure.None;
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
    public static HawkFailure VerifyFreshness(in HawkHeader header, DateTimeOffset now, TimeSpan skew) =>
        VerifyFreshness(header.TimestampSeconds, now, skew);

    /// <summary>
    /// Verifies the signature of a message outside HTTP (section 12): the MAC, and then the hash of the message. As with a request the timestamp
    /// (<see cref="VerifyFreshness(HawkMessage, DateTimeOffset, TimeSpan)"/>) and the nonce come after it.
    /// </summary>
    /// <param name="message">The parsed signature.</param>
    /// <param name="host">The host both sides have agreed to sign. One that cannot be signed matches nothing.</param>
    /// <param name="port">The port both sides have agreed to sign, 1 to 65535.</param>
    /// <param name="payload">The message, text as its UTF-8 bytes; may be empty.</param>
    /// <param name="credential">The credential named by the message's id; null when there is none: a MAC is made even so, see the remarks of <see cref="HawkServer"/>.</param>
    /// <param name="now">The server's time, which decides which <see cref="HawkCredential.EarlierKeys"/> still count.</param>
    /// <param name="match">What the MAC was made with; its default value when it did not match. Its target has neither method nor resource.</param>
    /// <returns>
    /// <see cref="HawkFailure.None"/>, <see cref="HawkFailure.UnknownCredential"/>, <see cref="HawkFailure.BadMac"/> or <see cref="HawkFailure.BadMessageHash"/>.
    /// </returns>
    public static HawkFailure VerifyMessage(
        HawkMessage message, string host, int port, ReadOnlySpan<byte> payload, HawkCredential? credential, DateTimeOffset now, out HawkMatch match)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(host);
        _ = HawkTarget.TryForMessage(host, port, out var target);
        var text = NormalizedString.ForMessage(message.TimestampText, message.Nonce, target.Host, target.Port, message.Hash);
        var failure = VerifyMac(in text, message.Mac, in target, credential, now, out match);
        if (failure is not HawkFailure.None)
            return failure;

        Span<byte> hash = stackalloc byte[64];
        var isHashed = PayloadHasher.TryHash(match.Credential.Algorithm, contentType: default, payload, hash, out var written);
        return isHashed && Mac.DigestEquals(hash[..written], message.Hash) ? HawkFailure.None : HawkFailure.BadMessageHash;
    }

    /// <summary>Verifies that the timestamp of a message is no further than the skew from now, to the millisecond and in both directions (section 8).</summary>
    /// <param name="message">The parsed signature.</param>
    /// <param name="now">The server's time.</param>
    /// <param name="skew">The accepted distance, inclusive; zero accepts only the exact second.</param>
    /// <returns><see cref="HawkFailure.None"/> or <see cref="HawkFailure.StaleTimestamp"/>.</returns>
    public static HawkFailure VerifyFreshness(HawkMessage message, DateTimeOffset now, TimeSpan skew)
    {
        ArgumentNullException.ThrowIfNull(message);
        return VerifyFreshness(message.Timestamp, now, skew);
    }

    /// <summary>
    /// Remembers the nonce of a request that has passed everything else: the last step. The nonce is kept until its timestamp cannot be accepted any
    /// more, plus a margin.
    /// </summary>
    /// <param name="store">Where nonces are remembered.</param>
    /// <param name="header">The verified header.</param>
    /// <param name="credential">
    /// The credential as the store of credentials gave it. Its id counts, not the header's: a store that finds ids without regard to case must not give
    /// one nonce two names.
    /// </param>
    /// <param name="now">
    /// The server's time, read for this step: a body may have taken long to arrive, and a request whose nonce might be forgotten already is stale.
    /// </param>
    /// <param name="skew">
    /// The skew the freshness was verified with. A smaller one opens no gap here: a request whose nonce might be forgotten is refused as stale. But everybody
    /// who shares the store has to pass the same skew and margin, before and after a restart: one that accepts longer than another remembers accepts a copy.
    /// </param>
    /// <param name="margin">How long to keep it beyond that: <see cref="NonceMargin"/>, or longer; the same for everybody who shares the store.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>
    /// <see cref="HawkFailure.None"/>, <see cref="HawkFailure.Replay"/>, <see cref="HawkFailure.StaleTimestamp"/>,
    /// <see cref="HawkFailure.TooManyRequests"/> or <see cref="HawkFailure.NonceStoreFull"/>.
    /// </returns>
    public static ValueTask<HawkFailure> RecordNonceAsync(
        IHawkNonceStore store, HawkHeader header, HawkCredential credential, DateTimeOffset now, TimeSpan skew, TimeSpan margin,
        CancellationToken cancellationToken) =>
        RecordNonceAsync(store, credential, header.Nonce.ToString(), header.TimestampSeconds, now, skew, margin, cancellationToken);

    /// <summary>As the other overload, for a message (section 12).</summary>
    /// <param name="store">Where nonces are remembered.</param>
    /// <param name="message">The verified signature.</param>
    /// <param name="credential">The credential as the store of credentials gave it.</param>
    /// <param name="now">The server's time, read for this step.</param>
    /// <param name="skew">The skew the freshness was verified with, the same for everybody who shares the store; see the other overload.</param>
    /// <param name="margin">How long to keep the nonce beyond the moment its timestamp became stale: <see cref="NonceMargin"/>, or longer; likewise the same.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>As the other overload.</returns>
    public static ValueTask<HawkFailure> RecordNonceAsync(
        IHawkNonceStore store, HawkMessage message, HawkCredential credential, DateTimeOffset now, TimeSpan skew, TimeSpan margin,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        return RecordNonceAsync(store, credential, message.Nonce, message.Timestamp, now, skew, margin, cancellationToken);
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
            Type = SignedText.Response,
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

    static async ValueTask<HawkFailure> RecordNonceAsync(
        IHawkNonceStore store, HawkCredential credential, string nonce, long timestamp, DateTimeOffset now, TimeSpan skew, TimeSpan margin,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentOutOfRangeException.ThrowIfLessThan(skew, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(margin, NonceMargin);
        if (timestamp > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
            return HawkFailure.StaleTimestamp;
        var lifetime = DateTimeOffset.FromUnixTimeSeconds(timestamp) - now + skew + margin;
        if (lifetime <= NonceGuard)
            return HawkFailure.StaleTimestamp;
        return await store.TryAddAsync(credential.Id, nonce, timestamp, lifetime, cancellationToken).ConfigureAwait(false) switch
        {
            HawkNonceOutcome.Added => HawkFailure.None,
            HawkNonceOutcome.QuotaExceeded => HawkFailure.TooManyRequests,
            HawkNonceOutcome.StoreFull => HawkFailure.NonceStoreFull,
            _ => HawkFailure.Replay,
        };
    }

    static HawkFailure VerifyMac<TText>(
        scoped in TText text, scoped ReadOnlySpan<char> claimed, scoped in HawkTarget target, HawkCredential? credential, DateTimeOffset now,
        out HawkMatch match)
        where TText : struct, IReceivedText<TText>, allows ref struct
    {
        var failure = FindKey(in text, claimed, in target, credential, now, out var key, out var hasOtherSpelling);
        match = failure is HawkFailure.None ? new HawkMatch(key!, hasOtherSpelling ? target.WithOtherIPv6Spelling() : target) : default;
        return failure;
    }

    /// <summary>
    /// The one rule for every kind of MAC: the current key, then the earlier ones that still count, each for both spellings of an IPv6 host.
    /// Gives the credential whose key it was; null when it was none.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static HawkFailure FindKey<TText>(
        scoped in TText text, scoped ReadOnlySpan<char> claimed, scoped in HawkTarget target, HawkCredential? credential, DateTimeOffset now,
        out HawkCredential? key, out bool hasOtherSpelling)
        where TText : struct, IReceivedText<TText>, allows ref struct
    {
        key = null;
        hasOtherSpelling = false;
        if (target.Host.IsEmpty || claimed.IsEmpty)
            return credential is null ? HawkFailure.UnknownCredential : HawkFailure.BadMac;
        // The same code for both: an unknown id takes what a known one takes.
        var isMatch = KeyMatches(in text, claimed, in target, credential ?? Decoy, out hasOtherSpelling);
        if (credential is null)
        {
            hasOtherSpelling = false;
            return HawkFailure.UnknownCredential;
        }

        if (isMatch)
        {
            key = credential;
            return HawkFailure.None;
        }

        // By index: an enumerator of an interface is an allocation, and a wrong MAC comes by here.
        for (var index = 0; index < credential.EarlierKeys.Count; index++)
        {
            var earlier = credential.EarlierKeys[index];
            if (now >= earlier.AcceptedUntil || !KeyMatches(in text, claimed, in target, earlier.Credential, out hasOtherSpelling))
                continue;
            key = earlier.Credential;
            return HawkFailure.None;
        }

        return HawkFailure.BadMac;
    }

    static HawkFailure VerifyFreshness(long seconds, DateTimeOffset now, TimeSpan skew)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(skew, TimeSpan.Zero);
        var distance = Math.Abs((seconds * 1000) - now.ToUnixTimeMilliseconds());
        return distance <= skew.Ticks / TimeSpan.TicksPerMillisecond ? HawkFailure.None : HawkFailure.StaleTimestamp;
    }

    static bool KeyMatches<TText>(
        scoped in TText text, scoped ReadOnlySpan<char> claimed, scoped in HawkTarget target, HawkCredential credential, out bool hasOtherSpelling)
        where TText : struct, IReceivedText<TText>, allows ref struct
    {
        hasOtherSpelling = false;
        if (Mac.Matches(credential, in text, claimed))
            return true;
        // Both spellings of one IPv6 literal name the same host, and clients are divided about the brackets (section 5.3).
        if (!target.HasIPv6Host)
            return false;
        var otherText = text.WithHost(target.WithOtherIPv6Spelling().Host);
        return hasOtherSpelling = Mac.Matches(credential, in otherText, claimed);
    }
}
