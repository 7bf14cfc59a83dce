using KintoHawk.Server.Api;
using KintoHawk.Server.Authentication;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Logging;

/// <summary>What becomes known about a request while it is answered, for the line that is logged about it.</summary>
sealed class RequestTrace(HttpRequest request, RequestTarget target, RequestId id)
{
    public HttpRequest Request { get; } = request;

    public RequestTarget Target { get; } = target;

    public RequestId Id { get; } = id;

    /// <summary>Who sent it; anonymous until that is known.</summary>
    public Identity Identity { get; set; } = Identity.Anonymous;

    /// <summary>The number of items; null unless it is a batch.</summary>
    public int? BatchSize { get; set; }

    /// <summary>The body, once it was read.</summary>
    public ReadOnlyMemory<byte> Body { get; set; }
}
