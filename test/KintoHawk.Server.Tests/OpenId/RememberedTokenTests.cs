using System.Buffers.Text;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using KintoHawk.Core.Caching.Memory;
using KintoHawk.Server.Diagnostics;
using KintoHawk.Server.Plugins.OpenId;
using KintoHawk.Server.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace KintoHawk.Server.Tests.OpenId;

/// <summary>Tokens that were verified before: the form of their memory is the reference's, and they cost one read of the cache.</summary>
public sealed class RememberedTokenTests : IDisposable
{
    const string Secret = "b4c96a8692291d88fe5a97dd91846eb4";
    const string Profile = """{"sub": "ada", "name": "Ad\u00e4", "number": 7}""";

    readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    readonly CountingCache _cache;
    readonly ProviderClient _client;
    readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public RememberedTokenTests()
    {
        _cache = new CountingCache(new MemoryCache(_time));
        _client = new ProviderClient(_time);
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_known_token_costs_one_read_of_the_cache()
    {
        var authenticator = Authenticator(Policy("one"));
        await RememberAsync("https://one.example.org:client::token-a", TimeSpan.FromDays(1));
        Assert.NotNull(await authenticator.FindAsync("Bearer token-a", Cancelled));
        var (reads, writes) = (_cache.Reads, _cache.Writes);

        var user = await authenticator.FindAsync("Bearer token-a", Cancelled);

        Assert.Equal((1, 0), (_cache.Reads - reads, _cache.Writes - writes));
        Assert.Equal("ada", user!.Id);
        Assert.Equal("""{"sub":"ada","name":"Ad\u00E4","number":7}""", Encoding.ASCII.GetString(user.Profile.Span));
    }

    [Fact]
    public async Task A_request_without_a_token_costs_nothing()
    {
        var authenticator = Authenticator(Policy("one"));

        Assert.Null(await authenticator.FindAsync(null, Cancelled));
        Assert.Null(await authenticator.FindAsync("Other token-a", Cancelled));
        Assert.Equal((0, 0), (_cache.Reads, _cache.Writes));
    }

    [Fact]
    public async Task Audience_and_issuer_are_part_of_the_key()
    {
        await RememberAsync("https://one.example.org:client:us:token-a", TimeSpan.FromDays(1));

        Assert.NotNull(await Authenticator(Policy("one", audience: "us")).FindAsync("Bearer token-a", Cancelled));
    }

    [Fact]
    public async Task Use_renews_the_memory()
    {
        var authenticator = Authenticator(Policy("one"));
        await RememberAsync("https://one.example.org:client::token-a", TimeSpan.FromDays(1));
        for (var hours = 0; hours < 96; hours += 12)
        {
            Assert.NotNull(await authenticator.FindAsync("Bearer token-a", Cancelled));
            _time.Advance(TimeSpan.FromHours(12));
        }
    }

    [Fact]
    public async Task A_token_is_not_remembered_beyond_its_own_end()
    {
        var authenticator = Authenticator(Policy("one"));
        var token = Jwt("https://one.example.org", _time.GetUtcNow().AddMinutes(10));
        await RememberAsync($"https://one.example.org:client::{token}", TimeSpan.FromDays(1));
        Assert.NotNull(await authenticator.FindAsync("Bearer " + token, Cancelled));

        _time.Advance(TimeSpan.FromMinutes(11));

        Assert.Null(await authenticator.FindAsync("Bearer " + token, Cancelled));
    }

    [Fact]
    public async Task A_token_may_be_good_for_ever()
    {
        var token = Jwt("https://one.example.org", DateTimeOffset.FromUnixTimeSeconds(253_402_300_799));
        await RememberAsync($"https://one.example.org:client::{token}", TimeSpan.FromDays(1));

        Assert.NotNull(await Authenticator(Policy("one")).FindAsync("Bearer " + token, Cancelled));
    }

    [Fact]
    public async Task A_token_with_an_issuer_that_is_no_text_is_nobodys_and_nobody_is_asked()
    {
        var token = $"e30.{Base64Url.EncodeToString("""{"iss":"\ud800"}"""u8)}.c2ln";

        Assert.Null(await Authenticator(Policy("one")).FindAsync("Bearer " + token, Cancelled));
        Assert.Equal((0, 0), (_cache.Reads, _cache.Writes));
    }

    [Fact]
    public async Task Of_several_providers_only_the_one_that_a_token_names_is_asked()
    {
        var authenticator = Authenticator(Policy("one"), Policy("two"), Policy("three"));
        var token = Jwt("https://two.example.org/", _time.GetUtcNow().AddHours(1));
        await RememberAsync($"https://two.example.org:client::{token}", TimeSpan.FromDays(1));

        var user = await authenticator.FindAsync("Bearer " + token, Cancelled);

        Assert.Equal("two", user!.Provider.Name);
        Assert.Equal(1, _cache.Reads);
    }

    [Fact]
    public async Task Of_several_providers_those_with_the_scheme_are_asked_in_their_order()
    {
        var authenticator = Authenticator(Policy("one"), Policy("two", headerType: "Other"), Policy("three"));
        await RememberAsync("https://three.example.org:client::opaque", TimeSpan.FromDays(1));
        await RememberAsync("https://two.example.org:client::opaque", TimeSpan.FromDays(1));

        Assert.Equal("three", (await authenticator.FindAsync("Bearer opaque", Cancelled))!.Provider.Name);
        Assert.Equal("two", (await authenticator.FindAsync("Other opaque", Cancelled))!.Provider.Name);
    }

    [Fact]
    public async Task A_user_may_be_called_by_a_number()
    {
        await RememberAsync("https://one.example.org:client::token-a", TimeSpan.FromDays(1));

        Assert.Equal("7", (await Authenticator(Policy("one", userIdField: "number")).FindAsync("Bearer token-a", Cancelled))!.Id);
    }

    [Fact]
    public void Nothing_prints_the_profile_or_the_secret()
    {
        var provider = new OpenIdProvider(Policy("one"), _client, _time, NullLogger.Instance);

        Assert.DoesNotContain("client-secret", provider.Settings.ToString(), StringComparison.Ordinal);
        Assert.Equal("ada", new OpenIdUser(provider, "ada", Encoding.UTF8.GetBytes(Profile)).ToString());
        Assert.Equal("status 200", new ProviderAnswer(200, Encoding.UTF8.GetBytes(Profile), null).ToString());
    }

    public void Dispose()
    {
        _client.Dispose();
        _services.Dispose();
    }

    OpenIdAuthenticator Authenticator(params AuthenticationPolicy[] policies)
    {
        var options = new KintoHawkOptions { UserIdHmacSecret = Secret, Policies = policies };
        return new OpenIdAuthenticator(
            new OpenIdProviders(options, _client, _time, NullLogger<OpenIdProvider>.Instance), _cache, new ServerMetrics(_services.GetRequiredService<IMeterFactory>(), [], options, _time), options, _time, NullLogger<OpenIdAuthenticator>.Instance);
    }

    static AuthenticationPolicy Policy(string name, string audience = "", string headerType = "Bearer", string userIdField = "sub") => new()
    {
        Name = name,
        Kind = AuthenticationPolicyKind.OpenId,
        UserIdPrefix = name,
        OpenId = new OpenIdPolicySettings
        {
            Issuer = $"https://{name}.example.org",
            ClientId = "client",
            ClientSecret = "client-secret",
            Audience = audience,
            HeaderType = headerType,
            UserIdField = userIdField,
        },
    };

    /// <summary>As the reference would: the key by the formula of its documentation, the value as Python writes JSON.</summary>
    ValueTask RememberAsync(string digested, TimeSpan lifetime) => _cache.SetAsync(
        "openid:verify:" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(digested))),
        Encoding.UTF8.GetBytes(Profile),
        lifetime,
        Cancelled);

    static string Jwt(string issuer, DateTimeOffset expires) =>
        $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"iss":"{{issuer}}","exp":{{expires.ToUnixTimeSeconds()}}}"""))}.c2ln";
}
