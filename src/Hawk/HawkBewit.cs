using Hawk.Wire;

namespace Hawk;

/// <summary>
/// A signed link, parsed (section 11): the <c>bewit</c> parameter of a request target, which opens one resource for GET and HEAD until it expires.
/// It is an ordinary value and may be kept across an await. Until
/// <see cref="HawkServer.VerifyBewit(in HawkBewit, in HawkTarget, HawkCredential, DateTimeOffset, TimeSpan, out HawkMatch)"/> has passed,
/// every part of it is only a claim.
/// </summary>
public readonly struct HawkBewit
{
    readonly string? _text;
    readonly string? _resource;
    readonly AttributeSlot _id;
    readonly AttributeSlot _expires;
    readonly AttributeSlot _mac;
    readonly AttributeSlot _ext;

    HawkBewit(string text, string resource, ReadOnlySpan<Range> parts, long expiresSeconds)
    {
        _text = text;
        _resource = resource;
        _id = Slot(parts[0]);
        _expires = Slot(parts[1]);
        _mac = Slot(parts[2]);
        _ext = Slot(parts[3]);
        ExpiresSeconds = expiresSeconds;
    }

    /// <summary>The id of the credential.</summary>
    public ReadOnlySpan<char> Id => Value(_id);

    /// <summary>The end of the link's life as it was written, which is what was signed.</summary>
    public ReadOnlySpan<char> Expires => Value(_expires);

    /// <summary>The end of the link's life in seconds since 1970-01-01 UTC: the first second in which it does not open any more.</summary>
    public long ExpiresSeconds { get; }

    /// <summary>The MAC in base64.</summary>
    public ReadOnlySpan<char> Mac => Value(_mac);

    /// <summary>The application's own text; empty when absent.</summary>
    public ReadOnlySpan<char> Ext => Value(_ext);

    /// <summary>Path and query without the <c>bewit</c> parameter (section 11.1): what was signed, and what the application should act on.</summary>
    public string Resource => _resource ?? string.Empty;

    /// <summary>
    /// Whether a request target has a <c>bewit</c> parameter: false exactly when <see cref="Parse"/> gives <see cref="HawkFailure.NotHawk"/>.
    /// Allocates nothing.
    /// </summary>
    /// <param name="rawTarget">The request target as received, or null.</param>
    /// <returns>Whether there is one.</returns>
    public static bool IsIn(string? rawTarget) => BewitText.Find(rawTarget, out _) > 0;

    /// <summary>
    /// Finds and parses the <c>bewit</c> parameter of a request, in the order of section 11.2. The parameter is looked for in the query only; its name is
    /// compared as it is written. Padding at its end is accepted and ignored.
    /// </summary>
    /// <param name="method">The request method; only GET and HEAD, in upper case, may carry a bewit.</param>
    /// <param name="rawTarget">The request target as received.</param>
    /// <param name="hasAuthorization">Whether the request has an <c>Authorization</c> field, of whatever scheme.</param>
    /// <param name="bewit">The bewit, when nothing failed.</param>
    /// <returns>
    /// <see cref="HawkFailure.NotHawk"/> when there is no bewit parameter; <see cref="HawkFailure.TargetTooLong"/>,
    /// <see cref="HawkFailure.MalformedHeader"/> when the target holds a line break or half a surrogate pair, <see cref="HawkFailure.EmptyBewit"/>,
    /// <see cref="HawkFailure.InvalidMethod"/>, <see cref="HawkFailure.MultipleAuthentications"/>, <see cref="HawkFailure.InvalidBewitEncoding"/>,
    /// <see cref="HawkFailure.InvalidBewitStructure"/>, <see cref="HawkFailure.MissingBewitAttributes"/>; or <see cref="HawkFailure.None"/>.
    /// </returns>
    public static HawkFailure Parse(string method, string rawTarget, bool hasAuthorization, out HawkBewit bewit)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(rawTarget);
        bewit = default;
        var count = BewitText.Find(rawTarget, out var value);
        if (count is 0)
            return HawkFailure.NotHawk;
        if (rawTarget.Length > BewitText.MaxTargetLength)
            return HawkFailure.TargetTooLong;
        if (!RequestLine.IsText(rawTarget))
            return HawkFailure.MalformedHeader;
        if (rawTarget.AsSpan()[value].IsEmpty)
            return HawkFailure.EmptyBewit;
        if (method is not ("GET" or "HEAD"))
            return HawkFailure.InvalidMethod;
        if (hasAuthorization || count > 1)
            return HawkFailure.MultipleAuthentications;
        if (!BewitText.TryDecode(rawTarget.AsSpan()[value], out var text))
            return HawkFailure.InvalidBewitEncoding;
        return ParseParts(text, rawTarget, value, out bewit);
    }

    /// <summary>The id, and nothing that could be replayed.</summary>
    /// <returns>A short text for logs.</returns>
    public override string ToString() => $"Hawk id=\"{Id}\"";

    static HawkFailure ParseParts(string text, string rawTarget, Range value, out HawkBewit bewit)
    {
        bewit = default;
        Span<Range> parts = stackalloc Range[BewitText.PartCount + 1];
        if (text.AsSpan().Split(parts, BewitText.Separator) is not BewitText.PartCount)
            return HawkFailure.InvalidBewitStructure;
        var id = text.AsSpan()[parts[0]];
        var expires = text.AsSpan()[parts[1]];
        var mac = text.AsSpan()[parts[2]];
        var ext = text.AsSpan()[parts[3]];
        if (id.IsEmpty || expires.IsEmpty || mac.IsEmpty)
            return HawkFailure.MissingBewitAttributes;

        // A number that only a lenient parser understands would be an expiry that never comes (section 11.2).
        if (!HeaderGrammar.TryParseTimestamp(expires, out var seconds))
            return HawkFailure.InvalidBewitStructure;
        if (!AttributeText.IsValid(id) || !AttributeText.IsValid(mac) || !(ext.IsEmpty || AttributeText.IsValid(ext)))
            return HawkFailure.InvalidBewitStructure;
        bewit = new HawkBewit(text, BewitText.Remove(rawTarget, value), parts, seconds);
        return HawkFailure.None;
    }

    static AttributeSlot Slot(Range range) => new((ushort)range.Start.Value, (ushort)(range.End.Value - range.Start.Value));

    ReadOnlySpan<char> Value(AttributeSlot slot) => _text.AsSpan(slot.Start, slot.Length);
}
