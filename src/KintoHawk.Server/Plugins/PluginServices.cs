using KintoHawk.Server.Diagnostics;
using KintoHawk.Server.Plugins.Admin;
using KintoHawk.Server.Plugins.DefaultBucket;
using KintoHawk.Server.Plugins.History;
using KintoHawk.Server.Plugins.OpenId;
using KintoHawk.Server.Plugins.Prometheus;
using KintoHawk.Server.Plugins.StatsD;
using KintoHawk.Server.Resources;
using KintoHawk.Server.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace KintoHawk.Server.Plugins;

/// <summary>The plugins that <c>includes</c> switches on, in the order in which they are asked.</summary>
static class PluginServices
{
    public static void AddPlugins(this IServiceCollection services, KintoHawkOptions options)
    {
        if (options.IsIncluded(PluginModules.DefaultBucket))
            services.AddSingleton<IPlugin, DefaultBucketPlugin>();
        if (options.IsIncluded(PluginModules.Counters))
            services.AddSingleton<IPlugin, CountersPlugin>();
        if (options.IsIncluded(PluginModules.Flush))
            services.AddSingleton<IPlugin, FlushPlugin>();
        if (options.IsIncluded(PluginModules.History))
            services.AddSingleton<IPlugin, HistoryPlugin>().AddSingleton<IChangeInterceptor, HistoryRecorder>().AddSingleton<SnapshotEndpoint>();
        if (options.IsIncluded(PluginModules.OpenId))
            services.AddSingleton<IPlugin, OpenIdPlugin>();
        if (options.IsIncluded(PluginModules.Admin))
            services.AddSingleton<IPlugin, AdminPlugin>();
        if (options.IsIncluded(PluginModules.Prometheus))
            services.AddPrometheus();
        if (options.IsIncluded(PluginModules.StatsD) && options.StatsDUrl is not null)
            services.AddStatsD();
    }

    static void AddPrometheus(this IServiceCollection services)
    {
        services.AddSingleton<PrometheusRegistry>();
        services.AddSingleton<IMetricsSink>(static provider => provider.GetRequiredService<PrometheusRegistry>());
        services.AddSingleton<IPlugin, PrometheusPlugin>();
    }

    static void AddStatsD(this IServiceCollection services)
    {
        services.AddSingleton<StatsDSender>();
        services.AddSingleton<IMetricsSink>(static provider => provider.GetRequiredService<StatsDSender>());
        services.AddHostedService(static provider => provider.GetRequiredService<StatsDSender>());
    }
}
