using Hawk.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds Hawk to the pipeline of an application.</summary>
public static class HawkApplicationBuilderExtensions
{
    /// <summary>
    /// Signs the responses to verified requests, also errors and redirects, with <c>Server-Authorization</c>. Place it first: what is written outside of it,
    /// for instance by an exception handler, is not signed. Content codings, where wanted, belong outside, because the signature covers the bytes before them.
    /// Browsers show the field to scripts only when the CORS policy exposes it.
    /// </summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="maxBytes">
    /// The largest body, in bytes, that is held in memory to be signed; longer ones, and those that turn response buffering off, are sent unsigned.
    /// 10 MiB by default.
    /// </param>
    public static IApplicationBuilder UseHawkResponseSigning(this IApplicationBuilder app, int maxBytes = HawkDefaults.MaxSignedResponseBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        return app.UseHawkResponseSigning(options => options.MaxBytes = maxBytes);
    }

    /// <summary>
    /// As the other overload, and can sign bodies that are not held in memory by a trailing field: see
    /// <see cref="HawkResponseSigningOptions.SignStreamedWithTrailer"/>.
    /// </summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="configure">Sets the options.</param>
    public static IApplicationBuilder UseHawkResponseSigning(this IApplicationBuilder app, Action<HawkResponseSigningOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new HawkResponseSigningOptions();
        configure(options);
        if (options.MaxBytes < 0)
            throw new ArgumentException($"{nameof(HawkResponseSigningOptions.MaxBytes)} must be zero or more.", nameof(configure));
        return app.UseMiddleware<HawkResponseSigner>(options);
    }
}
