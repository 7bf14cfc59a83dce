using System.Text;
using System.Text.Json;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Caching.Memory;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Settings;
using KintoHawk.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Tests.LongLists;

/// <summary>
/// What is alive while a long list is answered: the bytes of the response and nothing of the rows. Alone in the process, for other tests have memory too.
/// </summary>
[Collection(nameof(LongListTests))]
[CollectionDefinition(nameof(LongListTests), DisableParallelization = true)]
public sealed class LongListTests : IAsyncLifetime
{
    const int Rows = 10_000;
    const int RowBytes = 1024;
    const string Path = "/v1/buckets/b/collections/c/records";

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kintohawk-long-");
    readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(1) };
    SqliteStorage _storage = null!;
    WebApplication _application = null!;
    long _heldAtFirst;
    long _heldAtLast;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _storage = SqliteStorage.Open(System.IO.Path.Combine(_folder.FullName, "storage.db"), TimeProvider.System);
        await _storage.MigrateAsync(Cancelled);
        await FillAsync();

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(WatchedStorage.Around(_storage, Watch));
        builder.Services.AddSingleton<ICache>(new MemoryCache(TimeProvider.System));
        builder.Services.AddKintoHawk(new KintoHawkOptions { UserIdHmacSecret = "secret" });
        _application = builder.Build();
        _application.MapKintoHawk();
        await _application.StartAsync(Cancelled);
        _client.BaseAddress = new Uri(_application.Urls.Single());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _application.DisposeAsync();
        await _storage.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?_fields=number,text")]
    [InlineData("?_sort=last_modified")]
    public async Task A_list_holds_its_response_and_no_rows(string query)
    {
        var body = await _client.GetByteArrayAsync(Path + query, Cancelled);

        using var document = JsonDocument.Parse(body);
        Assert.Equal(Rows, document.RootElement.GetProperty("data").GetArrayLength());
        Assert.True(body.Length > Rows * RowBytes);
        Assert.InRange(_heldAtLast - _heldAtFirst, long.MinValue, body.Length * 5L / 4);
    }

    [Fact]
    public async Task A_deletion_holds_ids_and_revisions_and_no_rows()
    {
        using var response = await _client.DeleteAsync(new Uri(Path, UriKind.Relative), Cancelled);
        var body = await response.Content.ReadAsByteArrayAsync(Cancelled);

        using var document = JsonDocument.Parse(body);
        Assert.Equal(Rows, document.RootElement.GetProperty("data").GetArrayLength());
        Assert.InRange(_heldAtLast - _heldAtFirst, long.MinValue, 2L * body.Length);
    }

    void Watch(int row)
    {
        if (row == 1)
            _heldAtFirst = GC.GetTotalMemory(forceFullCollection: true);
        else if (row == Rows)
            _heldAtLast = GC.GetTotalMemory(forceFullCollection: true);
    }

    async Task FillAsync()
    {
        var bucket = ObjectPath.Bucket("b");
        var collection = bucket.Child(Resource.Collection, "c");
        var text = new string('x', RowBytes);
        var changes = new ChangeSet(
            new Change.Put(bucket, "{}"u8.ToArray(), null, Expected.Absent),
            new Change.SetAccess(bucket, AccessControl.Empty.Adding(Permission.Write, Caller.Everyone), AccessControl.Empty),
            new Change.Put(collection, "{}"u8.ToArray(), null, Expected.Absent));
        for (var i = 0; i < Rows; i++)
        {
            changes.Add(new Change.Put(
                collection.Child(Resource.Record, Guid.NewGuid().ToString()), Encoding.UTF8.GetBytes($$"""{"number":{{i}},"text":"{{text}}"}"""), null, Expected.Absent));
        }

        Assert.True((await _storage.ApplyAsync(changes, Cancelled)).Succeeded);
    }
}
