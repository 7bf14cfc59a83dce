using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Json;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Authentication;
using KintoHawk.Server.Authentication.HawkSessions;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Plugins.Accounts;

/// <summary>Verifies account names and passwords, remembering successes for a short time in the cache (kinto-plugins §1).</summary>
sealed class AccountAuthenticator(IStorage storage, ICache cache, AccountHolds holds, KintoHawkOptions options, TimeProvider time) : IDisposable
{
    /// <summary>The hash of a random password that nobody kept: checking against it takes as long as against an account's.</summary>
    const string Decoy = "$2b$12$h0w8jqRnKZUccOt42MaRduB0Nxyi6miIasnYN8XrkEEK8hBpZ55qS";

    /// <summary>Password checks take a processor for a quarter of a second each; more of them at once would starve every other request.</summary>
    readonly SemaphoreSlim _processors = new(Math.Max(1, Environment.ProcessorCount - 1));

    /// <summary>More waiting checks than this would wait longer than a client does.</summary>
    const int MostWaiting = 100;

    const int MostPerName = 8;

    readonly ConcurrentDictionary<string, int> _checksOf = new(StringComparer.Ordinal);

    int _waiting;

    /// <summary>Checks in flight, by a digest of name and password.</summary>
    readonly ConcurrentDictionary<string, Lazy<Task<string?>>> _checks = new(StringComparer.Ordinal);

    readonly RecentUses _renewals = new(time);

    readonly CheckedHashes _checked = new();

    /// <summary>True when the account exists and the password is its password.</summary>
    /// <param name="credentials">What the client sent.</param>
    /// <param name="hidesUnknownNames">True to spend the time of a password check on unknown names too.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<bool> VerifyAsync(BasicCredentials credentials, bool hidesUnknownNames, CancellationToken cancellationToken)
    {
        if (!Resource.Account.IdRule.Accepts(credentials.Name))
            return false;
        var key = CacheKeyOf(credentials.Name);
        var digest = KeyedDigest.Of(key, credentials.Password);
        var value = Encoding.ASCII.GetBytes($"\"{digest}\"");
        if (await cache.GetAsync(key, cancellationToken) is { } known && CryptographicOperations.FixedTimeEquals(known.Span, value))
        {
            // Renewed by use, but not at each one.
            if (!_renewals.IsDue(digest, options.AccountCacheLifetime / 10) || await RenewAsync(credentials.Name, key, digest, cancellationToken))
                return true;
        }

        // Many connections of one client find the entry expired at the same moment: one of them checks for all.
        var check = _checks.GetOrAdd(digest, _ => new Lazy<Task<string?>>(() => VerifyAndRememberAsync(credentials, hidesUnknownNames, key, value, digest)));
        if (await check.Value.WaitAsync(cancellationToken) is not { } hash)
            return false;
        // The check may have begun before a change of the password that was answered before this request came.
        return await FindHashAsync(credentials.Name, cancellationToken) == hash
            || await VerifyWithoutCacheAsync(credentials, hidesUnknownNames, cancellationToken) is not null;
    }

    /// <summary>
    /// Prolongs the memory of a verified password as long as the account has the hash that this password was checked against here; what another node has
    /// checked is left to that node, or ends. So a change that this cache was not told of, by a server with a cache of its own, is noticed.
    /// </summary>
    /// <returns>False when the password must be checked again.</returns>
    async ValueTask<bool> RenewAsync(string name, string key, string digest, CancellationToken cancellationToken)
    {
        var hash = await FindHashAsync(name, cancellationToken);
        var isStill = hash is null ? false : _checked.IsStill(digest, hash);
        if (isStill is true)
            await cache.ExtendAsync(key, options.AccountCacheLifetime, cancellationToken);
        else if (isStill is false)
            await cache.RemoveAsync(key, cancellationToken);
        return isStill is not false;
    }

