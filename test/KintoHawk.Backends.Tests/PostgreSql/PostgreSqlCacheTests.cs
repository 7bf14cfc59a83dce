using KintoHawk.Backends.Tests.Specs;
using KintoHawk.Core.Caching;
using KintoHawk.TestBackends;

namespace KintoHawk.Backends.Tests.PostgreSql;

public sealed class PostgreSqlCacheTests : CacheSpec
{
    readonly PostgreSqlCacheHome _home;

    public PostgreSqlCacheTests() : this(new PostgreSqlCacheHome(null)) { }

    PostgreSqlCacheTests(PostgreSqlCacheHome home) : base(home) => _home = home;

    [Fact]
    public async Task What_kinto_wrote_is_honoured()
    {
        await _home.ExecuteAsync("""
            INSERT INTO cache (key, value, ttl) VALUES ('kinto:hawk:id:nonce:1', '""', sec2ttl(60)), ('kinto:hawk:863085', '"{\"key\":\"k\"}"', sec2ttl(5184000)),
              ('kinto:old', '"x"', sec2ttl(-1)), ('kinto:never', '"x"', NULL)
            """);

        Assert.False(await Cache.TryAddAsync("hawk:id:nonce:1", Bytes("\"\""), Hour, Token));
        Assert.Equal("""
            "{\"key\":\"k\"}"
            """, await GetAsync("hawk:863085"));
        Assert.True(await Cache.ExtendAsync("hawk:863085", Hour, Token));
        Assert.True(await Cache.RemoveAsync("hawk:863085", Token));
        foreach (var gone in (string[])["old", "never"])
        {
            Assert.Null(await GetAsync(gone));
            Assert.False(await Cache.ExtendAsync(gone, Hour, Token));
        }

        Assert.False(await Cache.RemoveAsync("never", Token));
        Assert.True(await Cache.TryAddAsync("old", Bytes("\"y\""), Hour, Token));
    }

    [Fact]
    public async Task What_kinto_reads_is_what_it_would_have_written()
    {
        const string Kinto = "SELECT value FROM cache WHERE key = '{0}' AND now() < ttl AND ttl - now() BETWEEN interval '{1}' - interval '1 minute' AND interval '{1}'";
        await Cache.SetAsync("hawk:863085", Bytes("\"{}\""), TimeSpan.FromDays(60), Token);
        Assert.True(await Cache.TryAddAsync("nonce", Bytes("\"\""), TimeSpan.FromSeconds(150), Token));

        Assert.Equal("\"{}\"", await _home.AskAsync(string.Format(null, Kinto, "kinto:hawk:863085", "60 days")));
        Assert.Equal("\"\"", await _home.AskAsync(string.Format(null, Kinto, "kinto:nonce", "150 seconds")));
    }

    [Fact]
    public async Task A_read_removes_nothing_and_writes_remove_what_has_expired()
    {
        await _home.ExecuteAsync("INSERT INTO cache (key, value, ttl) SELECT 'old' || n, '1', now() - interval '1 hour' FROM generate_series(1, 300) n");
        for (var n = 0; n < 20; n++)
            Assert.Null(await GetAsync("old1"));
        Assert.Equal(300L, await _home.AskAsync("SELECT count(*) FROM cache"));

        for (var n = 0; n < 160; n++)
            await Cache.SetAsync("k", Bytes("v"), Hour, Token);
        Assert.Equal(1L, await _home.AskAsync("SELECT count(*) FROM cache"));
    }

    [Fact]
    public async Task A_read_needs_no_right_to_write()
    {
        await _home.ExecuteAsync("INSERT INTO cache (key, value, ttl) VALUES ('k', '1', sec2ttl(60)); DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN; GRANT SELECT ON cache TO reader");
        try
        {
            await using var reader = PostgreSqlCacheHome.Open((await _home.UrlAsync()).Replace(PrivatePostgreSql.User + "@", "reader@", StringComparison.Ordinal), "", null, isPooled: false);
            Assert.NotNull(await reader.GetAsync("k", Token));
            await reader.MigrateAsync(Token);
            await Assert.ThrowsAsync<CacheUnavailableException>(async () => await reader.CheckAsync(Token));
        }
        finally
        {
            await _home.ExecuteAsync("DROP OWNED BY reader; DROP ROLE reader");
        }
    }

    [Fact]
    public async Task The_table_is_made_once_by_any_number_of_servers()
    {
        var server = await PrivatePostgreSql.SharedAsync();
        var url = await server.CreateDatabaseAsync();
        try
        {
            await using var cache = PostgreSqlCacheHome.Open(url, "", null);
            Assert.False(await cache.HasTableAsync(Token));
            await Assert.ThrowsAsync<CacheUnavailableException>(async () => await cache.CheckAsync(Token));

            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => cache.MigrateAsync(Token).AsTask()));

            Assert.True(await cache.HasTableAsync(Token));
            await cache.CheckAsync(Token);
        }
        finally
        {
            await server.DropDatabaseAsync(url);
        }
    }

    [Fact]
    public async Task Writers_of_expired_keys_do_not_wait_for_each_other()
    {
        for (var round = 0; round < 5; round++)
        {
            await _home.ExecuteAsync("INSERT INTO cache (key, value, ttl) SELECT 'kinto:' || n, '1', now() - interval '1 hour' FROM generate_series(0, 199) n ON CONFLICT (key) DO UPDATE SET ttl = EXCLUDED.ttl");
            // A deadlock would be one answer that is an exception.
            await Task.WhenAll(Enumerable.Range(0, 400).Select(n => Cache.SetAsync($"{n * 7 % 200}", Bytes("v"), Hour, Token).AsTask()));
            Assert.Equal(200L, await _home.AskAsync("SELECT count(*) FROM cache WHERE ttl > now()"));
        }
    }
}
