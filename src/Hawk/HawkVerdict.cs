namespace Hawk;

/// <summary>What a <see cref="HawkVerifier"/> found. Only <see cref="IsAccepted"/> lets a request pass.</summary>
public sealed class HawkVerdict
{
    readonly HawkReceivedRequest _request;
    readonly HawkCredential? _matched;
    readonly string? _host;
    readonly int _port;

    internal HawkVerdict(HawkReceivedRequest request, HawkFailure failure, in HawkHeader header = default, string? challenge = null)
    {
        _request = request;
        Failure = failure;
        Header = header;
        Challenge = challenge ?? failure.Challenge();
    }

    internal HawkVerdict(HawkReceivedRequest request, in HawkHeader header, HawkCredential credential, in HawkMatch match)
    {
        _request = request;
        _matched = match.Credential;
        _host = match.Target.Host.ToString();
        _port = match.Target.Port;
        Header = header;
        Credential = credential;
    }

    internal HawkVerdict(HawkReceivedRequest request, in HawkBewit bewit, HawkCredential credential)
    {
        _request = request;
        Bewit = bewit;
        Credential = credential;
    }

    /// <summary>Whether every check has passed.</summary>
    public bool IsAccepted => Credential is not null;

    /// <summary>Why the request was refused, precisely and for logs; <see cref="HawkFailure.None"/> when it was accepted.</summary>
    public HawkFailure Failure { get; }

    /// <summary>The status to refuse with; 0 when the request was accepted.</summary>
    public int StatusCode => IsAccepted ? 0 : Failure.StatusCode();

    /// <summary>The <c>WWW-Authenticate</c> value to refuse with, with the server's time for a stale request; null where the protocol has none.</summary>
    public string? Challenge { get; }

    /// <summary>The credential of the request, as the store gave it; null when the request was refused.</summary>
    public HawkCredential? Credential { get; }

    /// <summary>The header; only a claim when the request was refused, and its default value when there was none.</summary>
    public HawkHeader Header { get; }

    /// <summary>The signed link that opened the request; null when it was accepted for its header, or refused.</summary>
    public HawkBewit? Bewit { get; }

    /// <summary>Makes the <c>Server-Authorization</c> value for the response to this request (section 10).</summary>
    /// <param name="contentType">The response's <c>Content-Type</c>; null or empty when there is none.</param>
    /// <param name="payload">The bytes that are sent, before any content coding; empty for HEAD and for responses without a body.</param>
    /// <returns>The field value, or null when the request was refused or opened by a link, whose sender has no key to verify it with.</returns>
    /// <exception cref="ArgumentException">The media type is not printable ASCII and cannot be signed.</exception>
    public string? SignResponse(string? contentType, ReadOnlySpan<byte> payload)
    {
        if (_matched is null || !HawkTarget.TryCreate(_request.Method, _request.RawTarget, _host, _port, out var target))
            return null;
        return HawkServer.SignResponse(Header, in target, _matched, HawkPayload.FromBytes(contentType, payload));
    }

    /// <summary>The outcome, and nothing that is secret.</summary>
    /// <returns>A short text for logs.</returns>
    public override string ToString() => IsAccepted ? $"accepted {Credential}" : Failure.Message();
}
