using System.Net.Sockets;
using System.Text;
using KintoHawk.Core.Caching;
using KintoHawk.Memcached;
using KintoHawk.TestBackends;

namespace KintoHawk.Backends.Tests.Memcached;

/// <summary>Some keys of one or several memcached of these tests, which take values of more than a megabyte.</summary>
sealed class MemcachedCacheHome(int servers) : CacheHome
{
    static readonly Lazy<Task<PrivateMemcached>>[] s_servers = [.. Enumerable.Range(0, 3).Select(static _ => new Lazy<Task<PrivateMemcached>>(static () => PrivateMemcached.StartAsync("-I", "8m")))];

    /// <summary>Its clock has seconds.</summary>
    public override TimeSpan Short => TimeSpan.FromSeconds(1);

    /// <summary>Before the prefixes of this test.</summary>
    public string Scope { get; } = Guid.NewGuid().ToString("N")[..8] + ":";

    public static MemcachedCache Open(IEnumerable<string> hosts, string prefix, MemcachedCacheOptions? options = null)
    {
        Assert.True(MemcachedAddress.TryParse(hosts, out var address, out var error), error);
        return new MemcachedCache(address, options ?? new MemcachedCacheOptions { CommandTimeout = TimeSpan.FromSeconds(20) }, TimeProvider.System, prefix);
    }

    /// <summary>What another program says to a server, and its answer up to a line.</summary>
    public static async Task<string> SayAsync(int server, string command, string last)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", (await s_servers[server].Value).Port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream());
        var answer = new StringBuilder();
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            answer.Append(line).Append('\n');
            if (line.StartsWith(last, StringComparison.Ordinal))
                return answer.ToString();
        }

        throw new InvalidOperationException($"memcached closed the connection after '{answer}'.");
    }

    public async Task<string[]> HostsAsync() => await Task.WhenAll(s_servers.Take(servers).Select(static async server => (await server.Value).Host));

    protected override async ValueTask<ICache> OpenCacheAsync(string prefix) => Open(await HostsAsync(), Scope + prefix);
}
