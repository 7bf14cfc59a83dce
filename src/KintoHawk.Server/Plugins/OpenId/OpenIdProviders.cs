using KintoHawk.Server.Settings;
using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Plugins.OpenId;

/// <summary>The providers of all policies of OpenID Connect, in the order of the policies.</summary>
sealed class OpenIdProviders(KintoHawkOptions options, ProviderClient client, TimeProvider time, ILogger<OpenIdProvider> log)
{
    public IReadOnlyList<OpenIdProvider> All { get; } =
        [.. options.Policies.Where(static policy => policy.OpenId is not null).Select(policy => new OpenIdProvider(policy, client, time, log))];

    public OpenIdProvider? Find(string name) => All.FirstOrDefault(provider => provider.Name == name);
}
