using System.Text;
using KintoHawk.Core.Caching;
using KintoHawk.Sqlite.Engine;

namespace KintoHawk.Sqlite;

/// <summary>
/// Keeps cache entries in one SQLite file, so that sessions and seen nonces survive the death of the process and, as far as the disk keeps its
/// promises, of the machine. Reads never write; each commit also removes a few entries that have expired.
/// </summary>
public sealed class SqliteCache : ICache, IAsyncDisposable
{
    /// <summary>How many expired entries a commit removes for each of its writes; more than one, so that the backlog shrinks.</summary>
    const int SweepPerWrite = 4;

    readonly TimeProvider _time;
    readonly string _prefix;
    readonly Writer _writer;
    readonly Readers _readers;

    SqliteCache(string path, Connection connection, TimeProvider time, string prefix)
    {
        _time = time;
        _prefix = prefix;
        _writer = new Writer(connection, Unavailable, Sweep);
        _readers = new Readers(path, Unavailable);
    }

    /// <summary>Opens a cache file; makes an empty one, readable by its owner alone, if there is none.</summary>
    /// <param name="path">The file, not that of the storage. Its folder must exist; SQLite keeps two more files beside it.</param>
    /// <param name="time">Decides what has expired.</param>
    /// <param name="prefix">Put before every key, so that several servers can share the file.</param>
    /// <exception cref="CacheUnavailableException">The file cannot be opened, or is not a database.</exception>
    public static SqliteCache Open(string path, TimeProvider time, string prefix = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(prefix);
        try
        {
            return new SqliteCache(path, Connection.OpenOrCreate(path, Sql.Connect + Sql.Cache.Schema), time, prefix);
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new CacheUnavailableException($"The cache file {path} cannot be opened: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_readers.ReadOnce(connection =>
        {
            using var row = connection.Use(Sql.Cache.Get).Bind(1, _prefix + key).Bind(2, CacheExpiry.Now(_time));
            return row.Step() ? row.Bytes(0) : (ReadOnlyMemory<byte>?)null;
        }));

    /// <inheritdoc/>
    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken) =>
        await RunAsync(
            (connection, now) =>
            {
                connection.Use(Sql.Cache.Set).Bind(1, _prefix + key).BindBlob(2, value.Span).Bind(3, CacheExpiry.After(now, lifetime)).Run();
                return true;
            },
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> TryAddAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken) =>
        await RunAsync(
            (connection, now) =>
            {
                connection.Use(Sql.Cache.TryAdd)
                    .Bind(1, _prefix + key).BindBlob(2, value.Span).Bind(3, CacheExpiry.After(now, lifetime)).Bind(4, now)
                    .Run();
                return connection.Changes == 1;
            },
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> ExtendAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken) =>
        await RunAsync(
            (connection, now) =>
            {
                connection.Use(Sql.Cache.Extend).Bind(1, _prefix + key).Bind(2, CacheExpiry.After(now, lifetime)).Bind(3, now).Run();
                return connection.Changes == 1;
            },
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken) =>
        await RunAsync(
            (connection, now) =>
            {
                using var row = connection.Use(Sql.Cache.Remove).Bind(1, _prefix + key);
                return row.Step() && now < row.Int64(0);
            },
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask FlushAsync(CancellationToken cancellationToken) =>
        await RunAsync(
            (connection, _) =>
            {
                if (_prefix.Length == 0)
                    connection.Use(Sql.Cache.FlushAll).Run();
                else
                    connection.Use(Sql.Cache.Flush).Bind(1, _prefix).BindText(2, EndOf(_prefix)).Run();
                return true;
            },
            cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        const string Probe = "probe";
        await GetAsync(Probe, cancellationToken).ConfigureAwait(false);
        await RunAsync(
            (connection, now) =>
            {
                connection.Use(Sql.Cache.TryAdd).Bind(1, _prefix + Probe).BindBlob(2, []).Bind(3, now).Bind(4, now).Run();
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finishes the writes that wait, moves the log into the file, and closes it.</summary>
    public async ValueTask DisposeAsync()
    {
        _readers.Dispose();
        await _writer.DisposeAsync().ConfigureAwait(false);
    }

    static CacheUnavailableException Unavailable(string message, Exception? cause) =>
        cause is null ? new CacheUnavailableException(message) : new CacheUnavailableException($"{message} {cause.Message}", cause);

    /// <summary>The first text after every text that starts with the prefix. UTF-8 has no byte 255, so the last byte can always be raised.</summary>
    static byte[] EndOf(string prefix)
    {
        var end = Encoding.UTF8.GetBytes(prefix);
        end[^1]++;
        return end;
    }

    Task<TResult> RunAsync<TResult>(Func<Connection, long, TResult> work, CancellationToken cancellationToken) =>
        _writer.RunAsync(connection => work(connection, CacheExpiry.Now(_time)), cancellationToken);

    /// <summary>Removes a few of the expired entries of everybody who shares the file: every commit pays a little, none pays for all.</summary>
    void Sweep(Connection connection, int writes) =>
        connection.Use(Sql.Cache.Sweep).Bind(1, CacheExpiry.Now(_time)).Bind(2, writes * SweepPerWrite).Run();
}
