using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Microsoft.AspNetCore.Hosting;

/// <summary>Applies the limits of the settings to the web server.</summary>
public static class KintoHawkKestrelExtensions
{
    /// <summary>How long a body may be slower than the least rate: connections start slowly.</summary>
    static readonly TimeSpan _gracePeriod = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Bounds what a client can make the web server hold or wait for, by the settings <c>kintohawk.max_*</c> and <c>kintohawk.*_timeout_seconds</c>.
    /// The server answers what is beyond them itself: 408, 413, 414 or 431.
    /// </summary>
    /// <param name="kestrel">The options of the web server.</param>
    /// <param name="options">The settings.</param>
    public static void UseKintoHawkLimits(this KestrelServerOptions kestrel, KintoHawkOptions options)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        ArgumentNullException.ThrowIfNull(options);
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = options.MaxBodyBytes;
        limits.MaxRequestLineSize = options.MaxRequestLineBytes;
        limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
        limits.MaxRequestHeaderCount = options.MaxHeaderCount;
        limits.RequestHeadersTimeout = options.HeaderTimeout;
        limits.KeepAliveTimeout = options.KeepAliveTimeout;
        limits.MinRequestBodyDataRate = options.MinBodyBytesPerSecond is { } rate ? new MinDataRate(rate, _gracePeriod) : null;
        limits.MaxConcurrentConnections = options.MaxConnections;
    }
}
