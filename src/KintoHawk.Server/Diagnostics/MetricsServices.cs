using KintoHawk.Core.Caching;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KintoHawk.Server.Diagnostics;

/// <summary>Adds what measures, and puts it around the backends when a plugin wants to know.</summary>
static class MetricsServices
{
    const string Unmeasured = "KintoHawk.Unmeasured";

    public static void AddServerMetrics(this IServiceCollection services, KintoHawkOptions options)
    {
        services.AddMetrics();
        services.AddSingleton<ServerMetrics>();
        if (!options.IsIncluded(PluginModules.Prometheus) && !options.IsIncluded(PluginModules.StatsD))
            return;
        Replace<IStorage>(services, static (inner, metrics) => new MeasuredStorage(inner, metrics));
        Replace<ICache>(services, static (inner, metrics) => new MeasuredCache(inner, metrics));
    }

    /// <summary>The backend stays registered, under a key: the container disposes it as it would have done.</summary>
    static void Replace<TBackend>(IServiceCollection services, Func<TBackend, ServerMetrics, TBackend> measured)
        where TBackend : class
    {
        var registered = services.LastOrDefault(static service => service.ServiceType == typeof(TBackend) && !service.IsKeyedService)
            ?? throw new InvalidOperationException($"Register {typeof(TBackend).Name} before AddKintoHawk: a metrics module is included and measures it.");
        services.Add(
            registered.ImplementationInstance is { } instance ? new ServiceDescriptor(typeof(TBackend), Unmeasured, instance)
            : registered.ImplementationFactory is { } factory ? new ServiceDescriptor(typeof(TBackend), Unmeasured, (provider, _) => factory(provider), registered.Lifetime)
            : new ServiceDescriptor(typeof(TBackend), Unmeasured, registered.ImplementationType!, registered.Lifetime));
        services.Replace(ServiceDescriptor.Singleton(
            provider => measured(provider.GetRequiredKeyedService<TBackend>(Unmeasured), provider.GetRequiredService<ServerMetrics>())));
    }
}
