using KintoHawk.Core.Permissions;
using KintoHawk.Server.Diagnostics;
using KintoHawk.Server.Plugins.Accounts;
using KintoHawk.Server.Plugins.OpenId;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Authentication;

/// <summary>
/// Tries the configured policies in order on an <c>Authorization</c> header. Hawk requests are verified before this, by their own handler, because
/// their verdict depends on the whole request.
/// </summary>
sealed class IdentityResolver(KintoHawkOptions options, AccountAuthenticator accounts, OpenIdAuthenticator openId, ServerMetrics metrics)
{
    /// <summary>The policy of Hawk sessions; null when Hawk is off.</summary>
    public AuthenticationPolicy? HawkPolicy { get; } = options.Policies.FirstOrDefault(static policy => policy.Kind is AuthenticationPolicyKind.Hawk);

    /// <summary>The identity of a header. Unusable credentials are anonymous, not an error (kinto-api §14.1).</summary>
    public async ValueTask<Identity> ResolveAsync(string? authorization, CancellationToken cancellationToken)
    {
        if (BasicCredentials.TryParse(authorization) is not { Name.Length: > 0 } credentials)
            return await OfTokenAsync(authorization, cancellationToken);
        // Where any credentials are welcome in the end, an unknown name need not look like a wrong password.
        var anyAccepted = options.Policies.Any(static policy => policy.Kind is AuthenticationPolicyKind.BasicAuth);
        foreach (var policy in options.Policies)
        {
            using var timing = policy.Kind is AuthenticationPolicyKind.Account or AuthenticationPolicyKind.BasicAuth ? metrics.Authentication(policy) : default;
            switch (policy.Kind)
            {
                case AuthenticationPolicyKind.Account
                    when await accounts.VerifyAsync(credentials, hidesUnknownNames: !anyAccepted, cancellationToken):
                    return new Identity(Caller.User(policy.Name, $"{policy.UserIdPrefix}:{credentials.Name}"), policy.Kind, credentials.Name);
                case AuthenticationPolicyKind.BasicAuth:
                    var digest = KeyedDigest.Of(options.UserIdHmacSecret, $"{credentials.Name}:{credentials.Password}");
                    return new Identity(Caller.User(policy.Name, $"{policy.UserIdPrefix}:{digest}"), policy.Kind);
            }
        }

        return Identity.Anonymous;
    }

    async ValueTask<Identity> OfTokenAsync(string? authorization, CancellationToken cancellationToken)
    {
        if (await openId.FindAsync(authorization, cancellationToken) is not { } user)
            return Identity.Anonymous;
        var policy = user.Provider.Policy;
        return new Identity(Caller.User(policy.Name, $"{policy.UserIdPrefix}:{user.Id}"), policy.Kind, Profile: user.Profile);
    }

    /// <summary>The identity behind a verified Hawk session.</summary>
    public Identity Of(HawkSessions.HawkSession session) =>
        new(Caller.User(HawkPolicy!.Name, $"{HawkPolicy.UserIdPrefix}:{session.UserId}"), AuthenticationPolicyKind.Hawk, session.UserId, session);
}
