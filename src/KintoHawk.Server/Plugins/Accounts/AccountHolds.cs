using KintoHawk.Core.Caching;
using KintoHawk.Server.Authentication;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Plugins.Accounts;

/// <summary>
/// Marks accounts whose password is being changed. While an account is held, nothing that its old password opens is kept: no session, no remembered
/// success. The mark outlives a crash for its short lifetime, and by then only the new password counts.
/// </summary>
sealed class AccountHolds(ICache cache, KintoHawkOptions options)
{
    /// <summary>Longer than any change takes; so long a crash in the middle of one keeps the account from logging in.</summary>
    static readonly TimeSpan _lifetime = TimeSpan.FromSeconds(30);

    static readonly byte[] _held = "\"\""u8.ToArray();

    public ValueTask HoldAsync(string account, CancellationToken cancellationToken) => cache.SetAsync(KeyOf(account), _held, _lifetime, cancellationToken);

    public async ValueTask<bool> IsHeldAsync(string account, CancellationToken cancellationToken) =>
        await cache.GetAsync(KeyOf(account), cancellationToken) is not null;

    public async ValueTask ReleaseAsync(string account, CancellationToken cancellationToken) => await cache.RemoveAsync(KeyOf(account), cancellationToken);

    string KeyOf(string account) => "accounts:held:" + KeyedDigest.Of(options.UserIdHmacSecret, "accounts-held:" + account);
}
