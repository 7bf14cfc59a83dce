using System.Net;

namespace KintoHawk.Cli.Tests;

/// <summary>migrate, flush-cache and purge-deleted.</summary>
public sealed class UpkeepTests : IDisposable
{
    const string Admin = "admin:s3cret";

    readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_dry_run_says_what_a_migration_would_do_and_makes_nothing()
    {
        var result = await _workspace.RunAsync("migrate", "--dry-run");
        var verbose = await _workspace.RunAsync("migrate", "--dry-run", "-v");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(3, result.Output.Count(static character => character == '\n'));
        Assert.Matches("^cache: .*cache.sqlite would be made with schema version 1\\.\nstorage: .*storage.sqlite would be made with schema version [0-9]+\\.\npermission: ", result.Output);
        Assert.Contains("CREATE TABLE objects", verbose.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_workspace.Folder));
    }

    [Fact]
    public async Task A_migration_makes_what_a_server_needs_and_says_so_once()
    {
        var first = await _workspace.RunAsync("migrate");
        var second = await _workspace.RunAsync("migrate");
        var quiet = await _workspace.RunAsync("migrate", "-q");

        Assert.Contains("storage.sqlite is made", first.Output, StringComparison.Ordinal);
        Assert.Contains("storage.sqlite is current", second.Output, StringComparison.Ordinal);
        Assert.Equal(new CommandResult(0, "", ""), quiet);
        Assert.True(File.Exists(Path.Combine(_workspace.DataFolder, "storage.sqlite")));
        Assert.True(File.Exists(Path.Combine(_workspace.DataFolder, "cache.sqlite")));
    }

    [Fact]
    public async Task A_read_only_storage_is_left_alone_and_the_cache_is_not()
    {
        var result = await _workspace.RunAsync("", ["migrate"], ("KINTO_READONLY", "true"));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("storage: left alone", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_workspace.DataFolder, "storage.sqlite")));
        Assert.True(File.Exists(Path.Combine(_workspace.DataFolder, "cache.sqlite")));
    }

    [Fact]
    public async Task What_is_no_database_is_told_by_migrate()
    {
        _workspace.Write("kintohawk-data/storage.sqlite", "This is a text, and it is long enough to be seen not to be a database of any version at all........");

        var result = await _workspace.RunAsync("migrate", "--dry-run");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("storage.sqlite cannot be read", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sessions_end_when_the_cache_is_flushed_under_a_running_server()
    {
        await _workspace.RunAsync("create-user", "-u", "admin", "-p", "s3cret");
        await using var server = await _workspace.StartAsync();
        await _workspace.RunAsync("login", server.Url.ToString(), "-u", "admin", "-p", "s3cret");
        Assert.Equal(0, (await _workspace.RunAsync("http", "GET", "/buckets")).ExitCode);

        var result = await _workspace.RunAsync("flush-cache");

        Assert.Equal((0, "The cache is empty.\n"), (result.ExitCode, result.Output));
        Assert.Equal(4, (await _workspace.RunAsync("http", "GET", "/buckets")).ExitCode);
    }

    [Fact]
    public async Task A_cache_in_memory_cannot_be_flushed_from_outside_which_is_said()
    {
        var result = await _workspace.RunAsync("", ["flush-cache"], ("KINTO_CACHE_BACKEND", "memory"));

        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.Contains("cache_backend is memory", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_workspace.Folder));
    }

    [Fact]
    public async Task The_newest_tombstones_of_each_set_stay()
    {
        await _workspace.RunAsync("create-user", "-u", "admin", "-p", "s3cret");
        await using var server = await _workspace.StartAsync();
        foreach (var collection in (string[])["one", "two"])
        {
            await server.SendAsync("PUT", "buckets/b", "{}", Admin);
            await server.CallAsync("PUT", $"buckets/b/collections/{collection}", "{}", Admin);
            foreach (var record in (string[])["r1", "r2", "r3"])
            {
                await server.CallAsync("PUT", $"buckets/b/collections/{collection}/records/{record}", "{}", Admin);
                await server.CallAsync("DELETE", $"buckets/b/collections/{collection}/records/{record}", user: Admin);
            }
        }

        var result = await _workspace.RunAsync("purge-deleted", "record", "group", "1", "-v");

        Assert.Equal((0, "4 tombstones are gone.\n", "record: 4\ngroup: 0\n"), (result.ExitCode, result.Output, result.Error));
        foreach (var collection in (string[])["one", "two"])
        {
            var (status, body) = await server.SendAsync("GET", $"buckets/b/collections/{collection}/records?_since=0", user: Admin);
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Contains("\"r3\"", body, StringComparison.Ordinal);
            Assert.DoesNotContain("\"r2\"", body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_storage_that_is_not_there_is_not_made_to_be_purged()
    {
        var result = await _workspace.RunAsync("purge-deleted", "record", "1");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("There is no database", result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_workspace.Folder));
    }
}
