namespace Hawk.Http;

/// <summary>How a <see cref="HawkMessageHandler"/> signs requests and looks at responses. Not to be changed once a handler uses it.</summary>
public sealed class HawkClientOptions
{
    /// <summary>The credential to sign with. Must be set.</summary>
    public HawkCredential? Credential { get; set; }

    /// <summary>
    /// The origins (scheme, host and optional port) that requests are signed for; at least one. A request to any other origin is sent as it is,
    /// so that following a link or a redirect never shows the credential to a stranger.
    /// </summary>
    public IList<Uri> AllowedOrigins { get; } = [];

    /// <summary>
    /// Whether request bodies are read into memory and covered by the signature. True by default. When off, bodies are streamed and unsigned, and a request
    /// with a body is not repeated after a refusal.
    /// </summary>
    public bool SignPayload { get; set; } = true;

    /// <summary>
    /// How strictly responses are verified. <see cref="HawkResponseCheck.IfPresent"/> by default, which detects mistakes: whoever can alter a response can
    /// remove its signature too. <see cref="HawkResponseCheck.Required"/> detects attacks, and is the right one for a server that signs all its responses;
    /// then also an unsigned error is a failure, such as the refusal of an unknown id, for which the server has no key to sign with.
    /// </summary>
    public HawkResponseCheck ResponseCheck { get; set; } = HawkResponseCheck.IfPresent;

    /// <summary>
    /// The largest response body signed in front, in bytes, that is read into memory to be verified; a larger one is a failure. 10 MiB by default. A body
    /// that is signed by a trailing field (section 10) is verified while it is read and may have any length.
    /// </summary>
    public long MaxResponseBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>
    /// Whether the last 128 bytes of a body that is signed by a trailing field are handed over only when all of it was verified. True by default: many
    /// formats are complete before their last byte, and a reader that stops there would take a forged document for a whole one. Turn it off for a client of
    /// live streams, as of server-sent events, where the newest event would wait for the next 128 bytes: then bytes are handed over as they come, each of
    /// them unverified. Either way the read that finds the end throws <see cref="HawkResponseException"/> when the body is not the one that was signed.
    /// </summary>
    public bool HoldStreamedEnd { get; set; } = true;

    /// <summary>
    /// What to add to every signature: <c>ext</c>, <c>app</c>, <c>dlg</c>. Null, the default, adds nothing. One request can have its own instead:
    /// <see cref="HawkHttpMessageExtensions.SetHawkSignOptions"/>.
    /// </summary>
    public HawkSignOptions? SignOptions { get; set; }

    /// <summary>The clock. <see cref="TimeProvider.System"/> by default.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Kept here and not in the handlers, which a factory replaces every few minutes: what was learnt must outlive them.</summary>
    internal ServerClocks Clocks { get; } = new();
}
