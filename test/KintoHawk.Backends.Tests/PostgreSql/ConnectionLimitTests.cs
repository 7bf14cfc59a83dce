using System.Diagnostics;
using KintoHawk.Core.Caching;
using KintoHawk.PostgreSql;
using KintoHawk.TestBackends;
using Npgsql;

namespace KintoHawk.Backends.Tests.PostgreSql;

/// <summary>A server that has fewer places for connections than the pools of its nodes would use.</summary>
public sealed class ConnectionLimitTests : IAsyncLifetime
{
    const int Places = 10;

    PrivatePostgreSql _server = null!;
    string _url = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await PrivatePostgreSql.StartAsync(new PostgreSqlSettings
        {
            Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["max_connections"] = $"{Places}", ["superuser_reserved_connections"] = "0" },
        });
        _url = await _server.CreateDatabaseAsync();
        await using var cache = Open(TimeSpan.FromSeconds(30));
        await cache.MigrateAsync(Token);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Nodes_wait_for_each_others_connections()
    {
        await using var one = Open(TimeSpan.FromSeconds(60));
        await using var other = Open(TimeSpan.FromSeconds(60));

        var answers = await Task.WhenAll(Enumerable.Range(0, 600).Select(n => Task.Run(
            async () => await (n % 2 == 0 ? one : other).TryAddAsync($"key {n}", "1"u8.ToArray(), TimeSpan.FromHours(1), Token), Token)));

        Assert.All(answers, Assert.True);
    }

    [Fact]
    public async Task Who_finds_no_place_in_time_is_told_so()
    {
        var held = await HoldAsync(Places);
        await using var cache = Open(TimeSpan.FromMilliseconds(500));
        var start = Stopwatch.GetTimestamp();

        var failure = await Assert.ThrowsAsync<CacheUnavailableException>(async () => await cache.GetAsync("key", Token));

        Assert.Contains("too many clients", failure.Message, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(20));
        foreach (var connection in held)
            await connection.DisposeAsync();
        Assert.Null(await cache.GetAsync("key", Token));
    }

    async Task<List<NpgsqlConnection>> HoldAsync(int places)
    {
        Assert.True(PostgreSqlAddress.TryParse(_url, out var address, out _));
        var builder = address.ToBuilder();
        builder.Pooling = false;
        var held = new List<NpgsqlConnection>();
        while (held.Count < places)
        {
            var connection = new NpgsqlConnection(builder.ConnectionString);
            await connection.OpenAsync(Token);
            held.Add(connection);
        }

        return held;
    }

    PostgreSqlCache Open(TimeSpan waitTimeout)
    {
        Assert.True(PostgreSqlAddress.TryParse(_url, out var address, out var error), error);
        return new PostgreSqlCache(address, new PostgreSqlPoolOptions { MaxSize = 35, WaitTimeout = waitTimeout });
    }
}
