using System.Globalization;
using Hawk;
using KintoHawk.Nodes.Tests.Wire;

namespace KintoHawk.Nodes.Tests.Serving;

/// <summary>One node whose questions to PostgreSQL are logged and counted. Nobody else writes to that PostgreSQL, and the cache is in memory.</summary>
public sealed class CountedServer : IAsyncLifetime
{
    const int Warmups = 4;

    PrivatePostgreSql _postgres = null!;
    CountingProxy _proxy = null!;
    Cluster _cluster = null!;
    string _url = null!;
    HawkCredential _other = null!;

    /// <summary>The account that owns nothing.</summary>
    internal const string Other = "bob";

    /// <summary>The bucket that only its owner may read.</summary>
    const string Private = "private";

    internal ServerProcess Server => _cluster.Nodes[0];

    public async ValueTask InitializeAsync()
    {
        _postgres = await PrivatePostgreSql.StartAsync(new PostgreSqlSettings());
        _url = await _postgres.CreateDatabaseAsync(logStatements: true);
        _proxy = new CountingProxy(_postgres.Port);
        _cluster = await Cluster.StartAsync(1, [.. Settings.Storage(WithPort(_url, _proxy.Port)), "experimental_permissions_endpoint = true", "paginate_by = 1000"]);
        await _cluster.AddAccountAsync(Other, Cluster.Password);
        await _cluster.ExpectAsync(201, Call.Put("buckets/" + Private, "{}"));
        _other = await _cluster.LogInAsync(Other, Cluster.Password);
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _proxy.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    /// <summary>A new collection with records r0, r1 and so on.</summary>
    /// <param name="count">How many.</param>
    /// <param name="readers">Who may read the records, and nothing around them; null for everybody.</param>
    /// <returns>The path of the records.</returns>
    internal async Task<string> FillAsync(int count, string? readers = null)
    {
        var records = await _cluster.AddCollectionAsync(readers is null ? "b" : Private);
        var permissions = readers is null ? "" : $$$""","permissions":{"read":["{{{readers}}}"]}""";
        for (var n = 0; n < count; n++)
            await _cluster.ExpectAsync(201, Call.Put(string.Create(CultureInfo.InvariantCulture, $"{records}/r{n}"), $$"""{"data":{"token":"r{{n}}"}{{permissions}}}"""));
        return records;
    }

    /// <summary>What a request costs once it has been sent some times: the statements are prepared then, and the collection is known.</summary>
    internal Task<Cost> CostAsync(int? status, Call call, string account = Cluster.Account) => CostAsync(status, () => call, account);

    internal async Task<Cost> CostAsync(int? status, Func<Call> call, string account = Cluster.Account)
    {
        for (var warmup = 0; warmup < Warmups; warmup++)
            await SendAsync();
        var mark = _postgres.Statements.Mark();
        var trips = _proxy.Trips;
        await SendAsync();
        return new Cost(_proxy.Trips - trips, _postgres.Statements.Since(mark, _url));

        async Task SendAsync()
        {
            var answer = await Server.SendAsync(call().SignedBy(account == Other ? _other : _cluster.Session));
            Assert.True(status is null ? answer.Status < 500 : answer.Status == status, answer.ToString());
        }
    }

    /// <summary>The transaction id that the next writer gets.</summary>
    internal async Task<string> NextTransactionAsync() => (string)(await _postgres.AskAsync(_postgres.Url("postgres"), "SELECT pg_snapshot_xmax(pg_current_snapshot())::text"))!;

    /// <summary>A node over the same database as a role that may only select.</summary>
    internal async Task<Cluster> StartReaderAsync(string setting)
    {
        await _postgres.ExecuteAsync(
            _url,
            """
            DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'reader') THEN CREATE ROLE reader LOGIN; END IF; END $$;
            GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader;
            """);
        return await Cluster.StartBareAsync(
            1, [.. Settings.Storage(_url.Replace(PrivatePostgreSql.User + "@", "reader@", StringComparison.Ordinal)), "experimental_permissions_endpoint = true", "paginate_by = 1000", setting]);
    }

    static string WithPort(string url, int port) => new UriBuilder(url) { Port = port }.Uri.ToString();
}
