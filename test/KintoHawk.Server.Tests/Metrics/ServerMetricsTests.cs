using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Runtime.CompilerServices;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Caching.Memory;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Memory;
using KintoHawk.Server.Diagnostics;
using KintoHawk.Server.Settings;
using KintoHawk.Server.Tests.Scenarios;
using Microsoft.Extensions.DependencyInjection;

namespace KintoHawk.Server.Tests.Metrics;

public sealed class ServerMetricsTests
{
    [Fact]
    public void Without_a_module_the_backends_are_those_that_were_registered()
    {
        using var provider = Services(new KintoHawkOptions()).BuildServiceProvider();

        Assert.IsType<MemoryStorage>(provider.GetRequiredService<IStorage>());
        Assert.IsType<MemoryCache>(provider.GetRequiredService<ICache>());
        Assert.Null(provider.GetRequiredService<ServerMetrics>().StartRequest("GET"));
    }

    [Theory]
    [InlineData("kinto.plugins.prometheus")]
    [InlineData("kinto.plugins.statsd")]
    public void With_a_module_the_backends_are_measured(string module)
    {
        using var provider = Services(new KintoHawkOptions { Includes = [module], StatsDUrl = new Uri("udp://127.0.0.1:1") }).BuildServiceProvider();

        Assert.IsType<MeasuredStorage>(provider.GetRequiredService<IStorage>());
        Assert.IsType<MeasuredCache>(provider.GetRequiredService<ICache>());
        Assert.NotNull(provider.GetRequiredService<ServerMetrics>().StartRequest("GET"));
    }

