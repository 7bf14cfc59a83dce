using KintoHawk.Server.Settings;
using Microsoft.Extensions.Logging.Abstractions;

namespace KintoHawk.Server.Plugins.OpenId;

/// <summary>Whether the identity providers of the settings can be asked who they are; for operators, before a server starts.</summary>
public static class OpenIdReachability
{
    /// <summary>Asks the provider of a policy once, as a server does at its start.</summary>
    /// <param name="policy">A policy of OpenID Connect.</param>
    /// <param name="time">The clock of its time limit.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Why it cannot be used; null when it can.</returns>
    public static async Task<string?> FindFailureAsync(AuthenticationPolicy policy, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy.OpenId is null)
            throw new ArgumentException("The policy has no identity provider.", nameof(policy));
        using var client = new ProviderClient(time);
        return await new OpenIdProvider(policy, client, time, NullLogger.Instance).DiscoverAsync(cancellationToken);
    }
}
