using System.Globalization;
using System.Text;
using System.Text.Json;
using KintoHawk.TestBackends;

namespace KintoHawk.Cli.Tests.Takeover;

/// <summary>memcached: the value in a wrapper that tells when it ends, with the flags of the client that Kinto uses for text.</summary>
sealed class SharedMemcached(PrivateMemcached server) : ISharedCache
{
    const int TextFlags = 16;

    public string Kind => "memcached";

    public string Settings => $"kinto.cache_hosts = {server.Host}";

    public async Task PutAsync(string key, string json, TimeSpan lifetime)
    {
        var end = (TimeProvider.System.GetUtcNow() + lifetime).ToUnixTimeSeconds() + 1;
        var wrapper = $$"""{"value": {{json}}, "ttl": {{end.ToString(CultureInfo.InvariantCulture)}}}""";
        using var line = await LineConnection.OpenAsync(server.Port);
        Assert.Equal("STORED", await line.AskAsync($"set {key} {TextFlags} {(int)lifetime.TotalSeconds} {Encoding.UTF8.GetByteCount(wrapper)}\r\n{wrapper}\r\n"));
    }

    public async Task<(string Json, TimeSpan? Lifetime)?> FindAsync(string key)
    {
        using var line = await LineConnection.OpenAsync(server.Port);
        var found = (await line.AskAsync($"get {key}\r\n")).Split(' ');
        if (found is ["END"])
            return null;
        Assert.Equal($"{TextFlags}", found[2]);
        using var wrapper = JsonDocument.Parse(await line.ReadAsync(int.Parse(found[3], CultureInfo.InvariantCulture)));
        var end = DateTimeOffset.FromUnixTimeSeconds(wrapper.RootElement.GetProperty("ttl").GetInt64());
        return (wrapper.RootElement.GetProperty("value").GetRawText(), end - TimeProvider.System.GetUtcNow());
    }
}
