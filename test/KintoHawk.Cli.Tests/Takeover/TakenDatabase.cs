using KintoHawk.TestBackends;

namespace KintoHawk.Cli.Tests.Takeover;

/// <summary>A database as a Kinto leaves it: its schema, and rows.sql; with the settings file of that Kinto. Disposing drops it.</summary>
sealed class TakenDatabase : IAsyncDisposable
{
    readonly PrivatePostgreSql _server;

    TakenDatabase(PrivatePostgreSql server, string url, ISharedCache cache)
    {
        _server = server;
        Url = url;
        Cache = cache;
    }

    public string Url { get; }

    /// <summary>The cache that the settings name.</summary>
    public ISharedCache Cache { get; }

    /// <summary>Makes one.</summary>
    /// <param name="cache">The kind of the cache: <c>postgresql</c>, <c>redis</c> or <c>memcached</c>.</param>
    public static async Task<TakenDatabase> CreateAsync(string cache = "postgresql")
    {
        var server = await PrivatePostgreSql.SharedAsync();
        var url = await server.CopyOfAsync("kinto", async template =>
        {
            foreach (var part in (string[])["storage", "bump-timestamp", "permission", "cache"])
                await server.ExecuteAsync(template, TextOf($"{part}.sql"));
            await server.ExecuteAsync(template, "INSERT INTO metadata (name, value) VALUES ('created_at', now()::text), ('storage_schema_version', '26'), ('permission_schema_version', '2')");
            await server.ExecuteAsync(template, TextOf("rows.sql"));
        });
        ISharedCache shared = cache switch
        {
            "redis" => new SharedRedis(await PrivateRedis.SharedAsync()),
            "memcached" => new SharedMemcached(await PrivateMemcached.SharedAsync()),
            _ => new SharedTable(server, url),
        };
        return new TakenDatabase(server, url, shared);
    }

    /// <summary>Starts the real server with the settings file.</summary>
    public Task<IniServer> ServeAsync(Workspace workspace) => IniServer.StartAsync(workspace, "kinto", Ini);

    /// <summary>The settings file.</summary>
    public string Ini => TextOf("kinto.ini")
        .Replace("{database}", Url, StringComparison.Ordinal)
        .Replace("{cache}", Cache.Kind, StringComparison.Ordinal)
        .Replace("{cache_settings}", Cache.Settings, StringComparison.Ordinal);

    /// <summary>The first column of every row, as text.</summary>
    public async Task<IReadOnlyList<string>> AskAsync(string sql)
    {
        await using var connection = await _server.OpenAsync(Url);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // the statements of tests
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add(reader.GetString(0));
        return rows;
    }

    public async ValueTask DisposeAsync() => await _server.DropDatabaseAsync(Url);

    static string TextOf(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "takeover", file));
}
