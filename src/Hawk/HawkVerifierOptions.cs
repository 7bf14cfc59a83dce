namespace Hawk;

/// <summary>How a <see cref="HawkVerifier"/> verifies; the defaults are safe.</summary>
public sealed record HawkVerifierOptions
{
    internal static readonly TimeSpan DefaultMaxBewitLifetime = HawkClient.MaxLinkLifetime + TimeSpan.FromMinutes(5);

    /// <summary>How far the timestamp of a request may be from our clock, either way: more than zero, at most a day. One minute by default.</summary>
    public TimeSpan ClockSkew { get; init; } = HawkServer.DefaultSkew;

    /// <summary>
    /// Whether a body that is not empty must be covered by the signature. True by default; false lets a body without a hash pass unverified.
    /// A hash that is present must be right either way.
    /// </summary>
    public bool RequirePayloadHash { get; init; } = true;

    /// <summary>
    /// Whether signed links open GET and HEAD (section 11). False by default. When they do, a request with a link and any
    /// <c>Authorization</c> field is refused: it would have two authentications.
    /// </summary>
    public bool AllowBewit { get; init; }

    /// <summary>
    /// How much life a signed link may have left, more than zero. By default 5 minutes more than the <see cref="HawkClient.MaxLinkLifetime"/> of 7 days
    /// an issuer gives, whose clock may be ahead.
    /// </summary>
    public TimeSpan MaxBewitLifetime { get; init; } = DefaultMaxBewitLifetime;

    /// <summary>
    /// The origin (scheme, host and optional port) that clients sign for, when it differs from what the requests say: behind a proxy that ends TLS or
    /// rewrites the host. Null, the default, takes the <c>Host</c> field. Forwarded fields are never looked at.
    /// </summary>
    public Uri? PublicOrigin { get; init; }

    /// <summary>
    /// The names of this server, each as <c>host</c>, for any port, or <c>host:port</c>; see <see cref="HawkTarget.IsFor"/>. A request for any other is
    /// refused as <see cref="HawkFailure.MalformedHeader"/>. Empty, the default, accepts any, so that a request signed for one name of the machine is
    /// valid for every name (section 5.1): name them when several services share credentials. Not looked at with <see cref="PublicOrigin"/>, which fixes
    /// the one name there is.
    /// </summary>
    public IReadOnlyCollection<string> AllowedHosts { get; init; } = [];
}
