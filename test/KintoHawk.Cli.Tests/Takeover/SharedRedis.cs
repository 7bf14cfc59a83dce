using System.Globalization;
using KintoHawk.TestBackends;

namespace KintoHawk.Cli.Tests.Takeover;

/// <summary>Redis: the JSON text under PSETEX.</summary>
sealed class SharedRedis(PrivateRedis server) : ISharedCache
{
    public string Kind => "redis";

    public string Settings => $"kinto.cache_url = {server.Url}";

    public async Task PutAsync(string key, string json, TimeSpan lifetime)
    {
        using var line = await LineConnection.OpenAsync(server.Port);
        Assert.Equal("+OK", await AskAsync(line, "PSETEX", key, ((long)lifetime.TotalMilliseconds).ToString(CultureInfo.InvariantCulture), json));
    }

    public async Task<(string Json, TimeSpan? Lifetime)?> FindAsync(string key)
    {
        using var line = await LineConnection.OpenAsync(server.Port);
        var size = await AskAsync(line, "GET", key);
        if (size == "$-1")
            return null;
        var value = await line.ReadAsync(int.Parse(size.AsSpan(1), CultureInfo.InvariantCulture));
        var milliseconds = (await AskAsync(line, "PTTL", key))[1..];
        return (value, TimeSpan.FromMilliseconds(long.Parse(milliseconds, CultureInfo.InvariantCulture)));
    }

    /// <summary>The first line of the answer.</summary>
    static Task<string> AskAsync(LineConnection line, params string[] words) =>
        line.AskAsync($"*{words.Length}\r\n" + string.Concat(words.Select(static word => $"${System.Text.Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n")));
}
