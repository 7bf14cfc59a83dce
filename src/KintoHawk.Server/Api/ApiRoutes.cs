using KintoHawk.Server.Authentication.HawkSessions;
using KintoHawk.Server.Endpoints;
using KintoHawk.Server.Endpoints.OpenApi;
using KintoHawk.Server.Plugins;
using KintoHawk.Server.Resources;
using KintoHawk.Server.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace KintoHawk.Server.Api;

/// <summary>The table of contents of the HTTP API.</summary>
static class ApiRoutes
{
    public static ApiRouteTable Build(IServiceProvider services)
    {
        var options = services.GetRequiredService<KintoHawkOptions>();
        var table = new ApiRouteTable();
        foreach (var plugin in services.GetServices<IPlugin>())
            Add(plugin.Routes);
        table.Add(services.GetRequiredService<Hello>().Route);
        Add(services.GetRequiredService<Heartbeat>().Routes);
        table.Add(services.GetRequiredService<VersionView>().Route);
        table.Add(services.GetRequiredService<Contribute>().Route);
        Add(services.GetRequiredService<OpenApiEndpoints>().Routes);
        table.Add(services.GetRequiredService<Batch>().Route);
        if (options.OffersPermissions)
            table.Add(services.GetRequiredService<PermissionsEndpoint>().Route);
        Add(services.GetRequiredService<UserData>().Routes);
        Add(services.GetRequiredService<ResourceRoutes>().Routes);
        if (options.HawkIncluded)
            Add(services.GetRequiredService<HawkSessionsEndpoint>().Routes);
        return table;

        void Add(IEnumerable<ApiRoute> routes)
        {
            foreach (var route in routes)
                table.Add(route);
        }
    }
}
