using Hawk;
using Hawk.AspNetCore;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Authentication;
using KintoHawk.Server.Authentication.HawkSessions;
using KintoHawk.Server.Diagnostics;
using KintoHawk.Server.Endpoints;
using KintoHawk.Server.Endpoints.OpenApi;
using KintoHawk.Server.Logging;
using KintoHawk.Server.Plugins;
using KintoHawk.Server.Plugins.Accounts;
using KintoHawk.Server.Plugins.OpenId;
using KintoHawk.Server.Resources;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the KintoHawk server to an ASP.NET Core application.</summary>
public static class KintoHawkServiceCollectionExtensions
{
    /// <summary>
    /// Adds the server. The application registers an <see cref="IStorage"/> and an <see cref="ICache"/> itself, and maps the endpoints with
    /// <c>MapKintoHawk</c>. With a metrics module in <see cref="KintoHawkOptions.Includes"/>, they must be registered before this is called.
    /// </summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="options">What the server is told; not changed afterwards.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddKintoHawk(this IServiceCollection services, KintoHawkOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddLogging();
        services.AddSingleton(options);
        services.AddSingleton<RequestLog>();
        services.AddSingleton<Challenges>();
        services.AddSingleton<Access>();
        services.AddSingleton<CacheHeaders>();
        services.AddSingleton<ObjectWriter>();
        services.AddSingleton<AccountAuthenticator>();
        services.AddSingleton<AccountHolds>();
        services.AddSingleton<AccountRevocation>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<NonceStore>();
        services.AddSingleton<IdentityResolver>();
        services.AddSingleton<Redirects>();
        services.AddSingleton<Cors>();
        services.AddSingleton<OperationalHeaders>();
        services.AddSingleton<Hello>();
        services.AddSingleton<Heartbeat>();
        services.AddSingleton<VersionView>();
        services.AddSingleton<Contribute>();
        services.AddSingleton<PermissionEntries>();
        services.AddSingleton<PermissionsEndpoint>();
        services.AddSingleton<UserData>();
        services.AddPlugins(options);
        services.AddServerMetrics(options);
        services.AddOpenId(options);
        services.AddSingleton<OpenApiEndpoints>();
        services.AddSingleton(static provider => new Lazy<ApiRouteTable>(provider.GetRequiredService<ApiRouteTable>));
        services.AddSingleton<Batch>();
        services.AddSingleton<BatchItems>();
        services.AddSingleton<HawkSessionsEndpoint>();
        services.AddSingleton<ResourceRoutes>();
        services.AddSingleton(ApiRoutes.Build);
        services.AddSingleton<ApiDispatcher>();
        services.AddSingleton(static provider => new Lazy<ApiDispatcher>(provider.GetRequiredService<ApiDispatcher>));
        services.AddSingleton<ApiAdapter>();

        services.TryAddSingleton<IHawkCredentialStore>(static provider => provider.GetRequiredService<SessionStore>());
        services.TryAddSingleton<IHawkNonceStore>(static provider => provider.GetRequiredService<NonceStore>());
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, PassiveHandler>(PassiveHandler.SchemeName, null).AddHawk(hawk =>
        {
            hawk.ClockSkew = options.HawkClockSkew;
            // The setting may only lengthen what the clock skew demands.
            hawk.NonceLifetime = options.HawkNonceLifetime > (2 * options.HawkClockSkew) + TimeSpan.FromMinutes(1) ? options.HawkNonceLifetime : null;
            hawk.MaxPayloadBytes = (int)Math.Min(options.MaxBodyBytes, Array.MaxLength);
            hawk.LargePayloads = HawkLargePayloads.Refuse;
            hawk.PayloadPolicy = options.HawkRequirePayloadHash ? HawkPayloadPolicy.Require : HawkPayloadPolicy.VerifyIfPresent;
            hawk.SignResponses = true;
        });
        return services;
    }
}
