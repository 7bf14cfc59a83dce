using System.Net;
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

    // What else the process does in the same moment may count too, but hardly each time.
    const int Attempts = 3;

    const string Path = "/v1/buckets/b/collections/c/records";

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kintohawk-long-");
    readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(1) };
    SqliteStorage _storage = null!;
    WebApplication _application = null!;
    readonly List<long> _held = [];
    long _aliveAtFirst;

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
        var body = Array.Empty<byte>();
        for (var attempt = 0; attempt < Attempts; attempt++)
            body = await _client.GetByteArrayAsync(Path + query, Cancelled);

        using var document = JsonDocument.Parse(body);
        Assert.Equal(Rows, document.RootElement.GetProperty("data").GetArrayLength());
        Assert.True(body.Length > Rows * RowBytes);
        Assert.Equal(Attempts, _held.Count);
        Assert.InRange(_held.Min(), long.MinValue, body.Length * 5L / 4);
    }

    [Fact]
    public async Task A_deletion_holds_ids_and_revisions_and_no_rows()
    {
        for (var attempt = 1; attempt < Attempts; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, Path) { Headers = { { "If-Match", "\"1\"" } } };
            using var refused = await _client.SendAsync(request, Cancelled);
            Assert.Equal(HttpStatusCode.PreconditionFailed, refused.StatusCode);
        }

        using var response = await _client.DeleteAsync(new Uri(Path, UriKind.Relative), Cancelled);
        var body = await response.Content.ReadAsByteArrayAsync(Cancelled);

        using var document = JsonDocument.Parse(body);
        Assert.Equal(Rows, document.RootElement.GetProperty("data").GetArrayLength());
        Assert.Equal(Attempts, _held.Count);
        Assert.InRange(_held.Min(), long.MinValue, 2L * body.Length);
    }

    void Watch(int row)
    {
        if (row == 1)
            _aliveAtFirst = Alive();
        else if (row == Rows)
            _held.Add(Alive() - _aliveAtFirst);
    }

    // The runtime's own way to do so ends when two results are within a twentieth: in a process of many tests that is too much.
    static long Alive()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: false);
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
