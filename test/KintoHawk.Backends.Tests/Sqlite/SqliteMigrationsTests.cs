using KintoHawk.Core.Storage;
using KintoHawk.Sqlite;
using KintoHawk.Sqlite.Engine;

namespace KintoHawk.Backends.Tests.Sqlite;

public sealed class SqliteMigrationsTests : IAsyncLifetime
{
    readonly SqliteBackend _backend = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    [Fact]
    public void A_file_that_is_not_there_is_not_made()
    {
        var (storage, cache) = (SqliteMigrations.OfStorage(_backend.StoragePath), SqliteMigrations.OfCache(_backend.CachePath));

        Assert.Equal((false, 0), (storage.Exists, storage.Version));
        Assert.Equal(storage.Target, storage.Statements.Count);
        Assert.Equal((false, 0), (cache.Exists, cache.Version));
        Assert.False(File.Exists(_backend.StoragePath));
        Assert.False(File.Exists(_backend.CachePath));
    }

    [Fact]
    public async Task A_migrated_file_is_current()
    {
        await _backend.OpenStorageAsync(TimeProvider.System);
        await _backend.OpenCacheAsync(TimeProvider.System, "");

        Assert.True(SqliteMigrations.OfStorage(_backend.StoragePath).IsCurrent);
        Assert.True(SqliteMigrations.OfCache(_backend.CachePath).IsCurrent);
        Assert.Empty(SqliteMigrations.OfStorage(_backend.StoragePath).Statements);
    }

    [Fact]
    public async Task An_empty_file_wants_every_migration_and_does_not_get_it()
    {
        await File.WriteAllBytesAsync(_backend.StoragePath, [], Cancel);

        var plan = SqliteMigrations.OfStorage(_backend.StoragePath);

        Assert.Equal((true, 0, plan.Target), (plan.Exists, plan.Version, plan.Statements.Count));
        Assert.Equal(0, new FileInfo(_backend.StoragePath).Length);
    }

    [Fact]
    public async Task A_file_of_a_newer_program_is_refused()
    {
        await _backend.OpenStorageAsync(TimeProvider.System);
        using (var connection = Connection.Open(_backend.StoragePath, ""))
            connection.Execute("UPDATE metadata SET value = '999' WHERE name = 'schema_version'");

        var failure = Assert.Throws<StorageUnavailableException>(() => SqliteMigrations.OfStorage(_backend.StoragePath));

        Assert.Contains("999", failure.Message, StringComparison.Ordinal);
    }
}
