namespace Hawk.Http;

/// <summary>
/// Looks at the response to one signed request (section 10). A signature in front of the body is verified before the caller gets the response; the body is
/// read into memory for that. A signature behind the body, which is announced in front, is verified when the caller has read that far.
/// </summary>
sealed class ResponseVerification(HawkClientOptions options, HawkAuthorization authorization, HttpResponseMessage response)
{
    const string ServerAuthorization = "Server-Authorization";

    HawkAlgorithm Algorithm => options.Credential!.Algorithm;

    /// <summary>Verifies what can be verified now.</summary>
    /// <exception cref="HawkResponseException">The response is refused.</exception>
    public ValueTask BeginAsync(HttpMethod method, CancellationToken cancellationToken)
    {
        if (options.ResponseCheck is HawkResponseCheck.Off)
            return default;
        var field = Field(response.Headers);
        // HEAD brings no body, and nothing behind it. Servers are divided about which one they hash: none, or the one that GET would bring.
        if (field is not null && method != HttpMethod.Head)
            return VerifyBufferedAsync(field, cancellationToken);
        if (field is null && method != HttpMethod.Head && IsAnnounced)
            VerifyWhenRead();
        else
            Conclude(field, HawkPayload.None);
        return default;
    }

    /// <summary>The end of a body that was hashed while the caller read it: the trailing fields are here.</summary>
    /// <exception cref="HawkResponseException">The response is refused.</exception>
    public void EndStreamed(byte[] hash) => Conclude(Field(response.TrailingHeaders), HawkPayload.FromHash(hash));

    // Whether to wait for the end is decided in front: a trailing field that comes unannounced is no signature.
    bool IsAnnounced => response.Headers.Trailer.Contains(ServerAuthorization, StringComparer.OrdinalIgnoreCase);

    async ValueTask VerifyBufferedAsync(string field, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(options.MaxResponseBytes, cancellationToken).ConfigureAwait(false);
        var hash = await ContentHash.ComputeAsync(response.Content, Algorithm, cancellationToken).ConfigureAwait(false)
            ?? throw new HawkResponseException(HawkResponseFailure.BadPayloadHash, response.StatusCode);
        Conclude(field, HawkPayload.FromHash(hash));
    }

    void VerifyWhenRead()
    {
        if (!ContentHash.TryBegin(response.Content, Algorithm, out var hasher))
            throw new HawkResponseException(HawkResponseFailure.BadPayloadHash, response.StatusCode);
        response.Content = new VerifyingContent(response.Content, this, hasher, options.HoldStreamedEnd);
    }

    void Conclude(string? field, in HawkPayload payload)
    {
        var failure = HawkClient.VerifyResponse(authorization, options.Credential!, field, options.ResponseCheck, in payload);
        if (failure is not HawkResponseFailure.None)
            throw new HawkResponseException(failure, response.StatusCode);
        if (field is not null)
            response.SetHawkVerified();
    }

    static string? Field(System.Net.Http.Headers.HttpResponseHeaders headers) =>
        headers.NonValidated.TryGetValues(ServerAuthorization, out var values) ? values.ToString() : null;
}
