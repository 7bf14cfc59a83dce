using System.Net;
using Microsoft.Extensions.Options;

namespace Hawk.Http;

/// <summary>
/// Signs requests and verifies their responses. Bodies are read into memory and hashed first, timestamp and nonce are taken last. When the server
/// proves that our clock is off, its time is remembered for that origin and the request is repeated, once.
/// <para>
/// Every response that carries a signature is verified; whoever can alter a response can also remove its signature, and only
/// <see cref="HawkResponseCheck.Required"/> in <see cref="HawkClientOptions.ResponseCheck"/> protects against that. A response that is signed in front of its
/// body is verified before <see cref="SendAsync"/> returns. One that announces its signature as a trailing field is verified while its body is read:
/// by <see cref="HttpClient"/>, which then throws from its own <c>SendAsync</c>, or, with <see cref="HttpCompletionOption.ResponseHeadersRead"/>, by the caller,
/// for whom the read that finds the end throws <see cref="HawkResponseException"/>. Who stops before the end has verified nothing.
/// <see cref="HawkHttpMessageExtensions.IsHawkVerified"/> tells how it ended.
/// </para>
/// <para>
/// Place it innermost, so that every attempt of a retrying handler is signed anew. The primary handler should not follow redirects: a signature
/// is good for one target only. Should it follow one all the same, the framework drops the header, and an unverifiable response is treated as unsigned.
/// Requests that already carry another scheme's <c>Authorization</c>, and requests to origins that are not allowed, are sent as they are.
/// </para>
/// </summary>
public sealed class HawkMessageHandler : DelegatingHandler
{
    // What we put on a message stays there; this tells it from what the application put there.
    static readonly HttpRequestOptionsKey<string> SignedKey = new("Hawk.Http.Signed");

    readonly HawkClientOptions _options;
    readonly HawkCredential _credential;

    /// <summary>A handler whose inner handler is set later, by a factory.</summary>
    /// <exception cref="OptionsValidationException">The options have no credential or no allowed origin, or a value out of range.</exception>
    public HawkMessageHandler(HawkClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var verdict = new HawkClientOptionsValidator().Validate(name: null, options);
        if (verdict.Failed)
            throw new OptionsValidationException(string.Empty, typeof(HawkClientOptions), verdict.Failures);
        _options = options;
        _credential = options.Credential!;
    }

    /// <summary>A handler that sends through this inner handler.</summary>
    /// <exception cref="OptionsValidationException">The options have no credential or no allowed origin, or a value out of range.</exception>
    public HawkMessageHandler(HawkClientOptions options, HttpMessageHandler innerHandler) : this(options) => InnerHandler = innerHandler;

    /// <summary>Refuses requests that would have to be signed: hashing a body may wait, so there is <see cref="SendAsync"/> only.</summary>
    /// <exception cref="NotSupportedException">The request is to an allowed origin.</exception>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (AllowedOrigin(request) is not null)
            throw new NotSupportedException("Hawk requests are sent with SendAsync.");

        RemoveSignature(request);
        return base.Send(request, cancellationToken);
    }

    /// <inheritdoc />
    /// <exception cref="HawkResponseException">The response is not what the server signed, or is not signed although it must be.</exception>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (AllowedOrigin(request) is not { } origin)
        {
            RemoveSignature(request);
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        var uri = request.RequestUri!;
        var hash = await HashAsync(request.Content, cancellationToken).ConfigureAwait(false);
        var authorization = Sign(request, origin, hash);
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (LearnsTime(response, origin) && IsRepeatable(request, uri))
        {
            response.Dispose();
            authorization = Sign(request, origin, hash);
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            LearnsTime(response, origin);
        }

        await VerifyAsync(response, request, authorization, cancellationToken).ConfigureAwait(false);
        return response;
    }

    /// <summary>The entry of the list that the request belongs to; null when it must not be signed.</summary>
    Uri? AllowedOrigin(HttpRequestMessage request)
    {
        if (request.RequestUri is not { IsAbsoluteUri: true } uri)
            return null;
        if (request.Headers.NonValidated.TryGetValues("Authorization", out var present) && !HawkHeader.HasHawkScheme(present.ToString()))
            return null;

        foreach (var origin in _options.AllowedOrigins)
        {
            if (Uri.Compare(uri, origin, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) is 0)
                return origin;
        }

        return null;
    }

    /// <summary>An outer handler that follows redirects sends the same message to the next origin; our signature must not travel with it.</summary>
    static void RemoveSignature(HttpRequestMessage request)
    {
        if (request.Options.TryGetValue(SignedKey, out var ours)
            && request.Headers.NonValidated.TryGetValues("Authorization", out var present)
            && present.ToString() == ours)
            request.Headers.Remove("Authorization");
    }

    async ValueTask<byte[]?> HashAsync(HttpContent? content, CancellationToken cancellationToken)
    {
        if (content is null || !_options.SignPayload)
            return null;

        await content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        return await ContentHash.ComputeAsync(content, _credential.Algorithm, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException("The Content-Type of the request is not printable ASCII and cannot be signed.");
    }

    HawkAuthorization Sign(HttpRequestMessage request, Uri origin, byte[]? hash)
    {
        // HttpClient sends the Host field of the message, where there is one, instead of the name in the URL.
        var target = HawkTarget.FromUri(request.Method.Method, request.RequestUri!);
        if (request.Headers.Host is { Length: > 0 } host
            && !HawkTarget.TryFromHostField(target.Method, target.Resource, host, origin.Scheme == Uri.UriSchemeHttps, out target))
            throw new InvalidOperationException("The Host field of the request cannot be signed.");

        var payload = hash is null ? HawkPayload.None : HawkPayload.FromHash(hash);
        var now = _options.Clocks.Now(origin, _options.TimeProvider);
        var authorization = HawkClient.Authorize(_credential, target, now, payload, request.HawkSignOptions() ?? _options.SignOptions);
        request.Headers.Remove("Authorization");
        request.Headers.TryAddWithoutValidation("Authorization", authorization.Value);
        request.Options.Set(SignedKey, authorization.Value);
        return authorization;
    }

    /// <summary>Whether the response is a refusal that proves the server's time with the key.</summary>
    bool LearnsTime(HttpResponseMessage response, Uri origin)
    {
        if (response.StatusCode is not HttpStatusCode.Unauthorized || !response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var challenges))
            return false;

        foreach (var challenge in challenges)
        {
            if (HawkClient.JudgeChallenge(_credential, challenge, _options.TimeProvider.GetUtcNow(), out var offset) is not HawkChallengeVerdict.Trusted)
                continue;
            _options.Clocks.Learn(origin, offset);
            return true;
        }

        return false;
    }

    // A primary handler that followed a redirect has changed the message; then the refusal came from somewhere else. A fixed nonce is good for one signature.
    bool IsRepeatable(HttpRequestMessage request, Uri uri) =>
        ReferenceEquals(request.RequestUri, uri)
        && (request.Content is null || _options.SignPayload)
        && request.HawkSignOptions() is not { Nonce: not null };

    async ValueTask VerifyAsync(HttpResponseMessage response, HttpRequestMessage request, HawkAuthorization authorization, CancellationToken cancellationToken)
    {
        response.RequestMessage ??= request;
        try
        {
            await new ResponseVerification(_options, authorization, response).BeginAsync(request.Method, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
