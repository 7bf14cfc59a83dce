using KintoHawk.Nodes.Tests.Serving;

[assembly: AssemblyFixture(typeof(SharedClusters))]

namespace KintoHawk.Nodes.Tests.Serving;

/// <summary>The clusters of four nodes that all tests share who stop nothing. They are started by who needs them first.</summary>
public sealed class SharedClusters : IAsyncDisposable
{
    const int Nodes = 4;

    readonly Dictionary<Databases, Cluster> _clusters = [];
    readonly Dictionary<Databases, string> _urls = [];

    /// <summary>The cluster over these databases.</summary>
    internal async Task<Cluster> OverAsync(Databases databases)
    {
        // Tests run one after the other.
        if (!_clusters.TryGetValue(databases, out var cluster))
            _clusters[databases] = cluster = await StartAsync(databases);
        return cluster;
    }

    /// <summary>The database with the objects of a cluster that runs.</summary>
    internal string UrlOf(Databases databases) => _urls[databases];

    public async ValueTask DisposeAsync()
    {
        foreach (var cluster in _clusters.Values)
            await cluster.DisposeAsync();
        if (_clusters.Count == 0)
            return;
        await (await PrivatePostgreSql.SharedAsync()).DisposeAsync();
        if (_clusters.ContainsKey(Databases.PostgreSqlAndRedis))
            await (await PrivateRedis.SharedAsync()).DisposeAsync();
    }

    async Task<Cluster> StartAsync(Databases databases)
    {
        if (Environment.GetEnvironmentVariable("NODES_DEVELOPMENT") is not null)
        {
            var folder = Directory.CreateTempSubdirectory("nodes-dev-").FullName;
            return await Cluster.StartAsync(Nodes, "storage_backend = sqlite", $"storage_url = {folder}/s.sqlite", "cache_backend = sqlite", $"cache_url = {folder}/c.sqlite");
        }

        var postgres = await PrivatePostgreSql.SharedAsync();
        var url = _urls[databases] = await postgres.CreateDatabaseAsync();
        var cache = databases is Databases.PostgreSqlAlone ? Settings.PostgreSqlCache(url) : Settings.RedisCache(await PrivateRedis.SharedAsync());
        return await Cluster.StartAsync(Nodes, [.. Settings.Storage(url), .. cache]);
    }
}
