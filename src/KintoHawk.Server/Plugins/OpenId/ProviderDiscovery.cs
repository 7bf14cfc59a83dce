using KintoHawk.Server.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Plugins.OpenId;

/// <summary>
/// Reads what the providers say about themselves, while the server serves: a provider that is down must not keep everybody else from being served. Until
/// it answers, whatever needs it is answered with 503; tokens that were verified before are still known.
/// </summary>
sealed class ProviderDiscovery(OpenIdProviders providers, TimeProvider time, ILogger<ProviderDiscovery> log) : BackgroundService
{
    public static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);

    public static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(1);

    /// <summary>How often a provider that is known is asked again.</summary>
    public static readonly TimeSpan RefreshInterval = TimeSpan.FromHours(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(providers.All.Select(provider => FollowAsync(provider, stoppingToken)));

    async Task FollowAsync(OpenIdProvider provider, CancellationToken stoppingToken)
    {
        var retry = FirstRetry;
        while (true)
        {
            var wasKnown = provider.Known is not null;
            var failure = await provider.DiscoverAsync(stoppingToken);
            var pause = RefreshInterval;
            if (failure is not null)
            {
                pause = retry;
                retry = retry * 2 < LongestRetry ? retry * 2 : LongestRetry;
                log.ProviderUnknown(provider.Name, failure, (int)pause.TotalSeconds);
            }
            else
            {
                retry = FirstRetry;
                if (!wasKnown)
                    log.ProviderKnown(provider.Name);
            }

            await Task.Delay(pause, time, stoppingToken);
        }
    }
}
