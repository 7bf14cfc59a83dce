using KintoHawk.Core.Caching.Memory;
using KintoHawk.Server.Authentication;
using KintoHawk.Server.Authentication.HawkSessions;
using KintoHawk.Server.Settings;
using Microsoft.Extensions.Time.Testing;

namespace KintoHawk.Server.Tests;

/// <summary>Sessions in the cache.</summary>
public sealed class SessionStoreTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Closing_a_session_leaves_nothing_of_its_uses_behind()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var cache = new MemoryCache(time);
        var options = new KintoHawkOptions { UserIdHmacSecret = "secret" };
        var sessions = new SessionStore(cache, new AccountHolds(cache, options), options, time);
        var issued = await sessions.OpenAsync("alice", "test", Cancelled);
        var credential = await sessions.FindAsync(issued!.Id, Cancelled);
        var session = Assert.IsType<HawkSession>(credential!.State);
        time.Advance(TimeSpan.FromMinutes(5));
        await sessions.UsedAsync(session, "test", Cancelled);
        Assert.Equal(300_000, Assert.Single(await sessions.ListAsync("alice", Cancelled)) is var slot ? slot.LastUsed - slot.Created : 0);

        Assert.True(await sessions.CloseAsync(session, Cancelled));

        Assert.Null(await cache.GetAsync("used:" + session.CacheKey, Cancelled));
        Assert.Empty(await sessions.ListAsync("alice", Cancelled));
    }
}
