namespace Hawk;

/// <summary>The protocol's words for a <see cref="HawkResponseFailure"/> (section 10).</summary>
public static class HawkResponseFailureExtensions
{
    /// <summary>The precise reason in the protocol's words, for logs (section 10).</summary>
    /// <param name="failure">What is wrong with the response.</param>
    /// <returns>A text such as <c>Bad response mac</c>; empty for <see cref="HawkResponseFailure.None"/>.</returns>
    public static string Message(this HawkResponseFailure failure) => failure switch
    {
        HawkResponseFailure.None => string.Empty,
        HawkResponseFailure.MissingHeader => "Missing Server-Authorization header",
        HawkResponseFailure.MalformedHeader => "Invalid Server-Authorization header",
        HawkResponseFailure.BadMac => "Bad response mac",
        HawkResponseFailure.MissingPayloadHash => "Missing response hash attribute",
        HawkResponseFailure.BadPayloadHash => "Bad response payload mac",
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "Not a failure of a response."),
    };
}
