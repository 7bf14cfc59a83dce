using System.Diagnostics.Metrics;
using Hawk.AspNetCore.Tests.Server;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Hawk.AspNetCore.Tests;

public sealed class RegistrationTests
{
    public static TheoryData<string, Action<HawkOptions>> Mistakes => new()
    {
        { nameof(HawkOptions.ClockSkew), static options => options.ClockSkew = TimeSpan.Zero },
        { nameof(HawkOptions.ClockSkew), static options => options.ClockSkew = TimeSpan.FromSeconds(-1) },
        { nameof(HawkOptions.ClockSkew), static options => options.ClockSkew = TimeSpan.FromDays(2) },
        { nameof(HawkOptions.NonceLifetime), static options => options.NonceLifetime = TimeSpan.FromSeconds(179) },
        { nameof(HawkOptions.MaxPayloadBytes), static options => options.MaxPayloadBytes = -1 },
        { nameof(HawkOptions.MaxPayloadBytes), static options => options.MaxPayloadBytes = int.MaxValue },
        { nameof(HawkOptions.PayloadPolicy), static options => options.PayloadPolicy = (HawkPayloadPolicy)9 },
        { nameof(HawkOptions.LargePayloads), static options => options.LargePayloads = (HawkLargePayloads)9 },
        { nameof(HawkOptions.MaxBewitLifetime), static options => options.MaxBewitLifetime = TimeSpan.Zero },
        { nameof(HawkOptions.MaxBewitLifetime), static options => options.MaxBewitLifetime = TimeSpan.FromDays(4000) },
        { nameof(HawkOptions.RetryAfter), static options => options.RetryAfter = TimeSpan.Zero },
        { nameof(HawkOptions.RetryAfter), static options => options.RetryAfter = TimeSpan.FromDays(2) },
        { nameof(HawkOptions.PublicOrigin), static options => options.PublicOrigin = new Uri("ftp://example.com") },
        { nameof(HawkOptions.PublicOrigin), static options => options.PublicOrigin = new Uri("https://example.com/v1") },
        { nameof(HawkOptions.PublicOrigin), static options => options.PublicOrigin = new Uri("https://user@example.com") },
        { nameof(HawkOptions.PublicOrigin), static options => options.PublicOrigin = new Uri("/relative", UriKind.Relative) },
        { nameof(HawkOptions.AllowedHosts), static options => options.AllowedHosts.Add("https://example.com") },
        { nameof(HawkOptions.AllowedHosts), static options => options.AllowedHosts.Add("") },
        { nameof(HawkOptions.CredentialStore), static options => options.CredentialStore = null },
    };

    [Theory]
    [MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public async Task A_mistake_in_the_options_stops_the_start_and_is_named(string name, Action<HawkOptions> mistake)
    {
        await using var app = Build(services => services.AddAuthentication().AddHawk("Mine", options =>
        {
            options.CredentialStore = new RecordingCredentialStore(TestApp.Credential);
            mistake(options);
        }));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(name, Assert.Single(failure.Failures), StringComparison.Ordinal);
        Assert.Equal("Mine", failure.OptionsName);
    }

    [Fact]
    public async Task The_shortest_nonce_lifetime_is_allowed()
    {
        await using var app = Build(static services => services.AddAuthentication().AddHawk(static options =>
        {
            options.CredentialStore = new RecordingCredentialStore(TestApp.Credential);
            options.NonceLifetime = TimeSpan.FromSeconds(180);
        }));

        await app.StartAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Every_overload_ends_in_a_scheme_with_its_name()
    {
        await using var app = Build(static services =>
        {
            services.AddSingleton<IHawkCredentialStore>(new RecordingCredentialStore(TestApp.Credential));
            services.AddAuthentication().AddHawk().AddHawk("B").AddHawk("C", static options => options.MaxPayloadBytes = 1).AddHawk("D", "For people", null);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);

        var schemes = await app.Services.GetRequiredService<IAuthenticationSchemeProvider>().GetAllSchemesAsync();

        Assert.Equal([("Hawk", null), ("B", null), ("C", null), ("D", "For people")], schemes.Select(static scheme => (scheme.Name, scheme.DisplayName)));
        Assert.Equal(1, app.Services.GetRequiredService<IOptionsMonitor<HawkOptions>>().Get("C").MaxPayloadBytes);
        Assert.IsType<InMemoryHawkNonceStore>(app.Services.GetRequiredService<IHawkNonceStore>());
    }

    [Fact]
    public async Task The_bounds_of_the_nonce_store_come_from_the_services_and_its_size_is_measured()
    {
        await using var app = Build(static services =>
        {
            services.Configure<HawkNonceStoreOptions>(static bounds => bounds.Capacity = 2);
            services.AddAuthentication().AddHawk();
        });
        var factory = app.Services.GetRequiredService<IMeterFactory>();
        var sizes = new List<(string? Unit, long Size)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "hawk.replay_store.size" && ReferenceEquals(instrument.Meter.Scope, factory))
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, size, _, _) => sizes.Add((instrument.Unit, size)));
        listener.Start();

        var store = app.Services.GetRequiredService<IHawkNonceStore>();
        var outcomes = new List<HawkNonceOutcome>();
        foreach (var id in (string[])["a", "b", "c"])
        {
            outcomes.Add(await store.TryAddAsync(id, "n", 1, TimeSpan.FromHours(1), TestContext.Current.CancellationToken));
            listener.RecordObservableInstruments();
        }

        Assert.Equal([HawkNonceOutcome.Added, HawkNonceOutcome.Added, HawkNonceOutcome.StoreFull], outcomes);
        Assert.Equal([("{nonce}", 1), ("{nonce}", 2), ("{nonce}", 2)], sizes);
    }

