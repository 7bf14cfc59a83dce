using System.Text;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Authentication;
using KintoHawk.Server.Authentication.HawkSessions;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Plugins.Accounts;

/// <summary>What an operator does to accounts without the HTTP API, also while a server runs on the same storage and cache (kinto-plugins §1).</summary>
public sealed class AccountAdministration : IDisposable
{
    readonly IStorage _storage;
    readonly AccountAuthenticator _authenticator;
    readonly AccountRevocation _revocation;

    /// <summary>Works on this storage and cache.</summary>
    /// <param name="storage">The storage, with its schema in place.</param>
    /// <param name="cache">The cache of the server, when it is shared; otherwise the server's own cache keeps what it knows until that expires.</param>
    /// <param name="options">The settings of the server.</param>
    /// <param name="time">The clock.</param>
    public AccountAdministration(IStorage storage, ICache cache, KintoHawkOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _storage = storage;
        var holds = new AccountHolds(cache, options);
        _authenticator = new AccountAuthenticator(storage, cache, holds, options, time);
        _revocation = new AccountRevocation(_authenticator, new SessionStore(cache, holds, options, time), holds);
    }

    /// <summary>Why a name cannot be an account's, as a sentence; null when it can.</summary>
    /// <param name="name">The bare account name.</param>
    public static string? RefuseName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Resource.Account.IdRule.Accepts(name)
            ? null
            : $"'{name}' cannot be the name of an account; accepted: a letter or digit, then any number of letters, digits and the characters _ - + . @";
    }

    /// <summary>Why a password cannot be an account's, as a sentence that does not repeat it; null when it can.</summary>
    /// <param name="password">The password.</param>
    public static string? RefusePassword(string password)
    {
        ArgumentNullException.ThrowIfNull(password);
        return (password.Length == 0 ? "Empty" : PasswordHash.Refuse(password)) is { } reason
            ? $"The password cannot be stored: {reason}; accepted: 1 to 72 bytes of text without NUL."
            : null;
    }

    /// <summary>
    /// Creates an account that may change itself, or replaces everything an existing one holds. Its sessions end, and its old password stops working
    /// at once for every server with the same cache.
    /// </summary>
    /// <param name="name">A name that <see cref="RefuseName"/> accepts.</param>
    /// <param name="password">A password that <see cref="RefusePassword"/> accepts.</param>
    /// <param name="cancellationToken">Stops before the account is stored; not between storing it and ending its sessions.</param>
    /// <exception cref="StorageUnavailableException">The storage does not answer.</exception>
    /// <exception cref="CacheUnavailableException">The cache does not answer; nothing is changed if it did not answer from the beginning.</exception>
    public async Task PutAsync(string name, string password, CancellationToken cancellationToken)
    {
        if (RefuseName(name) is { } badName)
            throw new ArgumentException(badName, nameof(name));
        if (RefusePassword(password) is { } badPassword)
            throw new ArgumentException(badPassword, nameof(password));
        var hash = await _authenticator.HashAsync(password, cancellationToken);
        var path = ObjectPath.Account(name);
        await _revocation.BeginAsync(name, cancellationToken);
        var outcome = await _storage.ApplyAsync(
            new ChangeSet(
                new Change.Put(path, Encoding.ASCII.GetBytes($$"""{"password":"{{hash}}"}"""), LastModified: null, Expected.Whatever),
                new Change.SetAccess(path, AccessControl.Empty, AccessControl.Empty.Adding(Permission.Write, $"account:{name}"))),
            cancellationToken);
        if (!outcome.Succeeded)
            throw new StorageUnavailableException($"The storage refused an account that it has no reason to refuse: {outcome.Conflict}.");
        await _revocation.CompleteAsync(name, CancellationToken.None);
    }

    /// <summary>Makes a change that replaces or deletes accounts: their sessions end, and their old passwords stop working, as with <see cref="PutAsync"/>.</summary>
    /// <param name="names">The accounts; none is possible.</param>
    /// <param name="change">Makes the change. When it throws, or the process dies, the sessions have ended all the same.</param>
    /// <param name="cancellationToken">Stops before the change.</param>
    /// <exception cref="CacheUnavailableException">The cache does not answer.</exception>
    public async Task ReplaceAsync(IReadOnlyCollection<string> names, Func<Task> change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(change);
        foreach (var name in names)
            await _revocation.BeginAsync(name, cancellationToken);
        await change();
        foreach (var name in names)
            await _revocation.CompleteAsync(name, CancellationToken.None);
    }

    /// <summary>Releases what verifying passwords needs; storage and cache stay open.</summary>
    public void Dispose() => _authenticator.Dispose();
}
