using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Hawk.Http.Tests;

public sealed class RegistrationTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, Action<HawkClientOptions>> Mistakes => new()
    {
        { nameof(HawkClientOptions.Credential), static options => options.Credential = null },
        { nameof(HawkClientOptions.AllowedOrigins), static options => options.AllowedOrigins.Clear() },
        { nameof(HawkClientOptions.AllowedOrigins), static options => options.AllowedOrigins.Add(new Uri("https://example.com/v1")) },
        { nameof(HawkClientOptions.AllowedOrigins), static options => options.AllowedOrigins.Add(new Uri("ws://example.com")) },
        { nameof(HawkClientOptions.AllowedOrigins), static options => options.AllowedOrigins.Add(new Uri("/relative", UriKind.Relative)) },
        { nameof(HawkClientOptions.ResponseCheck), static options => options.ResponseCheck = (HawkResponseCheck)9 },
        { nameof(HawkClientOptions.MaxResponseBytes), static options => options.MaxResponseBytes = -1 },
        { nameof(HawkClientOptions.SignOptions), static options => options.SignOptions = new HawkSignOptions { Nonce = "always the same" } },
        { nameof(HawkClientOptions.TimeProvider), static options => options.TimeProvider = null! },
    };

    [Theory]
    [MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public void A_mistake_in_the_options_is_found_before_a_request_is_signed(string name, Action<HawkClientOptions> mistake)
    {
        var options = new HawkClientOptions { Credential = HawkServerApp.Credential };
        options.AllowedOrigins.Add(new Uri("https://example.com"));
        mistake(options);

        var failure = Assert.Throws<OptionsValidationException>(() => new HawkMessageHandler(options));

        Assert.Contains(name, Assert.Single(failure.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clients_of_a_factory_are_signed_and_do_not_follow_redirects()
    {
        await using var server = await HawkServerApp.StartAsync(static context =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });
        var services = new ServiceCollection();
        services.AddHttpClient("api", client => client.BaseAddress = server.Origin)
            .AddHawk((_, options) =>
            {
                options.Credential = HawkServerApp.Credential;
                options.AllowedOrigins.Add(server.Origin);
                options.TimeProvider = server.Time;
                options.ResponseCheck = HawkResponseCheck.Required;
            });
        await using var provider = services.BuildServiceProvider();
        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("api");

        using var response = await client.GetAsync(new Uri("/r", UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Single(server.Received);
    }

    [Fact]
    public async Task Two_clients_of_a_factory_keep_their_own_credentials()
    {
        await using var server = await HawkServerApp.StartAsync();
        using var stranger = new HawkCredential("stranger", "key");
        var services = new ServiceCollection();
        services.AddHttpClient("known").AddHawk(HawkServerApp.Credential, server.Origin);
        services.AddHttpClient("unknown").AddHawk(stranger, server.Origin);
        services.ConfigureAll<HawkClientOptions>(options => options.TimeProvider = server.Time);
        await using var provider = services.BuildServiceProvider();
        var factory = provider.GetRequiredService<IHttpClientFactory>();
        using var known = factory.CreateClient("known");
        using var unknown = factory.CreateClient("unknown");

        using var accepted = await known.GetAsync(server.Origin, Cancel);
        using var refused = await unknown.GetAsync(server.Origin, Cancel);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (accepted.StatusCode, refused.StatusCode));
    }

    [Fact]
    public async Task A_factory_client_without_credential_says_so()
    {
        var services = new ServiceCollection();
        services.AddHttpClient("api").AddHawk(static options => options.AllowedOrigins.Add(new Uri("https://example.com")));
        await using var provider = services.BuildServiceProvider();

        var failure = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IHttpClientFactory>().CreateClient("api"));

        Assert.Equal("api", failure.OptionsName);
        Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate);
    }
}
