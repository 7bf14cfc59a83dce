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
        ArgumentNullException.ThrowIfNull(app);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        return app.UseMiddleware<HawkResponseSigner>(maxBytes);
    }
}
