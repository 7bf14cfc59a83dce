using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;

namespace KintoHawk.TestBackends;

/// <summary>
/// A PostgreSQL of the tests' own, on a free port of the loopback interface, with the C locale and UTF-8. One for each test assembly (<see cref="SharedAsync"/>)
/// unless a test stops, kills or configures it. It ends with the test process.
/// </summary>
public sealed class PrivatePostgreSql : IAsyncDisposable
{
    /// <summary>The user, who may do everything.</summary>
    public const string User = "kinto";

    static readonly Lazy<Task<PrivatePostgreSql>> _shared = new(static () => StartAsync(new PostgreSqlSettings()));

    readonly PostgreSqlSettings _settings;
    readonly ServerProcess _server;
    readonly ConcurrentDictionary<string, Lazy<Task<string>>> _templates = new(StringComparer.Ordinal);
    int _databases;

    PrivatePostgreSql(PostgreSqlSettings settings, string folder, int port)
    {
        _settings = settings;
        Port = port;
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            ["listen_addresses"] = "127.0.0.1",
            ["unix_socket_directories"] = folder,
            // Two clusters of four nodes whose pools are all full, and the tests' own (docs/operations/postgresql.md has the sum).
            ["max_connections"] = "500",
            ["shared_buffers"] = "64MB",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["log_line_prefix"] = StatementLog.LinePrefix,
            ["fsync"] = settings.IsDurable ? "on" : "off",
            ["full_page_writes"] = settings.IsDurable ? "on" : "off",
            // Databases that come and go with tests would wake it all the time.
            ["autovacuum_naptime"] = "1h",
        };
        foreach (var (name, value) in settings.Parameters)
            parameters[name] = value;
        _server = new ServerProcess(
            folder,
            "QUIT",
            [Programs.Find("postgres", "postgresql"), "-D", Path.Combine(folder, "data"), .. parameters.SelectMany(static parameter => new[] { "-c", $"{parameter.Key}={parameter.Value}" })],
            IsReadyAsync);
        Statements = new StatementLog(_server.Log);
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The folder of the Unix socket.</summary>
    public string SocketFolder => _server.Folder;

    /// <summary>What the databases that were created with <c>logStatements</c> were asked.</summary>
    public StatementLog Statements { get; }

    /// <summary>The one of this test assembly, started by who needs it first. Do not stop it, and make databases of your own.</summary>
    public static Task<PrivatePostgreSql> SharedAsync() => _shared.Value;

    /// <summary>Starts a new one, with no database but PostgreSQL's own.</summary>
    public static async Task<PrivatePostgreSql> StartAsync(PostgreSqlSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var folder = await ServerFolder.CreateAsync("postgresql").ConfigureAwait(false);
        var passwords = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(passwords, settings.Password ?? "unused").ConfigureAwait(false);
        await Command.RunAsync(
            Programs.Find("initdb", "postgresql"),
            ["-D", Path.Combine(folder, "data"), "-U", User, $"--auth={(settings.Password is null ? "trust" : "scram-sha-256")}", $"--pwfile={passwords}", "--locale=C", "--encoding=UTF8", "--no-sync", "--no-instructions"],
            asServer: true).ConfigureAwait(false);
        var started = new PrivatePostgreSql(settings, folder, FreePort.Take());
        await started._server.StartAsync().ConfigureAwait(false);
        return started;
    }

    /// <summary>The URL of a database, as in the settings of Kinto.</summary>
    public string Url(string database) => $"postgresql://{User}{(_settings.Password is { } password ? ":" + Uri.EscapeDataString(password) : "")}@127.0.0.1:{Port}/{database}";