    [Fact]
    public async Task Bounds_that_hold_nothing_stop_the_start()
    {
        await using var app = Build(static services =>
        {
            services.AddSingleton<IHawkCredentialStore>(new RecordingCredentialStore(TestApp.Credential));
            services.Configure<HawkNonceStoreOptions>(static bounds => bounds.Capacity = 0);
            services.AddAuthentication().AddHawk();
        });

        var mistake = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => app.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(nameof(HawkNonceStoreOptions.Capacity), mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_nonce_store_that_is_registered_first_stays()
    {
        var mine = new RecordingNonceStore(new InMemoryHawkNonceStore());
        await using var app = Build(services =>
        {
            services.AddSingleton<IHawkNonceStore>(mine);
            services.AddAuthentication().AddHawk();
        });

        Assert.Same(mine, app.Services.GetRequiredService<IHawkNonceStore>());
    }

    [Theory]
    [InlineData("Bulk", "Bulk")]
    [InlineData("Hawk", "Bulk")]
    public async Task Schemes_that_share_a_nonce_store_do_not_take_one_request_for_its_own_copy(params string[] schemes)
    {
        await using var app = await TestApp.StartAsync(
            handler: async context =>
            {
                foreach (var scheme in schemes)
                    Assert.True((await context.AuthenticateAsync(scheme)).Succeeded);
            },
            services: static services => services.AddAuthentication().AddHawk("Bulk", static options => options.MaxPayloadBytes = 1000));
        var authorization = app.Sign("PUT", "/r", "hello"u8.ToArray());

        var first = await app.SendAsync(authorization, body: "hello"u8.ToArray());
        var copy = await app.SendAsync(authorization, body: "hello"u8.ToArray());
        var chunked = await app.SendAsync(app.Sign("PUT", "/r"), body: "0\r\n\r\n"u8.ToArray(), fields: Chunks.Field);

        Assert.Equal((200, 401, 200), (first.Status, copy.Status, chunked.Status));
        Assert.Equal(3, app.Nonces.Recorded.Count);
    }

    [Fact]
    public async Task Schemes_with_nonce_stores_of_their_own_record_in_each()
    {
        var own = new RecordingNonceStore(new InMemoryHawkNonceStore());
        await using var app = await TestApp.StartAsync(
            handler: static async context => Assert.True((await context.AuthenticateAsync("Bulk")).Succeeded),
            services: services => services.AddAuthentication().AddHawk("Bulk", options => options.NonceStore = own));

        var response = await app.SendAsync(app.Sign());

        Assert.Equal(200, response.Status);
        Assert.Equal((1, 1), (app.Nonces.Recorded.Count, own.Recorded.Count));
    }

    [Fact]
    public async Task A_credential_store_may_live_as_long_as_a_request()
    {
        await using var app = await TestApp.StartAsync(services: static services =>
            services.AddScoped<IHawkCredentialStore>(static _ => new RecordingCredentialStore(TestApp.Credential)));

        var response = await app.SendAsync(app.Sign());

        Assert.Equal(200, response.Status);
        Assert.Empty(app.Credentials.Asked);
    }

    static WebApplication Build(Action<IServiceCollection> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        configure(builder.Services);
        return builder.Build();
    }
}
