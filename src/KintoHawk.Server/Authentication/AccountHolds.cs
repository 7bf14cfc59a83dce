using KintoHawk.Core.Caching;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Authentication;

/// <summary>Why an account is held.</summary>
enum HoldReason : byte
{
    /// <summary>Its password is being changed, or it is being deleted.</summary>
    Password,
    /// <summary>All of its sessions are being closed.</summary>
    Sessions,
}

/// <summary>
/// Marks accounts whose sessions are being closed. While an account is held, nothing is opened for it: no session, no remembered password. A mark that
/// a crash leaves behind ends by itself, and by then only the password that is stored counts.
/// </summary>
sealed class AccountHolds(ICache cache, KintoHawkOptions options)
{
    /// <summary>Longer than any change takes; so long a crash in the middle of one keeps the account from logging in.</summary>
    static readonly TimeSpan _lifetime = TimeSpan.FromSeconds(30);

    static readonly byte[] _held = "\"\""u8.ToArray();

    public ValueTask HoldAsync(string account, HoldReason reason, CancellationToken cancellationToken) =>
        cache.SetAsync(KeyOf(account, reason), _held, _lifetime, cancellationToken);

    public async ValueTask<bool> IsHeldAsync(string account, CancellationToken cancellationToken) =>
        await cache.GetAsync(KeyOf(account, HoldReason.Password), cancellationToken) is not null
        || await cache.GetAsync(KeyOf(account, HoldReason.Sessions), cancellationToken) is not null;

    public async ValueTask ReleaseAsync(string account, HoldReason reason, CancellationToken cancellationToken) =>
        await cache.RemoveAsync(KeyOf(account, reason), cancellationToken);

    string KeyOf(string account, HoldReason reason) =>
        $"accounts:held:{(reason is HoldReason.Password ? "password" : "sessions")}:{KeyedDigest.Of(options.UserIdHmacSecret, "accounts-held:" + account)}";
}
