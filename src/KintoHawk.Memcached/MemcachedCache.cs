using System.Buffers;
using System.Text;
using KintoHawk.Core.Caching;

namespace KintoHawk.Memcached;

/// <summary>
/// Keeps cache entries in memcached as Kinto does (kinto-postgres §5): the key is the prefix and the caller's key, the value that of
/// <see cref="MemcachedEntry"/>, the flags 16. With several servers, each key is on the one where Kinto's client looks for it first. While that one is
/// away the key cannot be asked for: another server would not know the nonces that were seen.
/// <para>
/// Keys of more than 250 bytes, or with blanks or control characters, are replaced by the prefix, <c>#</c> and their SHA-256 in hexadecimal
/// (<see cref="CacheKey"/>). The server counts in seconds: an entry lives up to two seconds longer than it was told to, and never shorter. What it does
/// when it is full is another matter (<see cref="FindRisksAsync"/>): evicted sessions end, and evicted nonces can be replayed.
/// </para>
/// </summary>
public sealed class MemcachedCache : ICache, IAsyncDisposable
{
    /// <summary>The most bytes of a key.</summary>
    const int LongestKey = 250;

    /// <summary>How Kinto's client marks a text.</summary>
    const int Flags = 16;

    /// <summary>Others may write the same entry again and again; somebody who loses so often has too much company.</summary>
    const int MostAttempts = 100;

    /// <summary>How many entries a flush removes in one go.</summary>
    const int FlushPage = 500;

    /// <summary>Kinto's own key for this, which no caller uses (kinto-postgres §5).</summary>
    const string Heartbeat = "__heartbeat__";

    static readonly SearchValues<char> _blanksAndControls = SearchValues.Create([.. Enumerable.Range(0, 33).Select(static n => (char)n), '\x7f']);

    readonly MemcachedServer[] _servers;
    readonly TimeSpan _timeout;
    readonly TimeProvider _time;
    readonly string _prefix;

    /// <summary>A cache; connections are made by the first questions.</summary>
    /// <param name="address">The servers.</param>
    /// <param name="options">How they are spoken to, and how long they are waited for.</param>
    /// <param name="time">The clock of the instants at which entries end. What has expired the server decides by its own.</param>
    /// <param name="prefix">Put before every key, so that several servers can share a memcached.</param>
    public MemcachedCache(MemcachedAddress address, MemcachedCacheOptions options, TimeProvider time, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _servers = [.. address.Servers.Select(server => new MemcachedServer(server, options, time))];
        _timeout = options.CommandTimeout;
        _time = time;
        // With room for the digest of a key.
        _prefix = CacheKey.FitPrefix(prefix, static text => IsAccepted(text) && Encoding.UTF8.GetByteCount(text) <= LongestKey - 65);
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken)
    {
        var stored = KeyOf(key);
        var reply = await AskAsync(ServerOf(stored), [.. "get "u8, .. stored, .. "\r\n"u8], stored, isHarmlessTwice: true, cancellationToken).ConfigureAwait(false);
        return reply.Value is { } entry && MemcachedEntry.Read(entry) is { } found ? found.Value : (ReadOnlyMemory<byte>?)null;
    }

    /// <inheritdoc/>
    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var stored = KeyOf(key);
        await StoreAsync(ServerOf(stored), Storage("set", stored, value.Span, lifetime), refusal: null, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryAddAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var stored = KeyOf(key);
        return StoreAsync(ServerOf(stored), Storage("add", stored, value.Span, lifetime), "NOT_STORED", cancellationToken);
    }

    /// <summary>Writes the entry again with its new end, unless somebody else has written or removed it meanwhile.</summary>
    public async ValueTask<bool> ExtendAsync(string key, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var stored = KeyOf(key);
        var server = ServerOf(stored);
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var read = await AskAsync(server, [.. "gets "u8, .. stored, .. "\r\n"u8], stored, isHarmlessTwice: true, cancellationToken).ConfigureAwait(false);
            if (read.Value is null || MemcachedEntry.Read(read.Value) is not { } entry)
                return false;
            // Who was faster may have wanted the same.
            if (attempt > 0 && entry.End == MemcachedExpiry.EndOf(lifetime, _time))
                return true;
            var reply = await AskAsync(server, Storage("cas", stored, entry.Value, lifetime, read.Unique), null, isHarmlessTwice: false, cancellationToken).ConfigureAwait(false);
            if (reply.Line != "EXISTS")
                return reply.Line == "STORED" || (reply.Line == "NOT_FOUND" ? false : throw Unexpected(server, reply));
        }

        throw new CacheUnavailableException($"An entry of memcached {server.Name} is written all the time.");
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        var stored = KeyOf(key);
        return await DeleteAsync(ServerOf(stored), stored, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Removes every entry under this instance's prefix, as it is written: each server is asked for its keys. Without prefix, everything that the servers
    /// hold, as Kinto does.
    /// </summary>
    /// <exception cref="CacheUnavailableException">A server cannot be reached, or is set up not to list its keys.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var server in _servers)
        {
            if (_prefix.Length == 0)
            {
                var reply = await AskAsync(server, "flush_all\r\n"u8.ToArray(), null, isHarmlessTwice: true, cancellationToken).ConfigureAwait(false);
                if (reply.Line != "OK")
                    throw Unexpected(server, reply);
                continue;
            }

            foreach (var page in (await ListAsync(server, list => list.FindKeysAsync(_prefix, cancellationToken)).ConfigureAwait(false)).Chunk(FlushPage))
                await Task.WhenAll(page.Select(key => DeleteAsync(server, Encoding.UTF8.GetBytes(key), cancellationToken))).ConfigureAwait(false);
        }
    }

