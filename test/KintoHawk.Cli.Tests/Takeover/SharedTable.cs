using KintoHawk.TestBackends;

namespace KintoHawk.Cli.Tests.Takeover;

/// <summary>The table <c>cache</c>.</summary>
sealed class SharedTable(PrivatePostgreSql server, string url) : ISharedCache
{
    public string Kind => "postgresql";

    public string Settings => $"kinto.cache_url = {url}";

    public async Task PutAsync(string key, string json, TimeSpan lifetime)
    {
        await using var connection = await server.OpenAsync(url);
        await using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO cache (key, value, ttl) VALUES ($1, $2, sec2ttl($3)) ON CONFLICT (key) DO UPDATE SET value = $2, ttl = sec2ttl($3)";
        foreach (var value in (object[])[key, json, lifetime.TotalSeconds])
            command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = value });
        Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }

    public async Task<(string Json, TimeSpan? Lifetime)?> FindAsync(string key)
    {
        await using var connection = await server.OpenAsync(url);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT value, ttl - now() FROM cache WHERE key = $1 AND now() < ttl";
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = key });
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        return await reader.ReadAsync(TestContext.Current.CancellationToken) ? (reader.GetString(0), reader.GetTimeSpan(1)) : null;
    }
}
