using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Json;
using KintoHawk.Server.Authentication;
using KintoHawk.Server.Authentication.HawkSessions;
using KintoHawk.Server.Diagnostics;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Settings;
using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Plugins.OpenId;

/// <summary>
/// Recognises callers by the access tokens of identity providers (kinto-plugins §7). A token is verified once and then remembered: a known token costs one
/// read of the cache.
/// </summary>
sealed class OpenIdAuthenticator(
    OpenIdProviders providers, ICache cache, ServerMetrics metrics, KintoHawkOptions options, TimeProvider time, ILogger<OpenIdAuthenticator> log)
{
    /// <summary>Tokens that nobody knows make us ask the provider; more of them at once would only make it refuse us.</summary>
    const int MostVerifying = 100;

    /// <summary>Verifications in flight, by cache key: many connections of one client come with the same new token.</summary>
    readonly ConcurrentDictionary<string, Lazy<Task<(ReadOnlyMemory<byte>? Profile, string? Failure)>>> _verifying = new(StringComparer.Ordinal);

    readonly RecentUses _renewals = new(time);

    int _running;

    /// <summary>The user of an <c>Authorization</c> header; null when no provider knows the token.</summary>
    /// <exception cref="ServerBusyException">A provider that may know the token cannot be asked.</exception>
    public async ValueTask<OpenIdUser?> FindAsync(string? authorization, CancellationToken cancellationToken)
    {
        if (providers.All.Count == 0)
            return null;
        var asked = new List<(OpenIdProvider Provider, string Token, string Key)>(1);
        foreach (var provider in providers.All)
            if (AccessToken.Find(authorization, provider.Settings.HeaderType) is { } token)
                asked.Add((provider, token, KeyOf(provider, token)));
        if (asked.Count == 0)
            return null;
        if (!AccessToken.TryPeek(asked[0].Token, out var issuer, out var expires))
            return null;
        // A token that says which of our providers it comes from is looked for there, and never shown to the others.
        if (issuer is not null && asked.Exists(one => one.Provider.IsIssuer(issuer)))
            asked.RemoveAll(one => !one.Provider.IsIssuer(issuer));

        using var timing = metrics.Authentication(asked[0].Provider.Policy);
        var left = expires is { } end ? end - time.GetUtcNow() + TokenRules.ClockSkew : TimeSpan.MaxValue;
        if (left <= TimeSpan.Zero)
            return null;
        foreach (var (provider, _, key) in asked)
            if (await cache.GetAsync(key, cancellationToken) is { } known && await UseAsync(provider, key, known, left, cancellationToken) is { } user)
                return user;
        return await AskAsync(asked, left, cancellationToken);
    }

    /// <summary>A token that was verified before. Its memory is renewed by use, but that is not written down at each one.</summary>
    async ValueTask<OpenIdUser?> UseAsync(OpenIdProvider provider, string key, ReadOnlyMemory<byte> profile, TimeSpan left, CancellationToken cancellationToken)
    {
        if (UserIn(profile, provider) is not { } user)
            return null;
        var lifetime = LifetimeOf(provider, left);
        if (_renewals.IsDue(key, lifetime / 10))
            await cache.ExtendAsync(key, lifetime, cancellationToken);
        return user;
    }

    async ValueTask<OpenIdUser?> AskAsync(List<(OpenIdProvider Provider, string Token, string Key)> asked, TimeSpan left, CancellationToken cancellationToken)
    {
        string? unavailable = null;
        foreach (var (provider, token, key) in asked)
        {
            var (answer, failure) = await VerifyAsync(provider, token, key, cancellationToken);
            if (failure is not null)
            {
                log.ProviderUnavailable(provider.Name, failure);
                unavailable = provider.Name;
            }

            if (answer is not { } body || UserIn(body, provider) is not { } user)
                continue;
            await cache.SetAsync(key, user.Profile, LifetimeOf(provider, left), cancellationToken);
            return user;
        }

        // To call the caller anonymous would make clients throw good tokens away.
        return unavailable is null ? null : throw new ServerBusyException($"The identity provider of the policy {unavailable} cannot be asked.");
    }

    async Task<(ReadOnlyMemory<byte>? Profile, string? Failure)> VerifyAsync(OpenIdProvider provider, string token, string key, CancellationToken cancellationToken)
    {
        // Not ended by this caller: others may wait for the same answer.
        var verification = _verifying.GetOrAdd(key, _ => new(() => RunAsync(provider, token, key)));
        return await verification.Value.WaitAsync(cancellationToken);
    }

    async Task<(ReadOnlyMemory<byte>? Profile, string? Failure)> RunAsync(OpenIdProvider provider, string token, string key)
    {
        try
        {
            if (Interlocked.Increment(ref _running) > MostVerifying)
                return (null, "too many tokens are being verified");
            return await provider.VerifyAsync(token, CancellationToken.None);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
            _verifying.TryRemove(key, out _);
        }
    }

    /// <summary>The user of a profile; null when it is no profile, or has no usable id.</summary>
    OpenIdUser? UserIn(ReadOnlyMemory<byte> body, OpenIdProvider provider)
    {
        if (!JsonText.TryParse(body, out var document, out _))
        {
            log.ProfileUnusable(provider.Name, "no JSON");
            return null;
        }

        using (document)
        {
            var root = document.RootElement;
            var id = root.ValueKind is JsonValueKind.Object && root.TryGetProperty(provider.Settings.UserIdField, out var field) ? field.ValueKind switch
            {
                JsonValueKind.String => field.GetString(),
                JsonValueKind.Number when field.TryGetInt64(out _) => field.GetRawText(),
                _ => null,
            }
            : null;
            // It becomes a principal, which is stored and compared as text.
            if (string.IsNullOrEmpty(id) || id.Any(char.IsControl))
            {
                log.ProfileUnusable(provider.Name, $"no usable member '{provider.Settings.UserIdField}'");
                return null;
            }

            var profile = new ArrayBufferWriter<byte>(body.Length);
            JsonText.Write(root, profile);
            return new OpenIdUser(provider, id, profile.WrittenMemory);
        }
    }

    /// <summary>As the settings say, but never longer than the token is good for.</summary>
    static TimeSpan LifetimeOf(OpenIdProvider provider, TimeSpan left) => left < provider.Settings.VerificationLifetime ? left : provider.Settings.VerificationLifetime;

    /// <summary>The key of the reference: servers of both kinds know each other's verified tokens.</summary>
    string KeyOf(OpenIdProvider provider, string token) =>
        "openid:verify:" + KeyedDigest.Of(options.UserIdHmacSecret, $"{provider.Settings.Issuer}:{provider.Settings.ClientId}:{provider.Settings.Audience}:{token}");
}