    async Task<string?> VerifyAndRememberAsync(BasicCredentials credentials, bool hidesUnknownNames, string key, byte[] value, string digest)
    {
        try
        {
            if (await VerifyWithoutCacheAsync(credentials, hidesUnknownNames, CancellationToken.None) is not { } hash)
                return null;
            // The password may have changed while it was checked, or be about to: then nothing is remembered. It may also change right after this
            // look. The change removes the entry; whoever is later cleans up.
            if (await IsPastAsync(credentials.Name, hash))
                return hash;
            await cache.SetAsync(key, value, options.AccountCacheLifetime, CancellationToken.None);
            _checked.Remember(digest, hash);
            _renewals.Written(digest);
            if (await IsPastAsync(credentials.Name, hash))
                await cache.RemoveAsync(key, CancellationToken.None);
            return hash;
        }
        finally
        {
            _checks.TryRemove(digest, out _);
        }
    }

    async ValueTask<bool> IsPastAsync(string name, string hash) =>
        await holds.IsHeldAsync(name, CancellationToken.None) || await FindHashAsync(name, CancellationToken.None) != hash;

    /// <summary>The stored hash that the password matches, looked up and computed afresh; null when there is no account or no match.</summary>
    public async ValueTask<string?> VerifyWithoutCacheAsync(BasicCredentials credentials, bool hidesUnknownNames, CancellationToken cancellationToken)
    {
        var hash = Resource.Account.IdRule.Accepts(credentials.Name) ? await FindHashAsync(credentials.Name, cancellationToken) : null;
        if (hash is null && !hidesUnknownNames)
            return null;
        // A flood of wrong passwords for one name must not take the places of all others.
        if (_checksOf.AddOrUpdate(credentials.Name, 1, static (_, running) => running + 1) > MostPerName || Volatile.Read(ref _waiting) >= MostWaiting)
        {
            Leave(credentials.Name);
            throw new ServerBusyException("Too many password checks are waiting.");
        }

        try
        {
            var matches = await OnOwnProcessorAsync(() => PasswordHash.Verify(credentials.Password, hash ?? Decoy), cancellationToken);
            return matches ? hash : null;
        }
        finally
        {
            Leave(credentials.Name);
        }
    }

    void Leave(string name)
    {
        if (_checksOf.AddOrUpdate(name, 0, static (_, running) => running - 1) <= 0)
            _checksOf.TryRemove(KeyValuePair.Create(name, 0));
    }

    /// <summary>Hashes a new password that <see cref="PasswordHash.Refuse"/> does not refuse.</summary>
    public Task<string> HashAsync(string password, CancellationToken cancellationToken) => OnOwnProcessorAsync(() => PasswordHash.Create(password), cancellationToken);

    /// <summary>The stored hash of an account's password; null when there is no such account.</summary>
    public async ValueTask<string?> FindHashAsync(string name, CancellationToken cancellationToken)
    {
        var view = await storage.ReadAsync(ObjectPath.Account(name), Caller.Anonymous, cancellationToken);
        return view.Object is null ? null : HashIn(view.Object.Data.Span);
    }

    /// <summary>The password hash in the data of an account; null when there is none.</summary>
    public static string? HashIn(ReadOnlySpan<byte> account)
    {
        if (!JsonSplice.TryGetMember(account, "password"u8, out var raw))
            return null;
        var reader = new Utf8JsonReader(raw);
        return reader.Read() && reader.TokenType is JsonTokenType.String ? reader.GetString() : null;
    }

    /// <summary>Makes the cache forget a verified password.</summary>
    public ValueTask<bool> ForgetAsync(string name, CancellationToken cancellationToken) => cache.RemoveAsync(CacheKeyOf(name), cancellationToken);

    public void Dispose() => _processors.Dispose();

    string CacheKeyOf(string name) => KeyedDigest.Of(options.UserIdHmacSecret, $"accounts:{name}:verified");

    async Task<TResult> OnOwnProcessorAsync<TResult>(Func<TResult> work, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            await _processors.WaitAsync(cancellationToken);
            try
            {
                return await Task.Run(work, cancellationToken);
            }
            finally
            {
                _processors.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
