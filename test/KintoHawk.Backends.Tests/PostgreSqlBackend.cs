using KintoHawk.Core.Storage;
using KintoHawk.PostgreSql;
using KintoHawk.TestBackends;

namespace KintoHawk.Backends.Tests;

/// <summary>Storages in a database of the test's own, which is new.</summary>
sealed class PostgreSqlBackend(bool ofTwoDatabases = false) : IBackend
{
    readonly List<IAsyncDisposable> _open = [];
    PrivatePostgreSql? _server;
    string? _permissions;

    /// <summary>The URL of the database, once a storage was opened.</summary>
    public string? Url { get; private set; }

    public async ValueTask<IStorage> OpenStorageAsync(TimeProvider time)
    {
        _server ??= await PrivatePostgreSql.SharedAsync();
        // The tables remember when they were made.
        Url ??= await _server.CopyOfAsync($"storage of {time.GetUtcNow():O}", async template =>
        {
            await using var empty = Open(template, time);
            await empty.MigrateAsync(TestContext.Current.CancellationToken);
        });
        if (ofTwoDatabases)
            _permissions ??= await _server.CreateDatabaseAsync();
        var storage = Open(Url, time, _permissions);
        _open.Add(storage);
        await storage.MigrateAsync(TestContext.Current.CancellationToken);
        return storage;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _open)
            await store.DisposeAsync();
        if (Url is not null)
            await _server!.DropDatabaseAsync(Url);
        if (_permissions is not null)
            await _server!.DropDatabaseAsync(_permissions);
    }

    /// <summary>A storage in the database of a URL.</summary>
    public static PostgreSqlStorage Open(string url, TimeProvider? time = null, string? permissions = null, string? reading = null) =>
        PostgreSqlStorage.Open(AddressOf(url)!, AddressOf(permissions), AddressOf(reading), new PostgreSqlPoolOptions(), time);

    static PostgreSqlAddress? AddressOf(string? url)
    {
        if (url is null)
            return null;
        Assert.True(PostgreSqlAddress.TryParse(url, out var address, out _));
        return address;
    }
}
