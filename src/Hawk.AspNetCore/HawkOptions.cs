using Microsoft.AspNetCore.Authentication;

namespace Hawk.AspNetCore;

/// <summary>How one Hawk scheme verifies requests. Times come from <see cref="AuthenticationSchemeOptions.TimeProvider"/>.</summary>
public class HawkOptions : AuthenticationSchemeOptions
{
    /// <summary>Options with the default values.</summary>
    public HawkOptions() => Events = new HawkEvents();

    /// <summary>How far the timestamp of a request may be from our clock, either way. One minute by default.</summary>
    public TimeSpan ClockSkew { get; set; } = HawkDefaults.ClockSkew;

    /// <summary>
    /// How long nonces are remembered, counted from the earliest moment their timestamp is acceptable. Null, the default, is twice
    /// <see cref="ClockSkew"/> plus <see cref="HawkServer.NonceMargin"/>; any other value may only be longer. It also bounds how long a body may
    /// take to arrive.
    /// </summary>
    public TimeSpan? NonceLifetime { get; set; }

    /// <summary>
    /// Whether bodies must be covered by the signature, where the endpoint does not say so itself (<see cref="IHawkPayloadMetadata"/>).
    /// <see cref="HawkPayloadPolicy.Require"/> by default.
    /// </summary>
    public HawkPayloadPolicy PayloadPolicy { get; set; } = HawkPayloadPolicy.Require;

    /// <summary>
    /// The largest body, in bytes, that is held in memory to be verified before the application sees it; <see cref="LargePayloads"/> says what becomes of
    /// a larger one. 10 MiB by default.
    /// </summary>
    public int MaxPayloadBytes { get; set; } = HawkDefaults.MaxPayloadBytes;

    /// <summary>
    /// What becomes of a signed body over <see cref="MaxPayloadBytes"/>, where the endpoint does not say so itself (<see cref="IHawkPayloadMetadata"/>).
    /// Refused by default. With <see cref="HawkLargePayloads.Stream"/> the application reads it while it is verified, and must do nothing final before it
    /// has reached the end; better said by the endpoints that are made for it. The nonce is recorded first, so an altered copy uses up the request.
    /// </summary>
    public HawkLargePayloads LargePayloads { get; set; } = HawkLargePayloads.Refuse;

    /// <summary>
    /// Whether bewits open endpoints that do not say so themselves (<see cref="IHawkBewitMetadata"/>), for GET and HEAD. False by default: a bewit can be
    /// used by everyone who sees the link, as often as they like, until it expires.
    /// </summary>
    public bool AllowBewit { get; set; }

    /// <summary>
    /// How long a bewit may still last when it is used; one that lasts longer is refused, whoever issued it. Seven days and five minutes by default:
    /// what <see cref="HawkClient.SignLink"/> allows, and room for an issuer whose clock is ahead.
    /// </summary>
    public TimeSpan MaxBewitLifetime { get; set; } = HawkDefaults.MaxBewitLifetime;

    /// <summary>
    /// The <c>Retry-After</c> of a challenge with status 429 or 503: when no nonce can be remembered, for one credential or at all. Half a minute by default.
    /// </summary>
    public TimeSpan RetryAfter { get; set; } = HawkDefaults.RetryAfter;

    /// <summary>
    /// The origin (scheme, host and optional port) that clients sign for, when it differs from what the requests that arrive here say: behind a proxy
    /// that ends TLS or rewrites the host. Null, the default, takes the <c>Host</c> field and the default port of the connection's own scheme.
    /// Forwarded header fields are never read by this package; the framework's forwarded headers middleware, where it runs first, counts as the connection.
    /// </summary>
    public Uri? PublicOrigin
    {
        get;
        set
        {
            field = value;
            SignedOrigin = value is null ? null : HawkOrigin.From(value);
        }
    }

    /// <summary>
    /// The names of this server, each as <c>host</c>, for any port, or <c>host:port</c>; a request for another one is refused as having an invalid host.
    /// Empty, the default, accepts any: a request signed for one name of the machine is then valid for every name (section 5.1). Not looked at with
    /// <see cref="PublicOrigin"/>, which fixes the one name there is.
    /// </summary>
    public ICollection<string> AllowedHosts { get; } = [];

    /// <summary>Whether <c>Server-Authorization</c> may be produced for verified requests. True by default.</summary>
    public bool SignResponses { get; set; } = true;

    /// <summary>
    /// Whether a challenge after a header that does not parse answers 400 without a challenge, as the protocol's table has it, rather than
    /// 401 with <c>Hawk error="..."</c>. False by default: a 401 tells every client where to look, and keeps the door open for other schemes.
    /// </summary>
    public bool AnswerMalformedHeaderWithBadRequest { get; set; }

    /// <summary>Where credentials are found. Null, the default, asks the request's services.</summary>
    public IHawkCredentialStore? CredentialStore { get; set; }

    /// <summary>Where nonces are remembered. Null, the default, asks the request's services.</summary>
    public IHawkNonceStore? NonceStore { get; set; }

    /// <summary>What the application does while a request is authenticated.</summary>
    public new HawkEvents Events
    {
        get => (HawkEvents)base.Events!;
        set => base.Events = value;
    }

    internal HawkOrigin? SignedOrigin { get; private set; }

    internal TimeSpan EffectiveNonceMargin => NonceLifetime is { } lifetime ? lifetime - (2 * ClockSkew) : HawkServer.NonceMargin;

    internal TimeSpan ShortestNonceLifetime => (2 * ClockSkew) + HawkServer.NonceMargin;
}
