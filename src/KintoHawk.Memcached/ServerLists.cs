using System.Net.Sockets;
using System.Text;

namespace KintoHawk.Memcached;

/// <summary>Asks a server for lists: its keys, its figures. Each on a connection of its own, for the server takes no other question meanwhile.</summary>
sealed class ServerLists(MemcachedServer server, TimeSpan timeout)
{
    const string End = "END";

    /// <summary>So many times as long as one answer may a whole list of keys take; there may be millions.</summary>
    const int LongestList = 60;

    static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The keys that start with a prefix.</summary>
    /// <exception cref="MemcachedException">The server does not tell its keys.</exception>
    public async Task<List<string>> FindKeysAsync(string prefix, CancellationToken cancellationToken)
    {
        string? KeyOf(string line) =>
            Uri.UnescapeDataString(line["key=".Length..].Split(' ', 2)[0]) is var key && key.StartsWith(prefix, StringComparison.Ordinal) ? key : null;

        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var (keys, end) = await AskAsync("lru_crawler metadump hash", "key=", timeout * LongestList, KeyOf, cancellationToken).ConfigureAwait(false);
            // Older servers know one way only.
            if (end.StartsWith("CLIENT_ERROR", StringComparison.Ordinal))
                (keys, end) = await AskAsync("lru_crawler metadump all", "key=", timeout * LongestList, KeyOf, cancellationToken).ConfigureAwait(false);
            if (end == End)
                return keys;
            // Now and then a server walks its keys for itself.
            if (!end.StartsWith("BUSY", StringComparison.Ordinal) || TimeProvider.System.GetElapsedTime(started) > timeout)
                throw new MemcachedException($"memcached {server.Name} does not list its keys ({end}), so that those with one prefix cannot be found. Accepted: a memcached that is started without -X and without -o no_lru_crawler; or no cache_prefix, which empties all of it.");
            await Task.Delay(_pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The figures of <c>stats</c> or of a part of them, by name.</summary>
    /// <exception cref="MemcachedException">The server does not tell them.</exception>
    public async Task<IReadOnlyDictionary<string, string>> StatsAsync(string part, CancellationToken cancellationToken)
    {
        var (figures, end) = await AskAsync($"stats {part}".TrimEnd(), "STAT ", timeout, static line => line.Split(' ', 3) is ["STAT", var name, var value] ? (name, value) : ((string, string)?)null, cancellationToken).ConfigureAwait(false);
        if (end != End)
            throw new MemcachedException($"memcached {server.Name} does not tell its figures ({end}).");
        var byName = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in figures.OfType<(string, string)>())
            byName[name] = value;
        return byName;
    }

    /// <summary>What is wanted of the lines of a list, and the line that ended it.</summary>
    async Task<(List<TItem> Items, string End)> AskAsync<TItem>(string command, string start, TimeSpan longest, Func<string, TItem?> select, CancellationToken cancellationToken)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        giveUp.CancelAfter(timeout);
        var started = TimeProvider.System.GetTimestamp();
        var stream = await server.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), giveUp.Token).ConfigureAwait(false);
            using var reader = new StreamReader(stream, Encoding.Latin1, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
            var items = new List<TItem>();
            while (await reader.ReadLineAsync(giveUp.Token).ConfigureAwait(false) is { } line)
            {
                if (!line.StartsWith(start, StringComparison.Ordinal))
                    return (items, line);
                if (TimeProvider.System.GetElapsedTime(started) > longest)
                    throw new MemcachedException($"A list of memcached {server.Name} does not end.");
                giveUp.CancelAfter(timeout);
                if (select(line) is { } item)
                    items.Add(item);
            }

            throw new MemcachedException($"The connection to memcached {server.Name} broke.");
        }
        catch (Exception failure) when (failure is IOException or SocketException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new MemcachedException($"memcached {server.Name} did not list what it was asked for. {failure.Message}", failure);
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
    }
}
