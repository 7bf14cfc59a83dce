using Hawk;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>The protocol's words for what is wrong with a response (section 10).</summary>
static class ResponseMessage
{
    /// <summary>The message; null when nothing is wrong.</summary>
    public static string? Of(HawkResponseFailure failure) => failure switch
    {
        HawkResponseFailure.None => null,
        HawkResponseFailure.MissingHeader => "Missing Server-Authorization header",
        HawkResponseFailure.MalformedHeader => "Invalid Server-Authorization header",
        HawkResponseFailure.BadMac => "Bad response mac",
        HawkResponseFailure.MissingPayloadHash => "Missing response hash attribute",
        _ => "Bad response payload mac",
    };
}
