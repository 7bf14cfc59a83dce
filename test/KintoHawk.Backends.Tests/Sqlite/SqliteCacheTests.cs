using System.Text;
using KintoHawk.Backends.Tests.Specs;
using KintoHawk.Core.Caching;
using KintoHawk.Sqlite;
using KintoHawk.Sqlite.Engine;

namespace KintoHawk.Backends.Tests.Sqlite;

public sealed class SqliteCacheTests : CacheSpec
{
    static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    readonly SqliteBackend _backend;

    public SqliteCacheTests() : this(new SqliteBackend()) { }

    SqliteCacheTests(SqliteBackend backend) : base(new SqliteCacheHome(backend)) => _backend = backend;

    [Fact]
    public async Task Entries_survive_a_restart()
    {
        await Cache.SetAsync("session", Bytes("key"), s_minute, Token);
        await ((IAsyncDisposable)Cache).DisposeAsync();
        var again = await Home.OpenAsync("kinto:");

        Assert.False(await again.TryAddAsync("session", Bytes("x"), s_minute, Token));
        Assert.Equal("key", Encoding.UTF8.GetString(Assert.NotNull(await again.GetAsync("session", Token)).Span));
    }

    [Fact]
    public async Task Two_handles_of_one_file_agree_on_the_winner()
    {
        var other = await Home.OpenAsync("kinto:");
        for (var round = 0; round < 20; round++)
        {
            var key = $"nonce{round}";
            var added = await Task.WhenAll(Enumerable.Range(0, 16).Select(n =>
                Task.Run(() => (n % 2 == 0 ? Cache : other).TryAddAsync(key, Bytes("x"), s_minute, Token).AsTask(), Token)));
            Assert.Single(added, static won => won);
        }
    }

    [Fact]
    public async Task Expired_entries_leave_the_file()
    {
        for (var n = 0; n < 300; n++)
        {
            await Cache.TryAddAsync($"nonce{n}", new byte[1000], s_minute, Token);
            Time.Advance(s_minute);
        }

        await ((IAsyncDisposable)Cache).DisposeAsync();
        Assert.InRange(new FileInfo(_backend.CachePath).Length, 1, 100_000);
    }

    [Fact]
    public async Task Writes_that_share_a_commit_remove_what_each_would_have()
    {
        await Task.WhenAll(Enumerable.Range(0, 300).Select(n => Cache.TryAddAsync($"old{n}", Bytes("x"), s_minute, Token).AsTask()));
        Time.Advance(s_minute);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(n => Cache.TryAddAsync($"new{n}", Bytes("x"), s_minute, Token).AsTask()));

        using var connection = Connection.Open(_backend.CachePath, "");
        using var row = connection.Use("SELECT count(*) FROM cache");
        Assert.True(row.Step());
        Assert.Equal(100, row.Int64(0));
    }

    [Fact]
    public async Task A_closed_cache_is_unavailable()
    {
        await ((IAsyncDisposable)Cache).DisposeAsync();

        await Assert.ThrowsAsync<CacheUnavailableException>(async () => await Cache.GetAsync("k", Token));
        await Assert.ThrowsAsync<CacheUnavailableException>(async () => await Cache.SetAsync("k", Bytes("v"), s_minute, Token));
    }

    [Fact]
    public void A_file_that_is_no_database_is_refused()
    {
        File.WriteAllText(_backend.StoragePath, new string('x', 10_000));

        Assert.Throws<CacheUnavailableException>(() => SqliteCache.Open(_backend.StoragePath, Time));
    }
}
