using KintoHawk.Core.Storage;
using KintoHawk.PostgreSql;
using KintoHawk.PostgreSql.Engine;
using KintoHawk.PostgreSql.Objects;
using KintoHawk.TestBackends;

namespace KintoHawk.Backends.Tests.PostgreSql;

/// <summary>A database of a test's own, with the tables of Kinto and what we add, for tests of the pieces below the storage.</summary>
sealed class TestDatabase : IAsyncDisposable
{
    readonly PrivatePostgreSql _server;

    TestDatabase(PrivatePostgreSql server, string url)
    {
        _server = server;
        Url = url;
        Database = Connect(url);
    }

    public string Url { get; }

    public Database Database { get; }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TestDatabase> CreateAsync()
    {
        var server = await PrivatePostgreSql.SharedAsync();
        return new TestDatabase(server, await server.CopyOfAsync("tables", PrepareAsync));
    }

    /// <summary>Executes statements.</summary>
    public Task ExecuteAsync(string sql) => _server.ExecuteAsync(Url, sql);

    /// <summary>Asks with the same connection for objects and access lists.</summary>
    public ValueTask<TResult> AskAsync<TResult>(Func<Session, ValueTask<TResult>> question) =>
        Database.RunAsync(connection => question(new Session(connection, connection)), Token);

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await _server.DropDatabaseAsync(Url);
    }

    static async Task PrepareAsync(string url)
    {
        await using var database = Connect(url);
        await Schema.MigrateAsync(database, SchemaParts.Objects | SchemaParts.Access, time: null, Token);
    }

    static Database Connect(string url)
    {
        Assert.True(PostgreSqlAddress.TryParse(url, out var address, out _));
        return new Database(address, new PostgreSqlPoolOptions(), static (message, cause) => cause is null ? new StorageUnavailableException(message) : new StorageUnavailableException($"{message} {cause.Message}", cause));
    }
}
