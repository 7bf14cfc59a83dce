using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Hawk.AspNetCore;

/// <summary>
/// What is known about a request that carried a Hawk header, or a bewit where one opens the endpoint; in <see cref="HttpContext.Features"/> as soon as the scheme has looked at it.
/// A host that writes its own responses finds here the status, the challenge and the response signature.
/// </summary>
public sealed class HawkFeature
{
    readonly HawkOptions _options;

    // Set only when the client spelled an IPv6 host without its brackets: the response is signed for the same spelling.
    string? _signedHost;

    internal HawkFeature(HttpContext context, HawkOptions options)
    {
        _options = options;
        Target = new RequestTarget(context.Request, options);
    }

    /// <summary>
    /// The header; its default value when it could not be parsed, and when a bewit stands for it. Only a claim unless <see cref="Credential"/> is set.
    /// </summary>
    public HawkHeader Header { get; internal set; }

    /// <summary>
    /// The bewit that the request was made with (section 11); null when it has a header, and when the bewit could not be parsed. Its
    /// <see cref="HawkBewit.Ext"/> is what the issuer of the link had to say. Only a claim unless <see cref="Credential"/> is set.
    /// </summary>
    public HawkBewit? Bewit { get; internal set; }

    /// <summary>
    /// The credential that signed the request; null unless every check has passed. While <see cref="PayloadState"/> is
    /// <see cref="HawkPayloadState.Pending"/> one check is still to come; when it fails, this is null again.
    /// </summary>
    public HawkCredential? Credential
    {
        get => PayloadState is HawkPayloadState.Failed ? null : field;
        private set;
    }

    /// <summary>
    /// Why the header was refused; <see cref="HawkFailure.None"/> when it was not. Precise, so for logs: what a client may know is <see cref="Challenge"/>.
    /// </summary>
    public HawkFailure Failure => Refusal?.Failure ?? HawkFailure.None;

    /// <summary>
    /// The status the protocol gives the refusal: 400 for a malformed or incomplete header, 413 for a body over the limit, 429 and 503 when no nonce can be remembered, else 401; 0 when nothing
    /// was refused.
    /// </summary>
    public int StatusCode => Refusal?.StatusCode ?? 0;

    /// <summary>
    /// The <c>WWW-Authenticate</c> value that belongs to a refusal, to be sent alone because clients parse the whole field; null when the
    /// protocol has none for it (any status but 401) or nothing was refused. A stale request gets the server's time.
    /// </summary>
    public string? Challenge { get; private set; }

    /// <summary>What is known about the body of the request.</summary>
    public HawkPayloadState PayloadState { get; internal set; }

    /// <summary>The body exactly as it arrived, when it was held in memory to be verified; also readable again from the request. Null otherwise.</summary>
    public ReadOnlyMemory<byte>? Payload { get; internal set; }

    internal RequestTarget Target { get; }

    /// <summary>How much of the body may be held for this endpoint.</summary>
    internal int PayloadLimit { get; set; }

    /// <summary>The credential with the key that matched, current or earlier; what answers the request is signed with it.</summary>
    internal HawkCredential? MatchedCredential { get; private set; }

    internal HawkRefusal? Refusal { get; private set; }

    /// <summary>
    /// The <c>Server-Authorization</c> value that binds a response to this request; null when the request was not verified, when it was made with a bewit,
    /// whose user has no key to verify a response with, or when <see cref="HawkOptions.SignResponses"/> is off.
    /// </summary>
    /// <param name="contentType">The response's <c>Content-Type</c> as it is sent; null or empty when there is none.</param>
    /// <param name="payload">The bytes that are sent, before any content coding; empty for HEAD and for responses without a body.</param>
    public string? CreateServerAuthorization(string? contentType, ReadOnlySpan<byte> payload) =>
        CreateServerAuthorization(HawkPayload.FromBytes(contentType, payload));

    /// <summary>The same for a response that stands in several pieces.</summary>
    /// <param name="contentType">The response's <c>Content-Type</c> as it is sent; null or empty when there is none.</param>
    /// <param name="payload">The bytes that are sent, before any content coding.</param>
    public string? CreateServerAuthorization(string? contentType, in ReadOnlySequence<byte> payload)
    {
        if (payload.IsSingleSegment || !SignsResponse || !PayloadHasher.TryCreate(MatchedCredential!.Algorithm, contentType, out var hasher))
            return CreateServerAuthorization(contentType, payload.IsSingleSegment ? payload.FirstSpan : []);
        using (hasher)
        {
            foreach (var piece in payload)
                hasher.Append(piece.Span);
            return CreateServerAuthorization(HawkPayload.FromHash(hasher.Finish()));
        }
    }

    internal bool SignsResponse => Credential is not null && Bewit is null && _options.SignResponses;

    internal string? CreateServerAuthorization(in HawkPayload payload)
    {
        if (!SignsResponse || !Target.TryRead(out var target))
            return null;
        if (_signedHost is not null)
            HawkTarget.TryCreate(target.Method, target.Resource, _signedHost, target.Port, out target);

        return HawkServer.SignResponse(Header, target, MatchedCredential!, payload);
    }

    internal void Matched(in HawkTarget received, in HawkMatch match)
    {
        MatchedCredential = match.Credential;
        _signedHost = received.Host.SequenceEqual(match.Target.Host) ? null : match.Target.Host.ToString();
    }

    internal void Verified(HawkCredential credential) => Credential = credential;

    internal void Refused(HawkRefusal refusal, string? challenge)
    {
        Refusal = refusal;
        Challenge = challenge;
    }
}
