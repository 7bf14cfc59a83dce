using Hawk;
using Hawk.AspNetCore;
using Hawk.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Hawk to the authentication schemes of an application.</summary>
public static class HawkExtensions
{
    /// <summary>
    /// Adds the scheme <see cref="HawkDefaults.AuthenticationScheme"/> with the default options. An <see cref="IHawkCredentialStore"/> must be registered;
    /// nonces are remembered in this process, within the bounds of <see cref="HawkNonceStoreOptions"/>, unless an <see cref="IHawkNonceStore"/> is
    /// registered first.
    /// </summary>
    public static AuthenticationBuilder AddHawk(this AuthenticationBuilder builder) =>
        builder.AddHawk(HawkDefaults.AuthenticationScheme);

    /// <summary>Adds a scheme of this name with the default options.</summary>
    public static AuthenticationBuilder AddHawk(this AuthenticationBuilder builder, string authenticationScheme) =>
        builder.AddHawk(authenticationScheme, configureOptions: null);

    /// <summary>Adds the scheme <see cref="HawkDefaults.AuthenticationScheme"/>.</summary>
    public static AuthenticationBuilder AddHawk(this AuthenticationBuilder builder, Action<HawkOptions>? configureOptions) =>
        builder.AddHawk(HawkDefaults.AuthenticationScheme, configureOptions);

    /// <summary>Adds a scheme of this name.</summary>
    public static AuthenticationBuilder AddHawk(this AuthenticationBuilder builder, string authenticationScheme, Action<HawkOptions>? configureOptions) =>
        builder.AddHawk(authenticationScheme, displayName: null, configureOptions);

    /// <summary>Adds a scheme of this name, with a name for people.</summary>
    public static AuthenticationBuilder AddHawk(
        this AuthenticationBuilder builder, string authenticationScheme, string? displayName, Action<HawkOptions>? configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.AddMetrics();
        builder.Services.TryAddSingleton<HawkMetrics>();
        builder.Services.TryAddSingleton(CreateNonceStore);
        builder.Services.AddOptions<HawkNonceStoreOptions>().ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HawkOptions>, HawkOptionsValidator>());
        builder.Services.AddOptions<HawkOptions>(authenticationScheme).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<ExceptionHandlerOptions>, PayloadFailureStatus>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, UncaughtPayloadFailure>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, UnheardMetadata>());
        return builder.AddScheme<HawkOptions, HawkHandler>(authenticationScheme, displayName, configureOptions);
    }

    static IHawkNonceStore CreateNonceStore(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<HawkNonceStoreOptions>>().Value;
        var store = new InMemoryHawkNonceStore(options, services.GetService<TimeProvider>());
        services.GetRequiredService<HawkMetrics>().Measure(store);
        return store;
    }
}
