using KintoHawk.Server.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace KintoHawk.Server.Plugins.OpenId;

/// <summary>What policies of OpenID Connect need, also where the plugin is not included.</summary>
static class OpenIdServices
{
    public static void AddOpenId(this IServiceCollection services, KintoHawkOptions options)
    {
        services.AddSingleton<ProviderClient>();
        services.AddSingleton<OpenIdProviders>();
        services.AddSingleton<OpenIdAuthenticator>();
        services.AddSingleton<LoginStates>();
        services.AddSingleton<CallbackOrigins>();
        services.AddSingleton<LoginEndpoints>();
        if (options.Policies.Any(static policy => policy.OpenId is not null))
            services.AddHostedService<ProviderDiscovery>();
    }
}
