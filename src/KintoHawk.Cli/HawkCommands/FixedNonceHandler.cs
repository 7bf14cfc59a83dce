using Hawk;
using Hawk.Http;

namespace KintoHawk.Cli.HawkCommands;

/// <summary>Signs one request with the nonce that was asked for, which <see cref="HawkMessageHandler"/> rightly refuses to do: its requests may be sent again.</summary>
sealed class FixedNonceHandler(SigningOrder order, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    const string ServerAuthorization = "Server-Authorization";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var signed = HawkClient.Authorize(
            order.Credential,
            HawkTarget.FromUri(request.Method.Method, request.RequestUri!),
            order.Clock.GetUtcNow(),
            body is null ? HawkPayload.None : HawkPayload.FromBytes(ContentType(request.Content!), body),
            order.Options);
        request.Headers.TryAddWithoutValidation("Authorization", signed.Value);
        var response = await base.SendAsync(request, cancellationToken);
        var failure = await VerifyAsync(response, signed, cancellationToken);
        if (failure is HawkResponseFailure.None)
            return response;
        response.Dispose();
        throw new HawkResponseException(failure, response.StatusCode);
    }

    async Task<HawkResponseFailure> VerifyAsync(HttpResponseMessage response, HawkAuthorization signed, CancellationToken cancellationToken)
    {
        if (order.Check is HawkResponseCheck.Off)
            return HawkResponseFailure.None;
        // The trailer is there once the body has been read.
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var field = response.Headers.NonValidated.TryGetValues(ServerAuthorization, out var values) || response.TrailingHeaders.NonValidated.TryGetValues(ServerAuthorization, out values)
            ? values.ToString()
            : null;
        var payload = response.RequestMessage?.Method == HttpMethod.Head ? HawkPayload.None : HawkPayload.FromBytes(ContentType(response.Content), body);
        return HawkClient.VerifyResponse(signed, order.Credential, field, order.Check, in payload);
    }

    static string? ContentType(HttpContent content) => content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : null;
}
