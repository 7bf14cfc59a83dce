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
    }

    async Task<Cluster> StartAsync(Databases databases)
    {
        var postgres = await PrivatePostgreSql.SharedAsync();
        var url = _urls[databases] = await postgres.CreateDatabaseAsync();
        var cache = databases is Databases.PostgreSqlAlone ? Settings.PostgreSqlCache(url) : Settings.RedisCache(await PrivateRedis.SharedAsync());
        return await Cluster.StartAsync(Nodes, [.. Settings.Storage(url), .. cache]);
    }
}
