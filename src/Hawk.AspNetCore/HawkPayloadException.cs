using Microsoft.AspNetCore.Http;

namespace Hawk.AspNetCore;

/// <summary>
/// A body that was verified while the application read it is not the one that was signed (section 7.1). Thrown by the read that reaches the end, and by
/// every later one. Status 401, as for a body that was verified beforehand; whoever answers the request may take it from here.
/// </summary>
public sealed class HawkPayloadException : BadHttpRequestException
{
    internal HawkPayloadException() : base("The body is not the one that was signed.", StatusCodes.Status401Unauthorized)
    {
    }
}
