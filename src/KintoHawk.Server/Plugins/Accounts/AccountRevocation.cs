using KintoHawk.Server.Authentication.HawkSessions;

namespace KintoHawk.Server.Plugins.Accounts;

/// <summary>
/// Ends everything that an account's old password opened, around the change of the password. Before the change: so that a crash right after its
/// commit leaves nothing behind. After it: for what was opened meanwhile.
/// </summary>
sealed class AccountRevocation(AccountAuthenticator authenticator, SessionStore sessions, AccountHolds holds)
{
    /// <summary>To be called before the change is applied. Nothing is changed when the cache cannot be reached.</summary>
    public async ValueTask BeginAsync(string account, CancellationToken cancellationToken)
    {
        await holds.HoldAsync(account, cancellationToken);
        await authenticator.ForgetAsync(account, cancellationToken);
        await sessions.RevokeAllAsync(account, cancellationToken);
    }

    /// <summary>To be called once the change is durable.</summary>
    public async ValueTask CompleteAsync(string account, CancellationToken cancellationToken)
    {
        await authenticator.ForgetAsync(account, cancellationToken);
        await sessions.RevokeAllAsync(account, cancellationToken);
        await holds.ReleaseAsync(account, cancellationToken);
    }
}
