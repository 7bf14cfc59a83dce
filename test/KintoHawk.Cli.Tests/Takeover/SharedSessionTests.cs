using System.Text;
using System.Text.Json;
using Hawk;

namespace KintoHawk.Cli.Tests.Takeover;

/// <summary>Sessions and nonces in a cache that is shared with a Kinto that has kinto-hawk (kinto-plugins §9.3).</summary>
public sealed class SharedSessionTests : IDisposable
{
    // What the real plugin has handed out and stored, with the secret of kinto.ini.
    const string Token = "369dbaf5f19ad5d374412f068aade3e246c57816762c0dc1a927a0a01a5f5fc5";
    const string StoredKey = "hawk:c1b42aef6342031b276b9e8c6d9b96f369a67b80d2c599e2f7bc831562a0daf1";
    const string StoredValue = """
        "{\"key\":\"7bd34ca04c2194fd8ae66fa193e0810c8af051cba227228504950951a459f70a\",\"algorithm\":\"sha256\",\"user_id\":\"alice\"}"
        """;

    static readonly TimeSpan _twoMonths = TimeSpan.FromSeconds(5184000);

    readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("postgresql")]
    [InlineData("redis")]
    [InlineData("memcached")]
    public async Task A_session_that_was_opened_at_kinto_hawk_goes_on(string cache)
    {
        await using var kinto = await TakenDatabase.CreateAsync(cache);
        // memcached takes a lifetime of more than 30 days for a date: the plugin's sessions there are shorter.
        await kinto.Cache.PutAsync(StoredKey, StoredValue, TimeSpan.FromDays(20));
        await using var server = await kinto.ServeAsync(_workspace);
        using var credential = CredentialOf(Token);

        var hello = await server.ExpectAsync(200, "GET", "", headers: Signed(server, credential, "GET", "/v1/"));

        Assert.Equal("hawk:alice", hello.At("user", "id")?.GetString());
        Assert.InRange(await LifetimeAsync(kinto, StoredKey), _twoMonths - TimeSpan.FromMinutes(5), _twoMonths + TimeSpan.FromMinutes(5));
        Assert.Equal(StoredValue, await JsonOfAsync(kinto, StoredKey));
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("redis")]
    [InlineData("memcached")]
    public async Task A_request_that_kinto_hawk_has_seen_is_refused(string cache)
    {
        await using var kinto = await TakenDatabase.CreateAsync(cache);
        await kinto.Cache.PutAsync(StoredKey, StoredValue, TimeSpan.FromDays(20));
        await using var server = await kinto.ServeAsync(_workspace);
        using var credential = CredentialOf(Token);
        var request = Authorize(server, credential, "GET", "/v1/buckets");
        await kinto.Cache.PutAsync($"hawk:{credential.Id}:{request.Nonce}:{request.Timestamp}", "\"\"", TimeSpan.FromSeconds(60));

        await server.ExpectAsync(401, "GET", "buckets", headers: ("Authorization", request.Value));
        await server.ExpectAsync(200, "GET", "buckets", headers: Signed(server, credential, "GET", "/v1/buckets"));
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("redis")]
    [InlineData("memcached")]
    public async Task A_session_that_is_opened_here_is_stored_as_kinto_hawk_stores_it(string cache)
    {
        await using var kinto = await TakenDatabase.CreateAsync(cache);
        await using var server = await kinto.ServeAsync(_workspace);

        var opened = await server.ExpectAsync(201, "POST", "hawk-sessions", user: "alice");
        Assert.True(HawkSession.TryFromToken(opened.Header("Hawk-Session-Token"), out var session));
        using var credential = session.ToCredential();
        var request = Authorize(server, credential, "GET", "/v1/buckets");
        await server.ExpectAsync(200, "GET", "buckets", headers: ("Authorization", request.Value));

        var key = "hawk:" + Convert.ToHexStringLower(System.Security.Cryptography.HMACSHA256.HashData("0123456789abcdef"u8, Encoding.ASCII.GetBytes(session.Id)));
        var text = JsonDocument.Parse((await JsonOfAsync(kinto, key))!).RootElement.GetString();
        using var stored = JsonDocument.Parse(text!);
        // What else there is, the plugin does not look at (ADR 4).
        Assert.Equal(["key", "algorithm", "user_id"], stored.RootElement.EnumerateObject().Select(static member => member.Name).Take(3));
        Assert.Equal(session.Key, stored.RootElement.GetProperty("key").GetString());
        Assert.Equal("sha256", stored.RootElement.GetProperty("algorithm").GetString());
        Assert.Equal("alice", stored.RootElement.GetProperty("user_id").GetString());
        Assert.InRange(await LifetimeAsync(kinto, key), _twoMonths - TimeSpan.FromMinutes(5), _twoMonths + TimeSpan.FromMinutes(5));
        Assert.Equal("\"\"", await JsonOfAsync(kinto, $"hawk:{credential.Id}:{request.Nonce}:{request.Timestamp}"));
    }

    static HawkCredential CredentialOf(string token)
    {
        Assert.True(HawkSession.TryFromToken(token, out var session));
        return session.ToCredential();
    }

    static HawkAuthorization Authorize(IniServer server, HawkCredential credential, string method, string path)
    {
        Assert.True(HawkTarget.TryCreate(method, path, server.Address.Host, server.Address.Port, out var target));
        return HawkClient.Authorize(credential, target, TimeProvider.System.GetUtcNow());
    }

    static (string Name, string Value) Signed(IniServer server, HawkCredential credential, string method, string path) =>
        ("Authorization", Authorize(server, credential, method, path).Value);

    static async Task<string?> JsonOfAsync(TakenDatabase kinto, string key) => (await kinto.Cache.FindAsync(key))?.Json;

    static async Task<TimeSpan> LifetimeAsync(TakenDatabase kinto, string key) => (await kinto.Cache.FindAsync(key))?.Lifetime ?? TimeSpan.Zero;
}
