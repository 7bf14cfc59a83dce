using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using KintoHawk.TestBackends;

namespace KintoHawk.Load;

/// <summary>
/// The private database servers of a run, durable as in production, each on a free port of the loopback interface; and the settings with which the measured server
/// uses them. Disposing ends them and removes their data.
/// </summary>
sealed class BackendServers : IAsyncDisposable
{
    PrivatePostgreSql? _postgreSql;
    PrivateRedis? _redis;

    BackendServers()
    {
    }

    /// <summary>What runs beside the server.</summary>
    public IReadOnlyList<StoreProcess> Processes { get; private set; } = [];

    /// <summary>The connection string of the baseline's own database; null without PostgreSQL.</summary>
    public string? BaselineDatabase { get; private set; }

    /// <summary>The version of PostgreSQL, and how it is set up; null without.</summary>
    public string? Description { get; private set; }

    /// <summary>The URL of the server's database; null without PostgreSQL.</summary>
    public string? DatabaseUrl { get; private set; }

    /// <summary>The URL of Redis; null without.</summary>
    public string? RedisUrl => _redis?.Url;

    /// <summary>The PostgreSQL; null without.</summary>
    public PrivatePostgreSql? PostgreSql => _postgreSql;

    /// <summary>The port of Redis; null without.</summary>
    public int? RedisPort => _redis?.Port;

    /// <summary>Starts what a backend needs.</summary>
    public static async Task<BackendServers> StartAsync(LoadBackend backend)
    {
        var servers = new BackendServers();
        try
        {
            if (backend is not LoadBackend.Sqlite)
                await servers.StartPostgreSqlAsync();
            if (backend is LoadBackend.PostgreSqlAndRedis)
                await servers.StartRedisAsync();
            return servers;
        }
        catch (Exception failure)
        {
            await servers.DisposeAsync();
            throw failure is InvalidOperationException ? new LoadFailedException(failure.Message, failure) : failure;
        }
    }

    /// <summary>The settings file of a server with accounts and Hawk sessions, as it has them without a settings file.</summary>
    public IEnumerable<string> Settings() =>
    [
        "[app:main]",
        "kinto.storage_backend = kinto.core.storage.postgresql",
        $"kinto.storage_url = {DatabaseUrl}",
        "kinto.permission_backend = kinto.core.permission.postgresql",
        $"kinto.permission_url = {DatabaseUrl}",
        $"kinto.cache_backend = kinto.core.cache.{(_redis is null ? "postgresql" : "redis")}",
        $"kinto.cache_url = {_redis?.Url ?? DatabaseUrl}",
        $"kinto.userid_hmac_secret = {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}",
        "kinto.bucket_create_principals = system.Authenticated",
        "kinto.includes = kinto.plugins.accounts kinto_hawk",
        "kinto.hawk.principal = account",
        "multiauth.policies = account hawk",
        "multiauth.policy.account.use = kinto.plugins.accounts.AccountsPolicy",
        "multiauth.policy.hawk.use = kinto_hawk.authentication.HawkAuthenticationPolicy",
    ];

    /// <summary>What Redis says about itself, by name; empty without.</summary>
    public async Task<IReadOnlyDictionary<string, string>> AskRedisAsync(CancellationToken cancellationToken)
    {
        if (RedisPort is not { } port)
            return new Dictionary<string, string>(StringComparer.Ordinal);
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, cancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync("INFO\r\nQUIT\r\n"u8.ToArray(), cancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(cancellationToken);
        return text.Split('\n').Select(static line => line.TrimEnd('\r').Split(':', 2)).Where(static pair => pair.Length == 2)
            .ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (_redis is not null)
            await _redis.DisposeAsync();
        if (_postgreSql is not null)
            await _postgreSql.DisposeAsync();
    }

    async Task StartPostgreSqlAsync()
    {
        var settings = new PostgreSqlSettings
        {
            IsDurable = true,
            // PostgreSQL's own defaults, where those of the tests differ.
            Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["shared_buffers"] = "128MB", ["autovacuum_naptime"] = "1min" },
        };
        _postgreSql = await PrivatePostgreSql.StartAsync(settings);
        DatabaseUrl = await _postgreSql.CreateDatabaseAsync();
        var baseline = await _postgreSql.CreateDatabaseAsync();
        await _postgreSql.ExecuteAsync(baseline, BaselineDatabaseSql.Create);
        BaselineDatabase = _postgreSql.ConnectionString(new Uri(baseline).AbsolutePath[1..]);
        Description = $"PostgreSQL {await _postgreSql.AskAsync(baseline, "SELECT split_part(version(), ' ', 2)")}, fsync and synchronous_commit on, shared_buffers 128 MB, the rest as installed";
        Processes = [.. Processes, new StoreProcess("PostgreSQL", await MasterAsync())];

        async Task<int> MasterAsync()
        {
            var lines = await File.ReadAllLinesAsync(Path.Combine(_postgreSql.SocketFolder, "data", "postmaster.pid"));
            return int.Parse(lines[0], CultureInfo.InvariantCulture);
        }
    }

    async Task StartRedisAsync()
    {
        // What a session is worth is decided by what survives a crash of Redis: the log is flushed every second, as its documentation recommends.
        _redis = await PrivateRedis.StartAsync("--appendonly", "yes", "--appendfsync", "everysec");
        var facts = await AskRedisAsync(CancellationToken.None);
        Description += $"; Redis {facts["redis_version"]}, append-only file flushed every second";
        Processes = [.. Processes, new StoreProcess("Redis", int.Parse(facts["process_id"], CultureInfo.InvariantCulture))];
    }
}
