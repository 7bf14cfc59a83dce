using KintoHawk.Server.Plugins.DefaultBucket;
using KintoHawk.Server.Plugins.History;
using KintoHawk.Server.Plugins.OpenId;
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
    }
}
