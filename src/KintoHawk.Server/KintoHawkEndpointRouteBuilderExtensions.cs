using KintoHawk.Server.Api;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the KintoHawk server.</summary>
public static class KintoHawkEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Serves the whole API, including its redirects and its own 404 and 405 answers, for every path that no other endpoint of the application takes.
    /// </summary>
    /// <param name="endpoints">The endpoints of the application.</param>
    /// <returns>The mapped endpoint, for conventions.</returns>
    public static IEndpointConventionBuilder MapKintoHawk(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var adapter = endpoints.ServiceProvider.GetRequiredService<ApiAdapter>();
        return endpoints.MapFallback("{**path}", adapter.InvokeAsync);
    }
}
