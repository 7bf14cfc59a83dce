using Hawk.Wire;

namespace Hawk;

/// <summary>The sending side: sign a request, verify its response, learn the server's time from a refusal.</summary>
public static class HawkClient
{
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
        options ??= NoOptions;
        ThrowIfInvalid(options);
        var hash = payload.HashText(credential.Algorithm, nameof(payload));
        return new HawkAuthorization(credential, in target, seconds, options.Nonce ?? Nonces.Next(), hash, options);
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

        var text = request.Text(NormalizedString.Response, hash, ext);
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
