using Hawk;
using Hawk.Http;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Signs the requests of a factory's clients with Hawk.</summary>
public static class HawkHttpClientBuilderExtensions
{
    /// <summary>
    /// Signs requests to one origin, and verifies the responses that are signed. An unsigned response is accepted; when the server signs all of its responses,
    /// protect the client against somebody who strips the signature: <c>options.ResponseCheck = HawkResponseCheck.Required</c> in another overload.
    /// </summary>
    /// <param name="builder">The client.</param>
    /// <param name="credential">The credential to sign with.</param>
    /// <param name="origin">Scheme, host and optional port, for example <c>https://api.example.com</c>.</param>
    public static IHttpClientBuilder AddHawk(this IHttpClientBuilder builder, HawkCredential credential, Uri origin) =>
        builder.AddHawk(options =>
        {
            options.Credential = credential;
            options.AllowedOrigins.Add(origin);
        });

    /// <summary>Signs requests as configured.</summary>
    public static IHttpClientBuilder AddHawk(this IHttpClientBuilder builder, Action<HawkClientOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(configureOptions);
        return builder.AddHawk((_, options) => configureOptions(options));
    }

    /// <summary>
    /// Signs requests as configured with services at hand. The options are validated when the host starts. Redirects are not followed from here on,
    /// because the signature is good for one target only; the 3xx response is handed to the caller, who signs anew by sending anew.
    /// </summary>
    public static IHttpClientBuilder AddHawk(this IHttpClientBuilder builder, Action<IServiceProvider, HawkClientOptions> configureOptions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configureOptions);

        var name = builder.Name;
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<HawkClientOptions>, HawkClientOptionsValidator>());
        builder.Services.AddOptions<HawkClientOptions>(name)
            .Configure<IServiceProvider>((options, services) => configureOptions(services, options))
            .ValidateOnStart();
        return builder
            .ConfigurePrimaryHttpMessageHandler(static (handler, _) => StopFollowingRedirects(handler))
            .AddHttpMessageHandler(services => new HawkMessageHandler(services.GetRequiredService<IOptionsMonitor<HawkClientOptions>>().Get(name)));
    }

    static void StopFollowingRedirects(HttpMessageHandler handler)
    {
        if (handler is SocketsHttpHandler sockets)
            sockets.AllowAutoRedirect = false;
        else if (handler is HttpClientHandler client)
            client.AllowAutoRedirect = false;
    }
}
