using KintoHawk.Core.Caching;
using KintoHawk.PostgreSql;
using KintoHawk.TestBackends;
using Microsoft.Extensions.Time.Testing;

namespace KintoHawk.Backends.Tests.PostgreSql;

/// <summary>A database of its own, with Kinto's table.</summary>
sealed class PostgreSqlCacheHome(FakeTimeProvider? clock) : CacheHome
{
    readonly Lazy<Task<(PrivatePostgreSql Server, string Url)>> _database = new(static async () =>
    {
        var server = await PrivatePostgreSql.SharedAsync();
        return (server, await server.CopyOfAsync("cache", static async url =>
        {
            await using var cache = Open(url, "", null, isPooled: false);
            await cache.MigrateAsync(TestContext.Current.CancellationToken);
        }));
    });

    public override FakeTimeProvider? Clock => clock;

    public override TimeSpan Short => clock is null ? base.Short : TimeSpan.FromMinutes(1);

    public static PostgreSqlCache Open(string url, string prefix, TimeProvider? time, bool isPooled = true)
    {
        Assert.True(PostgreSqlAddress.TryParse(url, out var address, out var error), error);
        return new PostgreSqlCache(address, new PostgreSqlPoolOptions { MaxSize = 20, IsPooled = isPooled }, prefix, time);
    }

    public async Task<string> UrlAsync() => (await _database.Value).Url;

    /// <summary>What Kinto sees.</summary>
    public async Task<object?> AskAsync(string sql)
    {
        var (server, url) = await _database.Value;
        return await server.AskAsync(url, sql);
    }

    public async Task ExecuteAsync(string sql)
    {
        var (server, url) = await _database.Value;
        await server.ExecuteAsync(url, sql);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (!_database.IsValueCreated)
            return;
        var (server, url) = await _database.Value;
        await server.DropDatabaseAsync(url);
    }

    protected override async ValueTask<ICache> OpenCacheAsync(string prefix) => Open(await UrlAsync(), prefix, clock);
}