    /// <summary>Writes the entry that Kinto's heartbeat writes, to every server.</summary>
    public async ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        foreach (var server in _servers)
            await StoreAsync(server, Storage("set", KeyOf(Heartbeat), "\"alive\""u8, TimeSpan.FromHours(1)), refusal: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the servers' settings and figures mean for sessions and nonces, as sentences for operators. Empty when nothing is to be said.</summary>
    /// <exception cref="CacheUnavailableException">A server cannot be asked.</exception>
    public async ValueTask<IReadOnlyList<string>> FindRisksAsync(CancellationToken cancellationToken)
    {
        var risks = new List<string> { "memcached forgets everything when it ends: sessions are over, and nonces of the last minutes can be replayed; accepted: PostgreSQL, or Redis with appendonly yes, where this matters." };
        foreach (var server in _servers)
        {
            var settings = await ListAsync(server, list => list.StatsAsync("settings", cancellationToken)).ConfigureAwait(false);
            var figures = await ListAsync(server, list => list.StatsAsync("", cancellationToken)).ConfigureAwait(false);
            if (settings.GetValueOrDefault("evictions") != "off")
                risks.Add($"memcached {server.Name} drops entries when it is full: dropped sessions end, dropped nonces can be replayed; accepted: option -M, with enough memory.");
            if (figures.GetValueOrDefault("evictions", "0") is not "0" and var evicted)
                risks.Add($"memcached {server.Name} has dropped {evicted} entries since it started; accepted: none.");
        }

        return risks;
    }

    /// <summary>Closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync().ConfigureAwait(false);
    }

    static bool IsAccepted(string key) => key.Length > 0 && !key.AsSpan().ContainsAny(_blanksAndControls) && Encoding.UTF8.GetByteCount(key) <= LongestKey;

    static CacheUnavailableException Unavailable(MemcachedException failure) => new($"The cache cannot answer now. {failure.Message}", failure);

    static CacheUnavailableException Unexpected(MemcachedServer server, MemcachedReply reply) => new($"memcached {server.Name} answers {reply.Line}.");

    static async ValueTask<MemcachedReply> AskAsync(MemcachedServer server, byte[] command, byte[]? key, bool isHarmlessTwice, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await server.AskAsync(command, key, isHarmlessTwice, cancellationToken).ConfigureAwait(false);
            return key is null || reply.Value is not null || reply.Line == "END" ? reply : throw Unexpected(server, reply);
        }
        catch (MemcachedException failure)
        {
            throw Unavailable(failure);
        }
    }

    static async ValueTask<bool> StoreAsync(MemcachedServer server, byte[] command, string? refusal, CancellationToken cancellationToken)
    {
        // Never twice: the first may have been stored, and the second would then say that it was there before.
        var reply = await AskAsync(server, command, null, isHarmlessTwice: false, cancellationToken).ConfigureAwait(false);
        return reply.Line == "STORED" || (reply.Line == refusal ? false : throw Unexpected(server, reply));
    }

    /// <summary>The server tells one of racing callers that it was there.</summary>
    static async Task<bool> DeleteAsync(MemcachedServer server, byte[] key, CancellationToken cancellationToken)
    {
        var reply = await AskAsync(server, [.. "delete "u8, .. key, .. "\r\n"u8], null, isHarmlessTwice: false, cancellationToken).ConfigureAwait(false);
        return reply.Line == "DELETED" || (reply.Line == "NOT_FOUND" ? false : throw Unexpected(server, reply));
    }

    byte[] KeyOf(string key) => Encoding.UTF8.GetBytes(CacheKey.Fit(_prefix, key, IsAccepted));

    MemcachedServer ServerOf(byte[] key) => _servers[_servers.Length == 1 ? 0 : ServerChoice.IndexOf(key, _servers.Length)];

    /// <summary><c>add key flags exptime length [unique]</c>, and the entry.</summary>
    byte[] Storage(string verb, byte[] key, ReadOnlySpan<byte> value, TimeSpan lifetime, ulong? unique = null)
    {
        var entry = MemcachedEntry.Write(value, MemcachedExpiry.EndOf(lifetime, _time));
        var line = $" {Flags} {MemcachedExpiry.ExpiryTime(lifetime, _time)} {entry.Length}{(unique is { } number ? $" {number}" : "")}\r\n";
        return [.. Encoding.ASCII.GetBytes(verb + " "), .. key, .. Encoding.ASCII.GetBytes(line), .. entry, .. "\r\n"u8];
    }

    async Task<TResult> ListAsync<TResult>(MemcachedServer server, Func<ServerLists, Task<TResult>> question)
    {
        try
        {
            return await question(new ServerLists(server, _timeout)).ConfigureAwait(false);
        }
        catch (MemcachedException failure)
        {
            throw Unavailable(failure);
        }
    }
}
