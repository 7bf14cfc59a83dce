using Hawk.Diagnostics;

namespace Hawk;

/// <summary>A request as a server received it, for <see cref="HawkVerifier"/> to verify or for <see cref="HawkExplainer"/> to explain.</summary>
public sealed record HawkReceivedRequest
{
    /// <summary>The request method.</summary>
    public required string Method { get; init; }

    /// <summary>The request target as it stood on the request line: raw path and query (section 6), with its <c>bewit</c> if it has one.</summary>
    public required string RawTarget { get; init; }

    /// <summary>The value of the <c>Host</c> field, <c>host</c> or <c>host:port</c>; null when it is absent.</summary>
    public string? HostField { get; init; }

    /// <summary>Whether the connection to this server uses TLS, which decides the port when the <c>Host</c> field has none.</summary>
    public bool IsTls { get; init; }

    /// <summary>The value of the <c>Authorization</c> field; null when it is absent.</summary>
    public string? Authorization { get; init; }

    /// <summary>The value of the <c>Content-Type</c> field; null when it is absent.</summary>
    public string? ContentType { get; init; }

    /// <summary>
    /// The bytes of the body, before any content coding. Null says that the request has no body; for an explanation, that its body is not known.
    /// Required, because a verifier that is not given the body would take the request for one without, and let an unsigned body pass.
    /// </summary>
    public required ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>
    /// Names the client may have used for this server, each as <c>host</c> or <c>host:port</c>: the public name, the value of
    /// <c>X-Forwarded-Host</c>. They are tried when a refusal is explained, never trusted; the first eight count.
    /// </summary>
    public IReadOnlyList<string> OtherHosts { get; init; } = [];

    /// <summary>Method and target; the header, the body and the value of a bewit stay out.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => Printable.Text($"{Method} {RawTarget}");
}
