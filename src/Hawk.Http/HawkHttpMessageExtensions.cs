namespace Hawk.Http;

/// <summary>What an application and a <see cref="HawkMessageHandler"/> tell each other about one message.</summary>
public static class HawkHttpMessageExtensions
{
    // A request can be sent more than once, and each time it gets another response: the verdict names the response it is about.
    static readonly HttpRequestOptionsKey<HttpResponseMessage> VerifiedKey = new("Hawk.Http.Verified");

    static readonly HttpRequestOptionsKey<HawkSignOptions> SignOptionsKey = new("Hawk.Http.SignOptions");

    /// <summary>
    /// Whether a <see cref="HawkMessageHandler"/> has verified that this response is the answer to its request and comes from the holder of the key,
    /// content type and body included (section 10). The presence of a <c>Server-Authorization</c> field alone says nothing.
    /// </summary>
    /// <remarks>
    /// False when the response is not signed, was not looked at (<see cref="HawkResponseCheck.Off"/>), or is signed by a trailing field and its body has not
    /// been read to its end yet; it becomes true there. Of a HEAD response there is no body to verify. Status, other header fields and other trailing fields
    /// are not covered by any signature.
    /// </remarks>
    /// <param name="response">The response.</param>
    public static bool IsHawkVerified(this HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.RequestMessage is { } request
            && request.Options.TryGetValue(VerifiedKey, out var verified)
            && ReferenceEquals(verified, response);
    }

    /// <summary>
    /// What to add to the signature of this request, in place of <see cref="HawkClientOptions.SignOptions"/>. It may fix the nonce: then the request is not
    /// repeated with the server's time, because a nonce is good for one signature.
    /// </summary>
    /// <param name="request">The request, before it is sent.</param>
    /// <param name="options">What to add.</param>
    public static void SetHawkSignOptions(this HttpRequestMessage request, HawkSignOptions options)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(options);
        request.Options.Set(SignOptionsKey, options);
    }

    internal static HawkSignOptions? HawkSignOptions(this HttpRequestMessage request) =>
        request.Options.TryGetValue(SignOptionsKey, out var options) ? options : null;

    internal static void SetHawkVerified(this HttpResponseMessage response) => response.RequestMessage!.Options.Set(VerifiedKey, response);
}
