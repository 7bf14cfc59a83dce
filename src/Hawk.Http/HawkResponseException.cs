using System.Net;

namespace Hawk.Http;

/// <summary>A response that is not what the server signed, or is not signed although it must be. Carries neither keys nor MACs.</summary>
public sealed class HawkResponseException : HttpRequestException
{
    /// <summary>An exception without a reason.</summary>
    public HawkResponseException() { }

    /// <summary>An exception with a text and no reason.</summary>
    public HawkResponseException(string message) : base(message) { }

    /// <summary>An exception with a text, a cause and no reason.</summary>
    public HawkResponseException(string message, Exception? innerException) : base(message, innerException) { }

    /// <summary>An exception for a response with this status that failed for this reason.</summary>
    public HawkResponseException(HawkResponseFailure failure, HttpStatusCode statusCode)
        : base(HttpRequestError.InvalidResponse, $"{Text(failure)} Its status was {(int)statusCode}.", inner: null, statusCode) => Failure = failure;

    /// <summary>What is wrong with the response.</summary>
    public HawkResponseFailure Failure { get; }

    static string Text(HawkResponseFailure failure) => failure switch
    {
        HawkResponseFailure.MissingHeader => "The response is not signed.",
        HawkResponseFailure.MalformedHeader => "The signature of the response cannot be read.",
        HawkResponseFailure.BadMac => "The signature of the response does not match.",
        HawkResponseFailure.MissingPayloadHash => "The signature of the response does not cover its body.",
        HawkResponseFailure.BadPayloadHash => "The body of the response is not the one that was signed.",
        _ => "The response was refused.",
    };
}