    /// <summary>The connection string of Npgsql for a database, without pool.</summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = User,
        Password = _settings.Password,
        Database = database,
        Pooling = false,
        Timezone = "UTC",
        ApplicationName = "test",
    }.ConnectionString;

    /// <summary>An open connection to the database of a URL, for a test that looks behind the server's back.</summary>
    public async Task<NpgsqlConnection> OpenAsync(string url)
    {
        var connection = new NpgsqlConnection(ConnectionString(NameOf(url)));
        await connection.OpenAsync().ConfigureAwait(false);
        return connection;
    }

    /// <summary>Executes statements in the database of a URL.</summary>
    public async Task ExecuteAsync(string url, string sql)
    {
        await using var connection = await OpenAsync(url).ConfigureAwait(false);
        await using var command = Statement(connection, sql);
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    /// <summary>The first value of the first row of a question to the database of a URL; null when there is none.</summary>
    public async Task<object?> AskAsync(string url, string sql)
    {
        await using var connection = await OpenAsync(url).ConfigureAwait(false);
        await using var command = Statement(connection, sql);
        return await command.ExecuteScalarAsync().ConfigureAwait(false) is { } value and not DBNull ? value : null;
    }

    /// <summary>Creates a database of its own for a test.</summary>
    /// <param name="template">The URL of a database to copy, to which nobody is connected; null for an empty one.</param>
    /// <param name="logStatements">True to find what it is asked in <see cref="Statements"/>.</param>
    /// <returns>Its URL.</returns>
    public async Task<string> CreateDatabaseAsync(string? template = null, bool logStatements = false)
    {
        var name = $"t{Interlocked.Increment(ref _databases)}_{Environment.ProcessId}";
        var maintenance = Url("postgres");
        await ExecuteAsync(maintenance, $"CREATE DATABASE {name}{(template is null ? "" : $" TEMPLATE {NameOf(template)}")}").ConfigureAwait(false);
        if (logStatements)
            await ExecuteAsync(maintenance, $"ALTER DATABASE {name} SET log_statement = 'all'").ConfigureAwait(false);
        return Url(name);
    }

    /// <summary>Creates a database as a copy of one that is prepared once, at first use: 30 ms instead of the time of the preparation.</summary>
    /// <param name="key">Which preparation.</param>
    /// <param name="prepare">Prepares the database of a URL, and leaves no connection open.</param>
    /// <param name="logStatements">As for <see cref="CreateDatabaseAsync(string?, bool)"/>.</param>
    /// <returns>The URL of the copy.</returns>
    public async Task<string> CopyOfAsync(string key, Func<string, Task> prepare, bool logStatements = false)
    {
        var template = _templates.GetOrAdd(key, _ => new Lazy<Task<string>>(async () =>
        {
            var url = await CreateDatabaseAsync().ConfigureAwait(false);
            await prepare(url).ConfigureAwait(false);
            return url;
        }));
        return await CreateDatabaseAsync(await template.Value.ConfigureAwait(false), logStatements).ConfigureAwait(false);
    }

    /// <summary>Drops a database, and cuts who is connected to it.</summary>
    public Task DropDatabaseAsync(string url) => ExecuteAsync(Url("postgres"), $"DROP DATABASE {NameOf(url)} WITH (FORCE)");

    /// <summary>Ends it and all its processes as <c>kill -9</c> does. <see cref="StartAsync()"/> brings it back on the same port and data.</summary>
    public Task KillAsync() => _server.KillAsync();

    /// <summary>Shuts it down at once, in order: connections are cut.</summary>
    public Task StopAsync() => _server.StopAsync("INT");

    /// <summary>Starts it again; returns when it answers.</summary>
    public Task StartAsync() => _server.StartAsync();

    /// <summary>Starts a hot standby of it: the same databases on another port, read only, replicated as they change.</summary>
    public async Task<PrivatePostgreSql> StandbyAsync()
    {
        var folder = await ServerFolder.CreateAsync("standby").ConfigureAwait(false);
        await Command.RunAsync(
            Programs.Find("pg_basebackup", "postgresql"),
            ["-d", $"host=127.0.0.1 port={Port} user={User}{(_settings.Password is { } password ? $" password='{password}'" : "")}", "-D", Path.Combine(folder, "data"), "-R", "-X", "stream", "--checkpoint=fast", "--no-sync"],
            asServer: true).ConfigureAwait(false);
        var standby = new PrivatePostgreSql(_settings, folder, FreePort.Take());
        await standby._server.StartAsync().ConfigureAwait(false);
        return standby;
    }

    /// <summary>Waits until a standby shows everything that is committed here.</summary>
    public async Task ReplicatedAsync(PrivatePostgreSql standby)
    {
        ArgumentNullException.ThrowIfNull(standby);
        var position = (string)(await AskAsync(Url("postgres"), "SELECT pg_current_wal_lsn()::text").ConfigureAwait(false))!;
        while (await standby.AskAsync(standby.Url("postgres"), $"SELECT pg_last_wal_replay_lsn() >= '{position}'").ConfigureAwait(false) is not true)
            await Task.Delay(10).ConfigureAwait(false);
    }

    /// <summary>Makes a standby the one that is written to, as at a failover.</summary>
    public Task PromoteAsync() => AskAsync(Url("postgres"), "SELECT pg_promote()");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    static string NameOf(string url) => new Uri(url).AbsolutePath[1..];

#pragma warning disable CA2100 // the statements of tests
    static NpgsqlCommand Statement(NpgsqlConnection connection, string sql) => new(sql, connection);
#pragma warning restore CA2100

    async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
