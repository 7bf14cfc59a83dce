using KintoHawk.Server.Api;
using KintoHawk.Server.Authentication;

namespace KintoHawk.Server.Diagnostics;

/// <summary>One request that is being measured, whether it came over a socket or out of a batch.</summary>
sealed class RequestMeasurement(ServerMetrics metrics, string method, long started)
{
    public string Method => method;

    public long Started => started;

    /// <summary>The route; null when none was found or looked for.</summary>
    public ApiRoute? Route { get; private set; }

    /// <summary>The values of the route's variables.</summary>
    public IReadOnlyList<string> RouteValues { get; private set; } = [];

    /// <summary>True when the path does not begin with the served version.</summary>
    public bool IsOutsideVersion { get; set; }

    /// <summary>Remembers which route takes the request.</summary>
    public void Matched(ApiRoute route, IReadOnlyList<string> values) => (Route, RouteValues) = (route, values);

    /// <summary>The answer is known.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="size">The bytes of its body.</param>
    /// <param name="identity">Who asked.</param>
    public void End(int status, long size, Identity identity) => metrics.Answered(this, status, size, identity);
}