    [Fact]
    public void Backends_that_are_registered_too_late_are_told_at_once()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddKintoHawk(new KintoHawkOptions { Includes = ["kinto.plugins.prometheus"] }));

        Assert.Contains("before AddKintoHawk", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backend_that_the_container_made_is_disposed_by_it()
    {
        var services = new ServiceCollection().AddSingleton<IStorage>(static _ => new MemoryStorage(TimeProvider.System)).AddSingleton<ICache>(static _ => new MemoryCache(TimeProvider.System));
        var provider = services.AddKintoHawk(new KintoHawkOptions { Includes = ["kinto.plugins.prometheus"] }).BuildServiceProvider();
        var storage = provider.GetRequiredService<IStorage>();

        await provider.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await storage.BeginAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Every_operation_is_timed_under_the_name_that_the_documents_say()
    {
        var sink = new RecordingSink();
        var metrics = Metrics(sink);
        var storage = new MeasuredStorage(new MemoryStorage(TimeProvider.System), metrics);
        var cancel = TestContext.Current.CancellationToken;
        var path = new ObjectPath(Resource.Bucket, "", "b");
        var query = new ObjectQuery { Resource = Resource.Bucket, ParentUri = "" };

        await storage.MigrateAsync(cancel);
        await storage.ReadAsync(path, Caller.Anonymous, cancel);
        await storage.ListAsync(query, Caller.Anonymous, cancel);
        await storage.ListAsync(query with { CountOnly = true }, Caller.Anonymous, cancel);
        await storage.ListAsync(query with { Limit = 0 }, Caller.Anonymous, cancel);
        await storage.ListAsync(query, Caller.Anonymous, static _ => { }, cancel);
        await storage.ApplyAsync(new ChangeSet(new Change.Put(path, "{}"u8.ToArray(), null, Expected.Absent)), cancel);
        await storage.ApplyAsync(new ChangeSet(new Change.Put(path, "{}"u8.ToArray(), null, Expected.Present)), cancel);
        await storage.ApplyAsync(new ChangeSet(new Change.SetAccess(path, AccessControl.Empty, AccessControl.Empty)), cancel);
        await storage.ApplyAsync(new ChangeSet(new Change.SetMembers(path, [])), cancel);
        await storage.ApplyAsync(new ChangeSet(new Change.Trim(new ObjectPath(Resource.History, "/buckets/b", ""), [], 1, 1)), cancel);
        await storage.FindAccessListsAsync(["/buckets/b"], cancel);
        await storage.FindEntriesAsync(["x"], cancel);
        await storage.FindUrisAsync(Resource.Bucket, cancel);
        await storage.CountAsync(cancel);
        await storage.RemovePrincipalAsync("x", cancel);
        await storage.PurgeTombstonesAsync("record", 1, cancel);
        await storage.FindPrincipalsAsync(Caller.Anonymous, cancel);
        await using (var transaction = await storage.BeginAsync(cancel))
        {
            await transaction.ApplyAsync(new ChangeSet(new Change.Delete(path, null, Expected.Present)), cancel);
            await transaction.CommitAsync(cancel);
        }

        await storage.ApplyAsync(new ChangeSet(new Change.Delete(path, null, Expected.Present), new Change.Delete(path, null, Expected.Present)), cancel);
        await storage.FlushAsync(cancel);
        await storage.CheckAsync(readOnly: false, cancel);

        Assert.Equal(
            [
                "storage initialize_schema", "storage get", "storage list_all", "storage count_all", "storage resource_timestamp", "storage list_all", "storage create", "storage update",
                "permission replace_object_permissions", "permission add_user_principal", "storage trim_objects", "permission get_objects_permissions", "permission get_accessible_objects",
                "storage list_all", "storage count_all", "permission remove_principal", "storage purge_deleted", "permission get_user_principals", "storage begin", "storage delete",
                "storage commit", "storage delete_all", "storage flush", "storage heartbeat",
            ],
            sink.Timed);
        var page = await File.ReadAllTextAsync(DocumentFile(), cancel);
        Assert.All(sink.Timed, timed => Assert.Contains($"`{timed.Split(' ')[1]}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_cache_operation_is_timed_and_every_lookup_counted()
    {
        var sink = new RecordingSink();
        var cache = new MeasuredCache(new MemoryCache(TimeProvider.System), Metrics(sink));
        var cancel = TestContext.Current.CancellationToken;

        await cache.GetAsync("k", cancel);
        await cache.SetAsync("k", "v"u8.ToArray(), TimeSpan.FromMinutes(1), cancel);
        await cache.GetAsync("k", cancel);
        await cache.TryAddAsync("k", "v"u8.ToArray(), TimeSpan.FromMinutes(1), cancel);
        await cache.ExtendAsync("k", TimeSpan.FromMinutes(1), cancel);
        await cache.RemoveAsync("k", cancel);
        await cache.FlushAsync(cancel);
        await cache.CheckAsync(cancel);

        Assert.Equal(["cache get", "cache set", "cache get", "cache set", "cache expire", "cache delete", "cache flush", "cache heartbeat"], sink.Timed);
        Assert.Equal(["cache_misses", "cache_hits"], sink.Counted);
    }

    [Fact]
    public async Task An_operation_that_fails_is_timed_too()
    {
        var sink = new RecordingSink();
        var inner = new MemoryStorage(TimeProvider.System);
        var storage = new MeasuredStorage(inner, Metrics(sink));
        inner.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await storage.FlushAsync(TestContext.Current.CancellationToken));

        Assert.Equal(["storage flush"], sink.Timed);
    }

    [Fact]
    public void A_limit_admits_the_first_sets_and_goes_on_admitting_them()
    {
        var limit = new LabelSetLimit(2);

        Assert.Equal([true, true, false, true, false], ((string[])["a", "b", "c", "a", "d"]).Select(limit.Admits));
    }

    [Fact]
    public async Task A_scrape_of_a_busy_server_is_well_formed_and_counts_every_request()
    {
        if (Environment.GetEnvironmentVariable("KINTOHAWK_SCENARIOS") is not null)
            Assert.Skip("Platform: KINTOHAWK_SCENARIOS names some files only.");
        await using var server = await RunningServer.StartAsync("memory", ["includes = kinto.plugins.accounts kinto_hawk kinto.plugins.prometheus"], log: null, TestContext.Current.CancellationToken);
        var player = new ScenarioPlayer(server, signs: false, new SecretsSeen());
        await Parallel.ForEachAsync(
            ScenarioFiles.All.Where(static scenario => scenario.Settings.Count == 0 && scenario.File is "objects" or "batch" or "lists"),
            TestContext.Current.CancellationToken,
            async (scenario, _) => await player.PlayAsync(scenario, TestContext.Current.CancellationToken));

        var text = await server.Client.GetStringAsync(new Uri(server.Address, "/v1/__metrics__"), TestContext.Current.CancellationToken);

        var scrape = Exposition.Parse(text);
        Assert.Contains("record-object", scrape.Values("kinto_request_summary_total", "endpoint"));
        Assert.True(scrape.Count("kinto_request_summary_total") > 100);
        Assert.Equal("histogram", scrape.Types["kinto_request_duration_seconds"]);
        Assert.Equal("summary", scrape.Types["kinto_request_size"]);
        Assert.Equal("gauge", scrape.Types["kinto_users_created"]);
        var page = File.ReadAllText(DocumentFile());
        Assert.All(
            scrape.Types.Keys.Where(static name => !name.StartsWith("process_", StringComparison.Ordinal) && !name.EndsWith("_created", StringComparison.Ordinal)),
            name => Assert.Contains($"`{name.Replace("_authentication_account_", "_authentication_POLICY_", StringComparison.Ordinal)}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_meter_shows_requests_without_anything_that_a_client_chose()
    {
        var seen = new ConcurrentQueue<string>();
        await using var server = await RunningServer.StartAsync("memory", [], log: null, TestContext.Current.CancellationToken);
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listening) =>
            {
                if (instrument.Meter.Name == ServerMetrics.MeterName)
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen.Enqueue(Describe(instrument, value, tags)));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => seen.Enqueue(Describe(instrument, 1, tags)));
        listener.Start();

        using var response = await server.Client.GetAsync(new Uri(server.Address, "/v1/buckets/very-special"), TestContext.Current.CancellationToken);

        Assert.Contains("kintohawk.requests 1 method=get endpoint=bucket-object status=401", seen);
        Assert.Contains("kintohawk.request.duration 1 method=get endpoint=bucket-object", seen);
        Assert.Contains($"kintohawk.response.size {response.Content.Headers.ContentLength} method=get endpoint=bucket-object", seen);
        Assert.DoesNotContain(seen, static line => line.Contains("very-special", StringComparison.Ordinal));
    }

    static string Describe(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{instrument.Name} {value}");
        foreach (var tag in tags)
            line += $" {tag.Key}={tag.Value}";
        return line;
    }

    static IServiceCollection Services(KintoHawkOptions options) => new ServiceCollection()
        .AddSingleton<IStorage>(new MemoryStorage(TimeProvider.System))
        .AddSingleton<ICache>(new MemoryCache(TimeProvider.System))
        .AddKintoHawk(options);

    static ServerMetrics Metrics(IMetricsSink sink) =>
        new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>(), [sink], new KintoHawkOptions(), TimeProvider.System);

    static string DocumentFile([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/operations/metrics.md");

    sealed class RecordingSink : IMetricsSink
    {
        public List<string> Timed { get; } = [];

        public List<string> Counted { get; } = [];

        public void Count(string key, ReadOnlySpan<MetricLabel> labels) => Counted.Add(key);

        public void Time(string key, double seconds, ReadOnlySpan<MetricLabel> labels) => Timed.Add($"{key.Split('.')[1]} {labels[0].Value}");

        public void Observe(string key, long value, ReadOnlySpan<MetricLabel> labels) => throw new InvalidOperationException("Backends have no sizes.");
    }
}
