using System.Text;
using KintoHawk.Core.Caching;
using StackExchange.Redis;

namespace KintoHawk.Redis;

/// <summary>
/// Keeps cache entries in Redis as Kinto does (kinto-postgres §5): the key is the prefix and the caller's key, the value the caller's bytes, the lifetime
/// that of the key. Each question is one command on one key, so that a Redis Cluster answers it too. What is asked at the same time shares one connection.
/// The clock of the server decides what has expired.
/// <para>
/// A command that was sent and not answered is never sent again: <see cref="CacheUnavailableException"/> then means that nobody knows what became of it.
/// For a nonce this means refused.
/// </para>
/// </summary>
public sealed class RedisCache : ICache, IAsyncDisposable
{
    /// <summary>How many entries a flush removes in one go.</summary>
    const int FlushPage = 500;

    /// <summary>Kinto's own key for this, which no caller uses (kinto-postgres §5).</summary>
    const string Heartbeat = "__heartbeat__";

    /// <summary>No replica is asked: it may not know yet what has been removed.</summary>
    const CommandFlags Primary = CommandFlags.DemandMaster;

    /// <summary>Longer lifetimes are this long: the driver takes the longest of all for none, and then cannot tell whether it was renewed.</summary>
    static readonly TimeSpan _longest = TimeSpan.FromDays(365_000);

    readonly RedisAddress _address;
    readonly string _prefix;
    readonly RedisConnection _connection;

    /// <summary>A cache; the connection is made by the first question.</summary>
    /// <param name="address">The server.</param>
    /// <param name="options">How long it is waited for.</param>
    /// <param name="prefix">Put before every key, so that several servers can share the database.</param>
    public RedisCache(RedisAddress address, RedisCacheOptions options, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(prefix);
        _address = address;
        _prefix = prefix;
        _connection = new RedisConnection(address, options, TimeProvider.System);
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var value = await AskAsync(database => database.StringGetAsync(_prefix + key, Primary), cancellationToken).ConfigureAwait(false);
        return value.IsNull ? null : (ReadOnlyMemory<byte>?)(ReadOnlyMemory<byte>)value;
    }

    /// <inheritdoc/>
    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken) =>
        await AskAsync(database => database.StringSetAsync(_prefix + key, value, Fit(lifetime), flags: Primary), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<bool> TryAddAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken) =>
        AskAsync(database => database.StringSetAsync(_prefix + key, value, Fit(lifetime), When.NotExists, Primary), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> ExtendAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken) =>
        AskAsync(database => database.KeyExpireAsync(_prefix + key, Fit(lifetime), flags: Primary), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken) =>
        AskAsync(database => database.KeyDeleteAsync(_prefix + key, Primary), cancellationToken);

    /// <summary>
    /// Removes every entry under this instance's prefix, as it is written, from every primary; without prefix, all entries of the database, as Kinto does.
    /// Needs no right to flush. What is stored meanwhile may stay.
    /// </summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            var connection = await _connection.ConnectAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            var database = connection.GetDatabase();
            var pattern = Pattern(_prefix);
            foreach (var server in PrimariesOf(connection))
            {
                var page = new List<Task>(FlushPage);
                await foreach (var key in server.KeysAsync(database.Database, pattern, FlushPage).WithCancellation(cancellationToken).ConfigureAwait(false))
                {
                    // One key each: those of one command would have to be on one node of a cluster.
                    page.Add(database.KeyDeleteAsync(key, Primary));
                    if (page.Count < FlushPage)
                        continue;
                    await Task.WhenAll(page).ConfigureAwait(false);
                    page.Clear();
                }

                await Task.WhenAll(page).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (RedisConnection.IsOfBackend(failure, cancellationToken))
        {
            throw _connection.Explain(failure);
        }
    }

    /// <summary>Writes the entry that Kinto's heartbeat writes, and asks whether every primary is connected.</summary>
    public async ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        await SetAsync(Heartbeat, "\"alive\""u8.ToArray(), TimeSpan.FromHours(1), cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var server in PrimariesOf(await _connection.ConnectAsync().WaitAsync(cancellationToken).ConfigureAwait(false)))
                await server.PingAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (RedisConnection.IsOfBackend(failure, cancellationToken))
        {
            throw _connection.Explain(failure);
        }
    }

    /// <summary>
    /// What the server's settings mean for sessions and nonces, as sentences for operators: entries that may be evicted, and entries that a crash loses.
    /// Empty when nothing is to be said.
    /// </summary>
    /// <exception cref="CacheUnavailableException">The server cannot be asked.</exception>
    public async ValueTask<IReadOnlyList<string>> FindRisksAsync(CancellationToken cancellationToken)
    {
        try
        {
            var connection = await _connection.ConnectAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            var risks = new List<string>();
            foreach (var server in PrimariesOf(connection))
                risks.AddRange(RedisRisks.Find($"{server.EndPoint}", (string?)await server.ExecuteAsync("INFO").WaitAsync(cancellationToken).ConfigureAwait(false) ?? ""));
            return risks;
        }
        catch (Exception failure) when (RedisConnection.IsOfBackend(failure, cancellationToken))
        {
            throw _connection.Explain(failure);
        }
    }

    /// <summary>Closes the connection.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>Whole milliseconds, rounded up so that no lifetime is cut short, and at least one.</summary>
    static TimeSpan Fit(TimeSpan lifetime) =>
        lifetime >= _longest ? _longest : TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(lifetime.TotalMilliseconds)));

    /// <summary>The prefix itself and anything after it: what means something in a pattern is escaped.</summary>
    static RedisValue Pattern(string prefix)
    {
        var pattern = new StringBuilder(prefix.Length + 1);
        foreach (var character in prefix)
        {
            if (character is '*' or '?' or '[' or ']' or '\\' or '^' or '-')
                pattern.Append('\\');
            pattern.Append(character);
        }

        return Encoding.UTF8.GetBytes(pattern.Append('*').ToString());
    }

    /// <summary>The servers that hold entries. One that should be there and is not makes the whole answer worthless.</summary>
    static List<IServer> PrimariesOf(ConnectionMultiplexer connection)
    {
        var primaries = connection.GetServers().Where(static server => server is { IsConnected: true, IsReplica: false }).ToList();
        if (primaries.Count == 0)
            throw new RedisConnectionException(ConnectionFailureType.UnableToResolvePhysicalConnection, "No primary is connected.");
        var cluster = primaries.Find(static server => server.ServerType is ServerType.Cluster)?.ClusterConfiguration;
        foreach (var node in cluster?.Nodes ?? [])
            if (!node.IsReplica && node.Slots.Count > 0 && !primaries.Exists(server => Equals(server.EndPoint, node.EndPoint)))
                throw new RedisConnectionException(ConnectionFailureType.UnableToResolvePhysicalConnection, $"The node {node.EndPoint} of the cluster is not connected.");
        return primaries;
    }

    async ValueTask<TResult> AskAsync<TResult>(Func<IDatabase, Task<TResult>> question, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await _connection.ConnectAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            return await question(connection.GetDatabase()).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (RedisConnection.IsOfBackend(failure, cancellationToken))
        {
            throw _connection.Explain(failure);
        }
    }
}
