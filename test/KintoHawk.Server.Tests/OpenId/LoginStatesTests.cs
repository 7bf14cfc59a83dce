using System.Text;
using KintoHawk.Core.Caching.Memory;
using KintoHawk.Core.Storage.Memory;
using KintoHawk.Server.Api;
using KintoHawk.Server.Authentication;
using KintoHawk.Server.Plugins.OpenId;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace KintoHawk.Server.Tests.OpenId;

/// <summary>Which login a state can end, and where (kinto-plugins §7).</summary>
public sealed class LoginStatesTests : IDisposable
{
    const string Own = "https://kinto.example.org";
    const string Application = "https://app.example.org/#tokens=";

    readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    readonly ProviderClient _client;
    readonly KintoHawkOptions _options;
    readonly OpenIdProviders _providers;
    readonly LoginStates _states;

    public LoginStatesTests()
    {
        _client = new ProviderClient(_time);
        _options = new KintoHawkOptions
        {
            UserIdHmacSecret = "b4c96a8692291d88fe5a97dd91846eb4",
            OpenIdCallbackOrigins = ["https://app.example.org"],
            Policies = [Policy("one"), Policy("two")],
        };
        _providers = new OpenIdProviders(_options, _client, _time, NullLogger<OpenIdProvider>.Instance);
        _states = new LoginStates(new MemoryCache(_time), _options);
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    OpenIdProvider One => _providers.Find("one")!;

    [Fact]
    public async Task A_state_ends_the_login_it_began_once()
    {
        var state = await _states.BeginAsync(One, Own, Application, Cancelled);

        Assert.Equal(Application, await _states.FindAsync(One, Own, state, Cancelled));
        Assert.True(await _states.EndAsync(state, Cancelled));
        Assert.False(await _states.EndAsync(state, Cancelled));
        Assert.Null(await _states.FindAsync(One, Own, state, Cancelled));
    }

    [Fact]
    public async Task A_state_is_good_for_the_provider_and_the_origin_of_the_beginning()
    {
        var state = await _states.BeginAsync(One, Own, Application, Cancelled);

        Assert.Null(await _states.FindAsync(_providers.Find("two")!, Own, state, Cancelled));
        Assert.Null(await _states.FindAsync(One, "https://evil.example", state, Cancelled));
        Assert.Null(await _states.FindAsync(One, "http://kinto.example.org", state, Cancelled));
        Assert.NotNull(await _states.FindAsync(One, Own, state, Cancelled));
    }

    [Fact]
    public async Task A_login_that_began_under_a_foreign_host_does_not_end_at_the_real_one()
    {
        var state = await _states.BeginAsync(One, "https://evil.example", "https://evil.example/x#", Cancelled);

        var (status, text) = await EndAsync(state);

        Assert.Equal(400, status);
        Assert.Contains("\"message\":\"Invalid state\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://dropped.example.org/#", 400)]
    [InlineData("https://app.example.org/#", 503)]
    [InlineData(Own + "/v1/admin/#", 503)]
    public async Task The_callback_is_checked_again_at_the_end(string callback, int status)
    {
        var state = await _states.BeginAsync(One, Own, callback, Cancelled);
        // Nobody is there: what is accepted gets as far as the provider.
        Assert.NotNull(await One.DiscoverAsync(Cancelled));

        Assert.Equal(status, (await EndAsync(state)).Status);
    }

    public void Dispose() => _client.Dispose();

    async Task<(int Status, string Text)> EndAsync(string state)
    {
        var endpoints = new LoginEndpoints(_providers, _states, new CallbackOrigins(_options), _client, _options, NullLogger<LoginEndpoints>.Instance);
        using var storage = new MemoryStorage(_time);
        using var request = new ApiRequest
        {
            Method = "GET",
            Path = "/v1/openid/one/token",
            RawPath = "/v1/openid/one/token",
            Query = "code=a&state=" + state,
            Headers = new HeaderDictionary(),
            Storage = storage,
            Origin = Own,
            AfterCommit = new AfterCommit(),
            RouteValues = ["one"],
            Authenticate = static () => new(Identity.Anonymous),
            Cancelled = Cancelled,
        };
        var response = await endpoints.Routes.Single(static route => route.Name == "openid_token").HandlerOf("GET")!(request);
        using var body = response.Render();
        return (response.Status, Encoding.UTF8.GetString(body.ToSequence()));
    }

    static AuthenticationPolicy Policy(string name) => new()
    {
        Name = name,
        Kind = AuthenticationPolicyKind.OpenId,
        UserIdPrefix = name,
        OpenId = new OpenIdPolicySettings { Issuer = "http://127.0.0.1:9/" + name, ClientId = "client" },
    };
}
