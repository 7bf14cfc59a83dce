using KintoHawk.Server.Diagnostics;
using KintoHawk.Server.Settings;
using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Plugins.OpenId;

/// <summary>One policy of OpenID Connect with its identity provider: what it says about itself, and whose tokens it vouches for.</summary>
sealed class OpenIdProvider(AuthenticationPolicy policy, ProviderClient client, TimeProvider time, ILogger log)
{
    readonly SigningKeys _keys = new(client, time);
    readonly TaskCompletionSource _firstAttempt = new(TaskCreationOptions.RunContinuationsAsynchronously);
    ProviderMetadata? _metadata;

    public string Name => policy.Name;

    public AuthenticationPolicy Policy => policy;

    public OpenIdPolicySettings Settings { get; } = policy.OpenId!;

    /// <summary>What the provider says about itself, as far as it is known now.</summary>
    public ProviderMetadata? Known => Volatile.Read(ref _metadata);

    /// <summary>What the provider says about itself; null when it could not be asked. Right after the start this waits for the first attempt.</summary>
    public async ValueTask<ProviderMetadata?> FindMetadataAsync(CancellationToken cancellationToken)
    {
        if (Known is null)
            await _firstAttempt.Task.WaitAsync(cancellationToken);
        return Known;
    }

    /// <summary>True when the issuer is this provider's, whether or not a slash follows.</summary>
    public bool IsIssuer(string issuer) => IsSame(issuer, Settings.Issuer) || (Known is { } metadata && IsSame(issuer, metadata.Issuer));

    /// <summary>Asks the provider who it is, and for its keys again if they were needed before.</summary>
    /// <returns>Why it failed; null when it did not.</returns>
    public async Task<string?> DiscoverAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.GetAsync(ProviderMetadata.AddressOf(Settings.Issuer), token: null, cancellationToken);
            if (!answer.Succeeded)
                return answer.Reason;
            if (!ProviderMetadata.TryParse(answer.Body, Settings.Issuer, out var metadata, out var wrong))
                return wrong;
            if (Settings.Audience.Length > 0 && metadata.KeySet is null)
                return "its discovery document has no jwks_uri, which is needed to check the audience of tokens";
            if (Known is null && !IsSame(metadata.Issuer, Settings.Issuer))
                log.OtherIssuer(Name, metadata.Issuer, Settings.Issuer);
            Volatile.Write(ref _metadata, metadata);
            return metadata.KeySet is { } keys ? await _keys.RefreshAsync(keys, cancellationToken) : null;
        }
        finally
        {
            _firstAttempt.TrySetResult();
        }
    }

    /// <summary>The profile of the user that a token belongs to.</summary>
    /// <param name="token">The text of the token.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>
    /// The body of the userinfo endpoint, not yet looked at; null when the token is not good; or why nothing can be said about it.
    /// </returns>
    public async Task<(ReadOnlyMemory<byte>? Profile, string? Failure)> VerifyAsync(string token, CancellationToken cancellationToken)
    {
        if (await FindMetadataAsync(cancellationToken) is not { } metadata)
            return (null, "its discovery document has not been read yet");
        if (Settings.Audience.Length > 0)
        {
            var (refusal, failure) = await RefuseAsync(token, metadata, cancellationToken);
            if (failure is not null)
                return (null, failure);
            if (refusal is not null)
            {
                log.TokenRefused(Name, refusal);
                return (null, null);
            }
        }

        var answer = await client.GetAsync(metadata.UserInfoEndpoint, token, cancellationToken);
        if (answer.IsUnavailable)
            return (null, answer.Reason);
        if (answer.Succeeded)
            return (answer.Body, null);
        log.TokenRefused(Name, answer.Reason);
        return (null, null);
    }

    /// <summary>Why a JWT is refused, or why that cannot be told; two nulls when it is good.</summary>
    async ValueTask<(string? Refusal, string? Failure)> RefuseAsync(string token, ProviderMetadata metadata, CancellationToken cancellationToken)
    {
        if (!TokenRules.TryReadKeyId(token, out var keyId))
            return ("it is no JWT signed with an accepted algorithm", null);
        var (keys, failure) = await _keys.FindAsync(metadata.KeySet!, keyId, cancellationToken);
        if (failure is not null)
            return (null, failure);
        if (keys.Count == 0)
            return ("its key is not among the provider's", null);
        // The issuer of the settings; the spelling of the document counts too when it is the same issuer.
        string[] issuers = IsSame(metadata.Issuer, Settings.Issuer) ? [Settings.Issuer, metadata.Issuer] : [Settings.Issuer];
        return (await new TokenRules(issuers, Settings.Audience, time).RefuseAsync(token, keys), null);
    }

    static bool IsSame(string issuer, string other) => issuer.AsSpan().TrimEnd('/').SequenceEqual(other.AsSpan().TrimEnd('/'));
}
