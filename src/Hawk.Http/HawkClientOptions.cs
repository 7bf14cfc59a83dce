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
    /// How strictly responses are verified. <see cref="HawkResponseCheck.IfPresent"/> by default, which detects mistakes;
    /// <see cref="HawkResponseCheck.Required"/> detects attacks, and then also an unsigned error is a failure.
    /// </summary>
    public HawkResponseCheck ResponseCheck { get; set; } = HawkResponseCheck.IfPresent;

    /// <summary>The largest signed response body, in bytes, that is read into memory to be verified; a larger one is a failure. 10 MiB by default.</summary>
    public long MaxResponseBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>What to add to every signature: <c>ext</c>, <c>app</c>, <c>dlg</c>. Null, the default, adds nothing.</summary>
    public HawkSignOptions? SignOptions { get; set; }

    /// <summary>The clock. <see cref="TimeProvider.System"/> by default.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Kept here and not in the handlers, which a factory replaces every few minutes: what was learnt must outlive them.</summary>
    internal ServerClocks Clocks { get; } = new();
}
