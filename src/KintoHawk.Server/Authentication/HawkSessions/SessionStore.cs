using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Hawk;
using KintoHawk.Core.Caching;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Authentication.HawkSessions;

/// <summary>
/// Hawk sessions in the cache, under the keys and in the form of kinto-hawk (kinto-plugins §9.3), with a list per account so that they can be shown
/// and revoked. The list is a fixed number of slots: adding one is the cache's atomic add, so nothing is lost between nodes.
/// </summary>
sealed class SessionStore(ICache cache, AccountHolds holds, KintoHawkOptions options, TimeProvider time) : IHawkCredentialStore
{
    /// <summary>Others may take the slots that are freed; somebody who loses so often has too much company.</summary>
    const int MostAttempts = 20;

    static readonly byte[] _mark = "\"\""u8.ToArray();

    static readonly SearchValues<char> _hexDigits = SearchValues.Create("0123456789abcdef");

    readonly RecentUses _recentUses = new(time);

    /// <summary>How often the use of a session is written down; more often would turn every request into a write.</summary>
    public TimeSpan UseInterval { get; } = TimeSpan.FromTicks(Math.Min(TimeSpan.TicksPerMinute, options.HawkSessionLifetime.Ticks / 10));

    /// <summary>The credential of a Hawk id with its <see cref="HawkSession"/> as state; null when there is no such session.</summary>
    public async ValueTask<HawkCredential?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (id.Length != 64 || id.AsSpan().ContainsAnyExcept(_hexDigits))
            return null;
        var cacheKey = CacheKeyOf(id);
        if (await ReadAsync(cacheKey, cancellationToken) is not { } record)
            return null;
        return new HawkCredential(id, record.Key) { State = new HawkSession(cacheKey, record.UserId, record.Slot) };
    }

    /// <summary>
    /// Opens a session for an account and returns it with its token; null when the account's sessions are being revoked right now.
    /// The caller checks afterwards that what allowed the opening still does.
    /// </summary>
    /// <param name="account">The bare account name.</param>
    /// <param name="userAgent">What the client calls itself; null when it does not say.</param>
    /// <param name="cancellationToken">Stops before the session is stored.</param>
    public async ValueTask<Hawk.HawkSession?> OpenAsync(string account, string? userAgent, CancellationToken cancellationToken)
    {
        var issued = Hawk.HawkSession.Create();
        var cacheKey = CacheKeyOf(issued.Id);
        // The slot comes first: a revocation that runs meanwhile must be able to find the session.
        var slot = await TakeSlotAsync(account, cacheKey, userAgent, cancellationToken);
        await WriteAsync(cacheKey, new SessionRecord { Key = issued.Key, UserId = account, Slot = slot }, cancellationToken);
        // A revocation that came between the two writes has removed the slot, and missed the session. One that comes later sees both.
        if (await ReadSlotAsync(account, slot, cancellationToken) is { } entry && entry.CacheKey == cacheKey && !await holds.IsHeldAsync(account, cancellationToken))
            return issued;
        await CloseAsync(new HawkSession(cacheKey, account, slot), CancellationToken.None);
        return null;
    }

    /// <summary>Closes the session of an issued token again.</summary>
    public async ValueTask CloseAsync(Hawk.HawkSession issued, CancellationToken cancellationToken)
    {
        var cacheKey = CacheKeyOf(issued.Id);
        if (await ReadAsync(cacheKey, cancellationToken) is { } record)
            await CloseAsync(new HawkSession(cacheKey, record.UserId, record.Slot), cancellationToken);
    }

    /// <summary>Closes a session; true when it was open.</summary>
    public async ValueTask<bool> CloseAsync(HawkSession session, CancellationToken cancellationToken)
    {
        var removed = await cache.RemoveAsync(session.CacheKey, cancellationToken);
        if (session.Slot is { } slot)
            await FreeSlotAsync(session.UserId, slot, session.CacheKey, cancellationToken);
        // Otherwise opening, using and closing sessions would fill the cache for as long as a session may live.
        await cache.RemoveAsync(UseKeyOf(session.CacheKey), cancellationToken);
        return removed;
    }

    /// <summary>
    /// Frees the slot of a session. Whoever frees it claims that first, so that of several who have seen the session there only one does: the others
    /// might otherwise free the slot of the session that took it next, which could then not be found to be revoked.
    /// </summary>
    async ValueTask FreeSlotAsync(string account, int slot, string cacheKey, CancellationToken cancellationToken)
    {
        if (await ReadSlotAsync(account, slot, cancellationToken) is { } entry && entry.CacheKey == cacheKey
            && await cache.TryAddAsync("freed:" + cacheKey, _mark, TimeSpan.FromMinutes(1), cancellationToken))
            await cache.RemoveAsync(SlotKeyOf(account, slot), cancellationToken);
    }

    /// <summary>True while the session is open.</summary>
    public async ValueTask<bool> IsOpenAsync(HawkSession session, CancellationToken cancellationToken) =>
        await cache.GetAsync(session.CacheKey, cancellationToken) is not null;

    /// <summary>Renews the lifetime of a session that has just been used, and remembers the use.</summary>
    public async ValueTask UsedAsync(HawkSession session, string? userAgent, CancellationToken cancellationToken)
    {
        if (!_recentUses.IsDue(session.CacheKey, UseInterval))
            return;
        if (!await cache.ExtendAsync(session.CacheKey, options.HawkSessionLifetime, cancellationToken))
            return;
        var slot = session.Slot ?? await FindSlotAsync(session, userAgent, cancellationToken);
        await cache.ExtendAsync(SlotKeyOf(session.UserId, slot), options.HawkSessionLifetime, cancellationToken);
        // An entry of its own: to write the slot again could overwrite that of a session which has taken it meanwhile.
        await cache.SetAsync(UseKeyOf(session.CacheKey), Encoding.ASCII.GetBytes(Now.ToString()), options.HawkSessionLifetime, cancellationToken);
    }

    /// <summary>The open sessions of an account, newest first.</summary>
    public async ValueTask<IReadOnlyList<SessionSlot>> ListAsync(string account, CancellationToken cancellationToken)
    {
        var open = new List<SessionSlot>();
        for (var slot = 0; slot < options.HawkMaxSessionsPerAccount; slot++)
            if (await ReadSlotAsync(account, slot, cancellationToken) is { } entry && await cache.GetAsync(entry.CacheKey, cancellationToken) is not null)
                open.Add(entry with { LastUsed = await FindLastUseAsync(entry, cancellationToken) });
        open.Sort(static (a, b) => b.Created.CompareTo(a.Created));
        return open;
    }

    /// <summary>Closes one session of an account by its public name; false when there is none.</summary>
    public async ValueTask<bool> RevokeAsync(string account, string id, CancellationToken cancellationToken)
    {
        for (var slot = 0; slot < options.HawkMaxSessionsPerAccount; slot++)
            if (await ReadSlotAsync(account, slot, cancellationToken) is { } entry && entry.Id == id)
                return await CloseAsync(new HawkSession(entry.CacheKey, account, slot), cancellationToken);
        return false;
    }

    /// <summary>
    /// Closes every session of an account. None can be opened meanwhile: an opening that does not see the hold has written its session before the
    /// hold, and so before this looks.
    /// </summary>
    public async ValueTask<IReadOnlyList<SessionSlot>> RevokeAllAsync(string account, CancellationToken cancellationToken)
    {
        await holds.HoldAsync(account, HoldReason.Sessions, cancellationToken);
        try
        {
            // All slots at once: a cache that shares commits or round trips then needs few of them. Not to be stopped half-way.
            var slots = Enumerable.Range(0, options.HawkMaxSessionsPerAccount).Select(slot => RevokeSlotAsync(account, slot, CancellationToken.None));
            return [.. (await Task.WhenAll(slots)).OfType<SessionSlot>()];
        }
        finally
        {
            await holds.ReleaseAsync(account, HoldReason.Sessions, CancellationToken.None);
        }
    }

    async Task<SessionSlot?> RevokeSlotAsync(string account, int slot, CancellationToken cancellationToken) =>
        await ReadSlotAsync(account, slot, cancellationToken) is { } entry
        && await CloseAsync(new HawkSession(entry.CacheKey, account, slot), cancellationToken) ? entry : null;

    long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    string CacheKeyOf(string id) => "hawk:" + KeyedDigest.Of(options.UserIdHmacSecret, id);

    static string UseKeyOf(string cacheKey) => "used:" + cacheKey;

    async ValueTask<long> FindLastUseAsync(SessionSlot entry, CancellationToken cancellationToken) =>
        await cache.GetAsync(UseKeyOf(entry.CacheKey), cancellationToken) is { } used && Utf8Parser.TryParse(used.Span, out long milliseconds, out _)
            ? milliseconds
            : entry.Created;

    string SlotKeyOf(string account, int slot) => $"hawk:sessions:{KeyedDigest.Of(options.UserIdHmacSecret, "hawk-sessions:" + account)}:{slot}";

    /// <summary>
    /// The slot of a session that another server opened, which does not know it. Its entry is left as it is: writing it again could bring back a
    /// session that is being revoked.
    /// </summary>
    async ValueTask<int> FindSlotAsync(HawkSession session, string? userAgent, CancellationToken cancellationToken)
    {
        for (var slot = 0; slot < options.HawkMaxSessionsPerAccount; slot++)
            if (await ReadSlotAsync(session.UserId, slot, cancellationToken) is { } entry && entry.CacheKey == session.CacheKey)
                return slot;
        return await TakeSlotAsync(session.UserId, session.CacheKey, userAgent, cancellationToken);
    }

    /// <summary>Takes a free slot. When there is none, the session that was not used for the longest time gives up its own.</summary>
    async ValueTask<int> TakeSlotAsync(string account, string cacheKey, string? userAgent, CancellationToken cancellationToken)
    {
        var now = Now;
        var entry = new SessionSlot { Id = Guid.NewGuid().ToString("N"), CacheKey = cacheKey, Created = now, UserAgent = Shortened(userAgent) };
        var value = JsonSerializer.SerializeToUtf8Bytes(entry, SessionJson.Default.SessionSlot);
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            (int Slot, SessionSlot Entry, long LastUse)? oldest = null;
            for (var slot = 0; slot < options.HawkMaxSessionsPerAccount; slot++)
            {
                if (await ReadSlotAsync(account, slot, cancellationToken) is not { } taken)
                {
                    if (await cache.TryAddAsync(SlotKeyOf(account, slot), value, options.HawkSessionLifetime, cancellationToken))
                        return slot;
                    continue;
                }

                var lastUse = await FindLastUseAsync(taken, cancellationToken);
                if (oldest is null || lastUse < oldest.Value.LastUse)
                    oldest = (slot, taken, lastUse);
            }

            if (oldest is { } victim)
                await CloseAsync(new HawkSession(victim.Entry.CacheKey, account, victim.Slot), cancellationToken);
        }

        throw new ServerBusyException("No slot for a session could be had.");
    }

    async ValueTask<SessionRecord?> ReadAsync(string cacheKey, CancellationToken cancellationToken)
    {
        if (await cache.GetAsync(cacheKey, cancellationToken) is not { } value)
            return null;
        try
        {
            // The cache of the reference serialises the text once more: a JSON string that holds JSON.
            var text = JsonSerializer.Deserialize(value.Span, SessionJson.Default.String);
            var record = text is null ? null : JsonSerializer.Deserialize(text, SessionJson.Default.SessionRecord);
            return record is { Key.Length: > 0, UserId.Length: > 0 } ? record : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    async ValueTask<SessionSlot?> ReadSlotAsync(string account, int slot, CancellationToken cancellationToken)
    {
        if (await cache.GetAsync(SlotKeyOf(account, slot), cancellationToken) is not { } value)
            return null;
        try
        {
            return JsonSerializer.Deserialize(value.Span, SessionJson.Default.SessionSlot);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    ValueTask WriteAsync(string cacheKey, SessionRecord record, CancellationToken cancellationToken)
    {
        var text = JsonSerializer.Serialize(record, SessionJson.Default.SessionRecord);
        return cache.SetAsync(cacheKey, JsonSerializer.SerializeToUtf8Bytes(text, SessionJson.Default.String), options.HawkSessionLifetime, cancellationToken);
    }

    static string? Shortened(string? userAgent) => userAgent is { Length: > 200 } ? userAgent[..200] : userAgent;
}
